"""Sessions of other tills: posted on their business date, checked before."""

from odoo import fields, models
from odoo.exceptions import UserError


class PosSession(models.Model):
    """Post a store's session where its till says, and never unbalanced."""

    _inherit = "pos.session"

    retail_shift_id = fields.Many2one(
        "retail.pos.shift",
        "Shift of the till",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The session books what a till of another system sold.",
    )

    def _create_account_move(
        self,
        balancing_account=False,
        amount_to_balance=0,
        bank_payment_method_diffs=None,
    ):
        """Date the entry; refuse it here when it does not balance.

        Odoo itself would roll back the whole transaction, with everything else in it.
        """
        data = super()._create_account_move(
            balancing_account, amount_to_balance, bank_payment_method_diffs
        )
        date = self.env.context.get("retail_posting_date")
        if date:
            self.move_id.date = date
        if self.retail_shift_id:
            self._retail_check_balance()
        return data

    def _retail_check_balance(self):
        """Raise when the entry does not balance, in either currency."""
        lines = self.move_id.line_ids
        mine = lines.filtered(lambda line: line.currency_id == self.currency_id)
        for currency, off in (
            (self.company_id.currency_id, sum(lines.mapped("balance"))),
            (self.currency_id, sum(mine.mapped("amount_currency"))),
        ):
            if not currency.is_zero(off):
                raise UserError(
                    self.env._(
                        "The entry of %(session)s would be off by %(amount)s.",
                        session=self.name,
                        amount=currency.format(off),
                    )
                )

    def _get_sale_vals(self, key, sale_vals):
        """Give sales the store's dimension."""
        values = super()._get_sale_vals(key, sale_vals)
        account = self.retail_shift_id.store_id.analytic_account_id
        if account:
            values["analytic_distribution"] = {str(account.id): 100.0}
        return values

    def set_opening_control(self, cashbox_value, notes):
        """Leave the sessions of other tills alone."""
        if self.retail_shift_id:
            return None
        return super().set_opening_control(cashbox_value, notes)
