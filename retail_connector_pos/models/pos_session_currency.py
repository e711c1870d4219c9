"""Sessions of stores that sell in a currency other than the company's.

Odoo converts a session order by order: cents add up, and the entry does not balance.
Here each figure of the entry is converted once, at the rate of the entry's date. Sales
take what the other figures' rounding leaves, none more than a cent or two from its own
conversion, so both currencies add up without a line of their own.
"""

from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.retail_connector_base.canonical import round_to_total

RECEIVED = (
    "combine_receivables_bank",
    "split_receivables_bank",
    "combine_receivables_cash",
    "split_receivables_cash",
    "combine_receivables_pay_later",
    "split_receivables_pay_later",
)
INVOICED = ("combine_invoice_receivables", "split_invoice_receivables")


class PosSession(models.Model):
    """Convert what a session took once, and to the cent."""

    _inherit = "pos.session"

    def _accumulate_amounts(self, data):
        if not self.retail_shift_id or self.is_in_company_currency:
            return super()._accumulate_amounts(data)
        session = self.with_context(retail_own_currency=self._retail_keeps_cents())
        data = super(PosSession, session)._accumulate_amounts(data)
        self._retail_check_currency(data)
        self._retail_convert(data)
        return data

    def _retail_keeps_cents(self):
        """Return whether the company's currency has the decimals of the session's.

        Odoo rounds what a tax is on to the company's; it could not be added up in yen.
        """
        return self.company_id.currency_id.rounding <= self.currency_id.rounding

    def _retail_rate_date(self):
        """Return the date whose rate the session is booked at: its entry's."""
        return (
            self.env.context.get("retail_posting_date")
            or self.retail_shift_id.business_date
        )

    def _retail_converted(self, amount):
        """Return an amount of the session in the company's currency."""
        return self._amount_converter(amount, self._retail_rate_date(), True)

    def _retail_balance(self, data, field):
        """Return what the entry's figures but its sales add up to, as a debit."""
        received = sum(
            amounts[field] for name in RECEIVED for amounts in data[name].values()
        )
        invoiced = sum(
            amounts[field] for name in INVOICED for amounts in data[name].values()
        )
        taxes = sum(amounts[field] for amounts in data["taxes"].values())
        return received - invoiced + taxes - data["rounding_difference"][field]

    def _retail_check_currency(self, data):
        """Refuse a session that is not even in its own currency.

        What is left for sales below must be rounding, and nothing but rounding.
        """
        sales = sum(amounts["amount"] for amounts in data["sales"].values())
        off = self._retail_balance(data, "amount") + sales
        if not self.currency_id.is_zero(off):
            raise UserError(
                self.env._(
                    "The entry of %(session)s would be off by %(amount)s.",
                    session=self.name,
                    amount=self.currency_id.format(off),
                )
            )

    def _retail_convert(self, data):
        """Set what each figure is in the company's currency."""
        for name in RECEIVED:
            for key, amounts in data[name].items():
                amounts["amount_converted"] = self._retail_received(name, key, amounts)
        for name, lines in zip(
            INVOICED,
            (
                "combine_inv_payment_receivable_lines",
                "split_inv_payment_receivable_lines",
            ),
            strict=True,
        ):
            for key, amounts in data[name].items():
                # As the payments of the invoices are, which this clears.
                amounts["amount_converted"] = sum(
                    self._retail_converted(line.amount_currency)
                    for line in data[lines][key]
                )
        for amounts in (*data["taxes"].values(), data["rounding_difference"]):
            amounts["amount_converted"] = self._retail_converted(amounts["amount"])
        for amounts in data["taxes"].values() if self._retail_keeps_cents() else ():
            base = self._retail_converted(amounts["base_amount"])
            amounts["base_amount_converted"] = base
        self._retail_convert_sales(data)

    def _retail_received(self, name, key, amounts):
        """Return what a way to pay took: as its payments in the ledger will say."""
        if name != "combine_receivables_bank":
            return self._retail_converted(amounts["amount"])
        return sum(
            part.sign * self._retail_converted(self._retail_payment_amount(payments))
            for part, payments in self._retail_parts(key).items()
        )

    def _retail_convert_sales(self, data):
        """Let sales take what is left, each as near to its own conversion as can be."""
        sales, company = data["sales"], self.company_id.currency_id
        rate = self._amount_converter(1.0, self._retail_rate_date(), False)
        parts = round_to_total(
            [Decimal(repr(a["amount"])) * Decimal(repr(rate)) for a in sales.values()],
            -Decimal(
                repr(company.round(self._retail_balance(data, "amount_converted")))
            ),
            Decimal(repr(company.rounding)),
        )
        for amounts, part in zip(sales.values(), parts, strict=True):
            amounts["amount_converted"] = float(part)


class PosOrder(models.Model):
    """Leave what an order is taxed on in its currency while a session adds it up."""

    _inherit = "pos.order"

    def _prepare_tax_base_line_values(self):
        lines = super()._prepare_tax_base_line_values()
        if self.env.context.get("retail_own_currency"):
            for line in lines:
                line["rate"] = 1.0
        return lines
