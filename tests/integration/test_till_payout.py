"""From the till to the bank: payouts settle, to the cent, what sessions booked."""

import time
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.retail_connector_pos.tests.square_common import SquareCase

from .till_payout_case import TillPayoutCase

HOURS = 3600  # seconds


@tagged("post_install", "-at_install", "retail")
class TestSquarePayout(TillPayoutCase, SquareCase):
    """Sales of several days, their closes, and the payouts that come of them."""

    def setUp(self):
        super().setUp()
        self.backend.action_subscribe()
        _item, self.variation = self.seller.add_item("Mug", "MUG", 1000)
        self.look("product")
        type(self).now = time.time() - 100 * HOURS

    def sell(self, quantity=1, tenders=None, **wishes):
        """Sell mugs; return the order."""
        item = {"name": "Mug", "price": 1000, "variation": self.variation}
        item.update(tax="sales", quantity=quantity)
        return self.seller.sell("S1", [item], tenders, device="D1", **wishes)

    def give_back(self, order, quantity):
        """Take mugs back; return the refund's id."""
        line = order["line_items"][0]["uid"]
        back = self.seller.take_back(order["id"], {line: quantity}, device="D1")
        return back["refunds"][0]["id"]

    def paid(self, order):
        return order["tenders"][0]["id"]

    def close_days(self):
        """Take in what came and close every day."""
        self.deliver()
        self.drain()
        self.assertFalse(self.troubles())
        shifts = self.env["retail.pos.shift"].search(
            [("backend_id", "=", self.backend.id), ("state", "!=", "closed")]
        )
        for shift in shifts:
            self.close(shift)
            self.assertEqual(shift.state, "closed", shift.problem)
        return shifts

    def test_sales_of_several_days_are_paid_out_and_nothing_else_stays_open(self):
        first = self.sell(2, tip=100)
        second = self.sell()
        self.sell(1, (("CASH", None, {"handed": 2000}),))
        same_day = self.give_back(second, 1)
        self.wait(24 * HOURS)
        third = self.sell(3)
        next_day = self.give_back(first, 1)
        payout = self.seller.pay_out(
            "S1",
            [self.paid(first), self.paid(second), self.paid(third)],
            [next_day],
            [
                ("TAX_ON_FEE", -18, 0, {}),
                ("DISPUTE", -1080, 1500, {"payment_id": self.paid(second)}),
                ("HOLD_ADJUSTMENT", -500, 0, {}),
            ],
        )
        self.seller.arrive(payout)
        self.wait(24 * HOURS)
        last = self.sell(5)
        self.deliver()
        self.drain()
        [settlement] = self.settle()
        self.assertEqual(settlement.state, "waiting", "the days are not closed yet")
        shifts = self.close_days()
        self.assertEqual(len(shifts), 5, "refunds name no till: the store's own days")
        self.assertEqual(
            self.open_items(),
            [Decimal(n) for n in ("-10.80", "-10.80", "32.40", "33.40", "54.00")],
        )
        [settlement] = self.settle()
        self.assertEqual(settlement.state, "booked", settlement.state_error)
        self.assertEqual(
            self.roles(settlement),
            {
                "clearing": "-55.00",
                "fee": "0.90",
                "fee_tax": "0.18",
                "chargeback": "10.80",
                "chargeback_fee": "15.00",
                "reserve": "5.00",
                "bank": "23.12",
            },
        )
        self.assertEqual(self.exact(settlement.total), Decimal("23.12"))
        # What is open is the refund that was not taken off yet, and the last day.
        self.assertEqual(self.open_items(), [Decimal("-10.80"), Decimal("54.00")])
        self.assertEqual(self.owed(), Decimal("43.20"))
        self.check_release(same_day, last, second)

    def check_release(self, refund, order, disputed):
        """The next payout brings the rest: nothing at all stays open."""
        payout = self.seller.pay_out(
            "S1",
            [self.paid(order)],
            [refund],
            [
                ("DISPUTE", 1080, 0, {"payment_id": self.paid(disputed)}),
                ("RELEASE_ADJUSTMENT", 500, 0, {}),
            ],
        )
        self.seller.arrive(payout)
        self.deliver(times=2, backwards=True)
        self.drain()
        settlements = self.settle()
        self.assertEqual(set(settlements.mapped("state")), {"booked"})
        self.assertEqual(self.roles(settlements[1])["bank"], "58.70")
        self.assertEqual(self.open_items(), [])
        self.assertEqual(self.balance(self.clearing), 0)
        self.assertEqual(self.owed(), 0)
        sold = self.company.account_default_pos_receivable_account_id
        self.assertEqual(self.open_items(sold), [])
        self.seller.entries[payout][0]["type"] = "MYSTERY"
        self.seller.payouts["po_new"] = {
            **self.seller.payouts[payout],
            "id": "po_new",
            "version": 1,
        }
        self.seller.entries["po_new"] = self.seller.entries[payout]
        self.seller.arrive("po_new")
        self.deliver()
        self.drain()
        strange = self.settle() - settlements
        self.assertEqual(
            (strange.state, strange.state_cause), ("parked", "settlement_type_unknown")
        )
        self.assertIn("MYSTERY", strange.state_error)
        self.assertFalse(strange.record_id, "nothing is half booked")
