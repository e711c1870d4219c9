"""Payments that a session makes are dated with it."""

from odoo import api, models


class AccountPayment(models.Model):
    """Payments of a session that is posted later carry its date."""

    _inherit = "account.payment"

    @api.model_create_multi
    def create(self, vals_list):
        """Date the payments a session makes."""
        date = self.env.context.get("retail_posting_date")
        if date:
            vals_list = [{"date": date, **vals} for vals in vals_list]
        return super().create(vals_list)
