"""Receipts become orders with their own amounts, once."""

from decimal import Decimal

from odoo.tests import tagged

from .common import PosCase
from .documents import DAY


def round2(value):
    """Return a sum of floats in cents."""
    return round(value, 2)


@tagged("post_install", "-at_install", "retail")
class TestReceipt(PosCase):
    """What a till printed is what Odoo has."""

    def test_a_cash_sale_is_booked_and_its_goods_leave(self):
        before = self.on_hand(self.mug)
        order = self.booked(
            self.receipt(
                1,
                self.line("MUG", 2),
                tenders=(
                    self.tender("30.00"),
                    self.tender("-8.40", kind="change", number="c"),
                ),
            )
        )
        self.assertRecordValues(
            order,
            [
                {
                    "amount_total": 21.60,
                    "amount_tax": 1.60,
                    "amount_paid": 21.60,
                    "state": "paid",
                    "source": "retail",
                    "pos_reference": "000001",
                }
            ],
        )
        self.assertEqual(sorted(order.payment_ids.mapped("amount")), [-8.4, 30.0])
        self.assertEqual(self.on_hand(self.mug), before - 2)
        self.assertTrue(order.lines.retail_moved)

    def test_the_business_analysis_adds_up_to_the_receipts(self):
        self.mug.standard_price = 3.0
        order = self.booked(self.receipt(1, self.line("MUG", 2)))
        rows = self.env["retail.business"]._read_group(
            [("backend_id", "=", order.retail_backend_id.id)],
            ["kind", "store_id"],
            ["quantity:sum", "net:sum", "tax:sum", "margin:sum", "received:sum"],
        )
        self.assertEqual(
            [(kind, store.name, *map(round2, sums)) for kind, store, *sums in rows],
            [
                ("sale", self.main.name, 2.0, 20.0, 1.6, 14.0, 0.0),
                ("tender", self.main.name, 0.0, 0.0, 0.0, 0.0, 21.6),
            ],
        )

    def test_the_day_closes_with_the_till_and_balances(self):
        self.booked(
            self.receipt(1, self.line("MUG", 2)),
            self.receipt(
                2, self.line("TEE", 1), tenders=(self.tender("10.80", "card"),)
            ),
        )
        shift = self.take_shift(
            self.shift(
                first_sequence=1,
                last_sequence=2,
                receipt_count=2,
                gross_total="32.40",
                tax_total="2.40",
                tenders={"cash": "21.60", "card": "10.80"},
                cash_expected="121.60",
                cash_counted="120.00",
            )
        )
        self.close(shift)
        self.assertEqual(shift.state, "closed", shift.problem)
        self.assertEqual(shift.session_id.state, "closed")
        self.assertEqual(shift.session_id.move_id.date, DAY)
        self.assertAlmostEqual(shift.over_short, -1.60)
        self.assertEqual(self.balance(self.tax_account), Decimal("-2.40"))
        self.assertEqual(self.balance(self.clearing), Decimal("10.80"))
        moves = shift.session_id._get_related_account_moves()
        self.assertEqual(set(moves.mapped("date")), {DAY})
