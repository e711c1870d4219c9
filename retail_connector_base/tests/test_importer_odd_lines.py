"""Lines out of the ordinary: negative, free, untaxed, taxed at zero."""

from odoo.tests import tagged

from .importer_common import ImporterCase


@tagged("post_install", "-at_install", "retail")
class TestImporterOddLines(ImporterCase):
    """Carry amounts that are unusual but right."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.state = "connected"

    def _check(self, lines, included=False):
        """Import an order, invoice it, compare both with the document."""
        self._map_tender()
        document = self.order(lines=lines, included=included)
        [binding] = self._account(document)
        self.assertEqual(binding.stage, "done", binding.stage_error)
        self._assert_equal_to(binding.record_id, document)
        self._assert_equal_to(binding.invoice_id, document)
        return binding

    def test_line_taxed_at_zero_and_line_without_tax(self):
        self._map_taxes(("Zero", "0", False, False), ("Tax", "0.10", False, False))
        binding = self._check(
            [
                self.line("l1", 10, taxes=[self.tax("0.00", "Zero", "0")]),
                self.line("l2", 10, taxes=[self.tax("1.00")]),
                self.line("l3", "3.33", 3),
            ]
        )
        self.assertEqual(
            [len(line.tax_ids) for line in binding.record_id.order_line], [1, 1, 0]
        )

    def test_negative_line_takes_off(self):
        self._map_taxes(("Tax", "0.10", False, False))
        self._check(
            [
                self.line("l1", "99.99", taxes=[self.tax("10.00")]),
                self.line("d1", "-20.01", kind="custom", taxes=[self.tax("-2.00")]),
            ]
        )

    def test_tax_of_a_zero_price_or_none_of_a_high_one(self):
        self._map_taxes(("Tax", "0.10", True, False))
        self._check(
            [
                self.line("l1", 0, 2, taxes=[self.tax("0.00")]),
                self.line("l2", 500, taxes=[self.tax("0.00")]),
                self.line("l3", 11, discount=11, taxes=[self.tax("0.00")]),
            ],
            included=True,
        )

    def test_tax_that_no_rate_explains_is_carried(self):
        self._map_taxes(("Tax", "0.10", False, False), ("Eco", "0.05", False, False))
        self._check(
            [
                self.line(
                    "l1",
                    100,
                    taxes=[self.tax("13.37"), self.tax("0.01", "Eco", "0.05")],
                )
            ]
        )

    def test_store_sale_with_cash_rounding(self):
        self._check(
            [
                self.line("l1", "9.98"),
                self.line("r1", "0.02", kind="rounding", title="Rounding"),
            ]
        )

    def test_three_for_ten(self):
        self._check([self.line("l1", "3.3333", 3, discount="-0.0001")])

    def test_many_lines(self):
        self._map_taxes(("Tax", "0.10", False, False))
        self._check(
            [
                self.line(
                    f"l{n}", f"{n % 7}.{n % 90 + 10}", 1, taxes=[self.tax("0.13")]
                )
                for n in range(1, 301)
            ]
        )
