"""The lines of a daily entry of refunds, and the proof that they are its refunds."""

from .amounts import extra_tax_data
from .order_values import naive
from .refund_values import refund_amounts
from .stage_invoice import local_date
from .summary_entry import SummaryEntry


class RefundSummaryEntry(SummaryEntry):
    """A summary turned round: revenue and taxes back, money out, open rests lowered."""

    sign = -1

    def __init__(self, bindings, date, mappings, batch):
        super().__init__(bindings, date, mappings)
        self.batch = batch
        self.tenders = bindings.tender_ids.filtered(
            lambda t: (
                t.state == "refund" and local_date(t.backend_id, t.processed_at) == date
            )
        )

    def lines(self):
        """Return the values of the journal items."""
        debits = self._revenue_and_taxes()
        credits = self._receipts_and_rests()
        self._check_refunds(debits, credits)
        return [*self._in_company_currency(debits, credits), *debits]

    def _base_lines(self, binding):
        """Return the tax engine's lines of a refund, with their revenue accounts."""
        refund = binding._document()
        position = binding.sale_order_id.fiscal_position_id
        return [
            self._base_line(refund, line, position, binding) for line in refund.lines
        ]

    def _base_line(self, refund, line, position, binding):
        AccountTax = self.env["account.tax"]
        amounts, sold = refund_amounts(self.batch, refund, line)
        product = sold.product_id or self.batch.product(line)
        company = (
            self.company.currency_id.name,
            self.batch.rate(refund, naive(refund.created_at).date()),
        )
        return AccountTax._prepare_base_line_for_taxes_computation(
            None,
            id=f"{binding.id}/{line.external_id}",
            product_id=product,
            product_uom_id=sold.product_uom_id or product.uom_id,
            tax_ids=AccountTax.browse(list(amounts.taxes)),
            price_unit=float(amounts.price_unit),
            quantity=float(amounts.quantity),
            discount=float(amounts.discount),
            currency_id=self.currency,
            rate=self.rate,
            sign=1.0,
            is_refund=True,
            account_id=self._product_account(product, position),
            extra_tax_data=extra_tax_data(amounts, self.currency.id, company),
        )

    def _product_account(self, product, position):
        key = (product.id, position.id)
        if key not in self.accounts:
            template = product.product_tmpl_id.with_company(self.company)
            self.accounts[key] = template.get_product_accounts(position)["income"]
        return self.accounts[key]

    def _order(self, binding):
        """Return the sales order of a refund."""
        return binding.sale_order_id

    def _check_refunds(self, debits, credits):
        """Raise unless both sides are the sum of the refunds, in their currency."""
        turned = [
            {**line, "amount_currency": -line["amount_currency"]} for line in debits
        ]
        out = [
            {**line, "amount_currency": -line["amount_currency"]} for line in credits
        ]
        self._check(turned, out)

    def _in_company_currency(self, debits, credits):
        """Return ``credits`` with balances that add up to the debits'."""
        for line in (*debits, *credits):
            self._turn(line)
        result = super()._in_company_currency(debits, credits)
        for line in (*debits, *credits):
            self._turn(line)
        return result

    @staticmethod
    def _turn(line):
        for name in ("amount_currency", "balance"):
            if name in line:
                line[name] = -line[name] or 0.0
