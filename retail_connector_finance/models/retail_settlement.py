"""What the ledger made of a settlement."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


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
    deposit_account_id = fields.Many2one(
        "account.account",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Where the payout was booked to: the account that was approved then.",
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

    def _entries(self):
        return super()._entries() | self.month_end_move_ids | self.return_move_id

    def _forget_entries(self):
        """Let go of the bank's line too: it was matched with the old entry."""
        super()._forget_entries()
        self.write(
            {
                "month_end_move_ids": [Command.clear()],
                "return_move_id": False,
                "deposit_account_id": False,
                "bank_line_id": False,
            }
        )

    def action_open_entries(self):
        """Open all journal entries of the settlement."""
        self.ensure_one()
        moves = self._entries()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal Entries"),
            "res_model": "account.move",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", moves.ids)],
        }

    def action_open_bank_lines(self):
        """Show the bank lines of the same amount, to choose the deposit."""
        self.ensure_one()
        self._check_accountant()
        stage = self.env["retail.stage.bank"].sudo()
        lines = stage._candidates(self.backend_id.sudo(), self).filtered(
            lambda line: stage._fits(self.sudo(), line)
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Which line is the deposit?"),
            "res_model": "retail.settlement.bank",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_settlement_id": self.id,
                "default_line_ids": [(6, 0, lines.ids)],
                "default_line_id": lines.id if len(lines) == 1 else False,
            },
        }

    def action_choose_bank_line(self, line):
        """Reconcile the deposit with a bank line that a person chose."""
        self.ensure_one()
        self._check_accountant()
        stage = self.env["retail.stage.bank"].sudo()
        if self.bank_line_id or line.is_reconciled:
            raise UserError(self.env._("One of the two is reconciled already."))
        if not stage._fits(self.sudo(), line.sudo()):
            raise UserError(
                self.env._("Amount, currency or date are not those of the deposit.")
            )
        stage._reconcile(self.sudo(), line.sudo())
        return {"type": "ir.actions.act_window_close"}


class RetailSettlementLine(models.Model):
    """Have a person say what a line is booked on."""

    _inherit = "retail.settlement.line"

    def action_open_book(self):
        """Ask which account these lines are booked on."""
        self.settlement_id._check_accountant()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Book on an account"),
            "res_model": "retail.settlement.book",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_line_ids": [(6, 0, self.ids)],
                "default_company_id": self.company_id[:1].id,
            },
        }
