"""Payment terms of a platform: due dates carried to the invoice."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import frozendict


class SaleOrder(models.Model):
    """Keep when an order from a platform has to be paid."""

    _inherit = "sale.order"

    retail_terms = fields.Char(
        "Payment Terms of the Channel", readonly=True, copy=False
    )
    retail_instalments = fields.Json(
        readonly=True, copy=False, help="Amounts with their due dates."
    )
    retail_due_date = fields.Date(
        "Due at the Channel",
        readonly=True,
        copy=False,
        help="The last day of payment that the platform granted.",
    )

    def _prepare_invoice(self):
        """Carry the due dates; they are dates, so no term of Odoo is asked."""
        values = super()._prepare_invoice()
        if self.retail_due_date:
            values.update(
                invoice_payment_term_id=False,
                invoice_date_due=self.retail_due_date,
                retail_instalments=self.retail_instalments,
            )
        return values


class AccountMove(models.Model):
    """Split what the customer owes into the platform's instalments."""

    _inherit = "account.move"

    retail_instalments = fields.Json(readonly=True, copy=False)
    retail_correction = fields.Boolean(
        "Corrects an Edit",
        readonly=True,
        copy=False,
        help="It books what an edit at the platform added or took off.",
    )

    @api.depends("retail_instalments")
    def _compute_needed_terms(self):
        super()._compute_needed_terms()
        for move in self:
            parts = move.retail_instalments
            whole = move.needed_terms
            if parts and len(whole) == 1 and not move.invoice_payment_term_id:
                [(key, values)] = whole.items()
                if self._is_whole(move, parts):
                    move.needed_terms = _split(move, key, values, parts)

    @api.model
    def _is_whole(self, move, parts):
        """Return whether the instalments are those of this very invoice."""
        total = sum(part["amount"] for part in parts)
        return not move.currency_id.compare_amounts(total, move.amount_total)


def _split(move, key, values, parts):
    """Return the receivable of each due date; together they are the whole."""
    sign = 1 if values["amount_currency"] >= 0 else -1
    company, left = move.company_currency_id, values["balance"]
    terms = defaultdict(lambda: {"balance": 0.0, "amount_currency": 0.0})
    for index, part in enumerate(parts, start=1):
        amount = sign * part["amount"]
        share = amount / values["amount_currency"] if values["amount_currency"] else 0
        balance = left
        if index < len(parts):
            balance = company.round(values["balance"] * share)
        left = company.round(left - balance)
        due = fields.Date.to_date(part["due"]) or key["date_maturity"]
        term = terms[frozendict({**key, "date_maturity": due})]
        term["balance"] = company.round(term["balance"] + balance)
        term["amount_currency"] = move.currency_id.round(
            term["amount_currency"] + amount
        )
    return {
        name: {**values, **term, "discount_amount_currency": 0.0}
        for name, term in terms.items()
    }
