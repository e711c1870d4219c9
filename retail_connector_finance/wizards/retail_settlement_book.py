"""Say by hand which account lines of a settlement are booked on."""

from odoo import fields, models


class RetailSettlementBook(models.TransientModel):
    """Choose the account of lines that no payment and no rule names one for."""

    _name = "retail.settlement.book"
    _description = "Retail Settlement Account Choice"
    _check_company_auto = True

    line_ids = fields.Many2many(
        "retail.settlement.line",
        "retail_settlement_book_line_rel",
        string="Lines",
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    account_id = fields.Many2one(
        "account.account",
        "Book On",
        required=True,
        check_company=True,
        help="Their gross amounts go there, in place of the payment or kind.",
    )

    def action_book(self):
        """Book the lines there, and try their settlements again."""
        self.ensure_one()
        self.line_ids.action_choose_account(self.account_id)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
