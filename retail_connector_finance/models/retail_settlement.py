"""What the ledger made of a settlement."""

from odoo import fields, models


class RetailSettlement(models.Model):
    """Add the entries of a settlement and its deposit at the bank."""

    _inherit = "retail.settlement"

    month_end_move_ids = fields.Many2many(
        "account.move",
        "retail_settlement_month_end_rel",
        string="Entries of Earlier Months",
        readonly=True,
        help="What belongs to earlier months, carried forward to the payout's.",
    )
    return_move_id = fields.Many2one(
        "account.move",
        "Returned By",
        readonly=True,
        ondelete="set null",
        check_company=True,
        help="Takes the deposit back that did not reach the bank.",
    )
    bank_line_id = fields.Many2one(
        "account.bank.statement.line",
        readonly=True,
        ondelete="set null",
        check_company=True,
        index="btree_not_null",
        help="The line of the bank statement that is this deposit.",
    )

    def action_open_entries(self):
        """Open all journal entries of the settlement."""
        self.ensure_one()
        moves = self.record_id | self.month_end_move_ids | self.return_move_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal Entries"),
            "res_model": "account.move",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", moves.ids)],
        }
