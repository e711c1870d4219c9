"""Cash lines of a session: dated with it, booked once."""

from odoo import api, fields, models


class AccountBankStatementLine(models.Model):
    """Cash of a session that is posted later carries its date; each is booked once."""

    _inherit = "account.bank.statement.line"

    retail_key = fields.Char(
        "Cash movement of a till",
        readonly=True,
        copy=False,
        help="Connection and id of the movement: the same one is booked once.",
    )
    _retail_key_unique = models.UniqueIndex("(retail_key) WHERE retail_key IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        """Date the cash lines a session makes."""
        date = self.env.context.get("retail_posting_date")
        if date:
            vals_list = [{**vals, "date": date} for vals in vals_list]
        return super().create(vals_list)
