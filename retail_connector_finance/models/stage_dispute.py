"""Write lost payments off: from the receivable to the losses."""

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.retail_connector_base.importers.stage import PartlyFailed
from odoo.addons.retail_connector_base.importers.stage_invoice import local_date
from odoo.addons.retail_connector_base.importers.summary_entry import exact


class RetailStageDispute(models.AbstractModel):
    """Enter the loss of disputes that the customer won."""

    _name = "retail.stage.dispute"
    _inherit = ["retail.stage"]
    _description = "Retail Dispute Stage"

    @api.model
    def _prepare(self, disputes):
        Mapping = self.env["retail.mapping.settlement"]
        for line in disputes.line_ids:
            key = Mapping._role_key(line.settlement_id.gateway, "chargeback_loss")
            Mapping._resolve(line.backend_id, {key})

    @api.model
    def _run(self, disputes):
        moves = {}
        for dispute in disputes:
            gateway = dispute.line_ids.settlement_id[:1].gateway
            accounts = self.env["retail.mapping.settlement"]._accounts(
                dispute.backend_id, gateway
            )
            missing = {"chargeback", "chargeback_loss"} - set(accounts)
            if missing:
                message = self.env._("Choose the account of chargeback losses.")
                raise PartlyFailed([(dispute, "settlement_unmapped", message)])
            receivable = self.env["account.account"].browse(accounts["chargeback"])
            items = dispute._open_items(receivable)
            if items:
                moves[dispute] = self._create(dispute, items, accounts), items
        for dispute, (move, items) in moves.items():
            dispute.loss_move_id = move
            counterpart = move.line_ids.filtered(
                lambda line, account=items.account_id: line.account_id == account
            )
            if items.account_id.reconcile:
                (items | counterpart).reconcile()
        for dispute in disputes - self.env["retail.dispute"].union(*moves):
            dispute.loss_error = self.env._("Nothing of it is open.")

    @api.model
    def _create(self, dispute, items, accounts):
        """Create and post the entry of one dispute's loss."""
        balance = sum(exact(item.balance) for item in items)
        amount = sum(exact(item.amount_currency) for item in items)
        decided = dispute.finalized_at or fields.Datetime.now()
        common = {
            "name": self.env._("Lost: %s", dispute.display_name),
            "currency_id": items.currency_id[:1].id,
            "partner_id": False,
            "tax_ids": [],
        }
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.env["retail.stage.settle"]
                ._journal(dispute.backend_id)
                .id,
                "date": local_date(dispute.backend_id, decided),
                "company_id": dispute.company_id.id,
                "retail_backend_id": dispute.backend_id.id,
                "ref": dispute.display_name,
                "line_ids": [
                    Command.create(
                        {
                            **common,
                            "account_id": account,
                            "balance": sign * float(balance),
                            "amount_currency": sign * float(amount),
                        }
                    )
                    for account, sign in (
                        (accounts["chargeback_loss"], 1),
                        (items.account_id.id, -1),
                    )
                ],
            }
        )
        move._post(soft=False)
        return move

    @api.model
    def _park(self, binding, cause, message):
        binding.write({"loss_error": message, "loss_cause": cause})
