"""Totals and taxes equal the platform's to the cent, on orders and invoices."""

import random
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from odoo.tests import tagged

from .importer_common import ImporterCase

CENT = Decimal("0.01")


def rounded(amount):
    return amount.quantize(CENT, ROUND_HALF_UP)


@tagged("post_install", "-at_install", "retail")
class TestImporterAmounts(ImporterCase):
    """Carry amounts that Odoo would round otherwise."""

    def _basket(self, seed, rates, included, currency="USD"):
        """Return an order as a shop makes it: allocated discount, tax per line."""
        draw = random.Random(seed)
        lines = []
        for index in range(draw.randint(1, 5)):
            price = Decimal(draw.randint(1, 99999)) * CENT
            quantity = draw.randint(1, 7)
            discount = rounded(
                price * quantity * Decimal(draw.choice([0, 0, 3, 17])) / 100
            )
            subtotal = price * quantity - discount
            taxes = []
            for title, rate in rates:
                base = (
                    subtotal / (1 + sum(r for _t, r in rates)) if included else subtotal
                )
                taxes.append(self.tax(rounded(base * rate), title, str(rate), currency))
            lines.append(
                self.line(
                    f"l{index}",
                    price,
                    quantity,
                    draw.choice(["MUG", "TEE"]),
                    discount=discount,
                    taxes=taxes,
                    currency=currency,
                )
            )
        return self.order(f"o{seed}", lines, included, currency)

    def _check_regime(self, rates, included, currency="USD", seeds=range(12)):
        self._map_taxes(*((title, str(rate), included, False) for title, rate in rates))
        for method in ("round_globally", "round_per_line"):
            self.company.tax_calculation_rounding_method = method
            documents = [
                self._renamed(
                    self._basket(seed, rates, included, currency), f"{method}-{seed}"
                )
                for seed in seeds
            ]
            items = self._import(*documents)
            self.assertEqual({item.outcome[:3] for item in items}, {("done", "", "")})
            orders = self.env["sale.order"].union(*(item.records for item in items))
            orders.action_confirm()
            orders._create_invoices(grouped=True).action_post()
            for item in items:
                with self.subTest(method=method, order=item.document.name):
                    self._assert_equal_to(item.records, item.document)
                    self.assertEqual(item.records.currency_id.name, currency)
                    invoice = item.records.invoice_ids
                    self._assert_equal_to(invoice, item.document)
                    self.assertEqual(invoice.currency_id.name, currency)
                    self.assertTrue(
                        self.company.currency_id.is_zero(
                            sum(invoice.line_ids.mapped("balance"))
                        )
                    )

    def _renamed(self, document, external_id):
        return replace(
            document, external_id=external_id, name=external_id, tenders=(), paid=None
        )

    def test_tax_excluded(self):
        self._check_regime([("Sales", Decimal("0.08875"))], False)

    def test_two_taxes_excluded(self):
        self._check_regime(
            [("State", Decimal("0.0625")), ("County", Decimal("0.0175"))], False
        )

    def test_two_taxes_of_the_same_rate(self):
        self._check_regime(
            [("State", Decimal("0.10")), ("City", Decimal("0.10"))], False, seeds=[1, 2]
        )

    def test_tax_included(self):
        self._check_regime([("MwSt", Decimal("0.19"))], True)

    def test_two_taxes_included(self):
        self._check_regime([("One", Decimal("0.05")), ("Two", Decimal("0.0725"))], True)

    def test_no_tax(self):
        self._check_regime([], False)

    def test_foreign_currency(self):
        self._add_rate("EUR", 0.8537)
        self._check_regime([("Sales", Decimal("0.08875"))], False, "EUR", range(6))

    def test_foreign_currency_two_taxes_included(self):
        self._add_rate("EUR", 0.8537)
        self._check_regime(
            [("One", Decimal("0.05")), ("Two", Decimal("0.0725"))],
            True,
            "EUR",
            range(6),
        )

    def _add_rate(self, code, rate):
        currency = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "=", code)])
        )
        currency.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": rate,
            }
        )
