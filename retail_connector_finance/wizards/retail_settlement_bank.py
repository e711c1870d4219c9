"""Say by hand which line of the bank statement a settlement's deposit is."""

from odoo import fields, models


class RetailSettlementBank(models.TransientModel):
    """Choose among the bank lines of the same amount."""

    _name = "retail.settlement.bank"
    _description = "Retail Deposit Choice"

    settlement_id = fields.Many2one("retail.settlement", required=True, readonly=True)
    line_ids = fields.Many2many(
        "account.bank.statement.line",
        "retail_settlement_bank_line_rel",
        string="Lines of this Amount",
        readonly=True,
    )
    line_id = fields.Many2one(
        "account.bank.statement.line",
        "Deposit",
        domain="[('id', 'in', line_ids)]",
        required=True,
    )

    def action_choose(self):
        """Take the chosen line for the deposit."""
        self.ensure_one()
        return self.settlement_id.action_choose_bank_line(self.line_id)
