"""Points and gift cards of tills: counted card by card, owed to the cent."""

from datetime import timedelta
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.retail_connector_base.canonical import LoyaltyChange
from odoo.addons.retail_connector_pos.tests.documents import DAY, NOON

from .till_payout_case import TillPayoutCase

LATER = NOON + timedelta(hours=2)


@tagged("post_install", "-at_install", "retail")
class TestTillCards(TillPayoutCase):
    """What receipts give, take and change, on cards and in the ledger."""

    def card(self, external_id):
        return self.env["retail.gift.card"]._find(self.backend, [external_id])[
            external_id
        ]

    def sale(self, sequence, earned=0, redeemed=0, **values):
        """Return a mug's receipt with what it did to the points of L1."""
        told = LoyaltyChange("L1", Decimal(earned), Decimal(redeemed))
        line = self.line("MUG", values.pop("quantity", 1))
        return self.receipt(sequence, line, loyalty=(told,), **values)

    def test_points_are_owed_with_their_value_until_they_are_spent(self):
        self.backend.loyalty_point_value = 0.05
        self.booked(self.sale(1, 10), self.sale(2, 200), self.sale(3, redeemed=40))
        self.booked(self.sale(1, 14, revision=1, updated_at=LATER))
        self.booked(self.sale(4, -20, quantity=-1))
        self.booked(self.receipt(5, tenders=(), action="post_void", voids="S1/1/1/3"))
        self.booked(self.sale(6, redeemed=30))
        self.book(self.sale(6, redeemed=30))  # again
        account = self.card("L1")
        self.assertEqual(account.kind, "loyalty")
        self.assertEqual(account.points, 14 + 200 - 20 - 30)
        self.assertAlmostEqual(account.balance, 8.20)
        self.settle()
        rows = self.env["retail.mapping.settlement"].search(
            [("backend_id", "=", self.backend.id), ("gateway", "=", "loyalty")]
        )
        balances = {row.role: self.balance(row.account_id) for row in rows}
        self.assertEqual(
            balances,
            {"card_liability": Decimal("-8.20"), "card_expense": Decimal("8.20")},
        )
        entries = account.move_ids.entry_id
        self.assertEqual(set(entries.mapped("date")), {DAY})
        self.assertFalse(account.move_ids.filtered(lambda m: m.entry_state != "done"))

    def test_gift_cards_that_only_receipts_tell_of_have_a_history(self):
        sold = self.line(
            "GC", 1, "25.00", tax=None, kind="gift_card", gift_card_id="GC1"
        )
        pay = self.line("MUG", 1)
        tenders = [
            self.tender("5.80", "gift card", gift_card_id="GC1"),
            self.tender("5.00", number="2"),
        ]
        self.booked(self.receipt(1, sold), self.receipt(2, pay, tenders=tenders))
        card = self.card("GC1")
        self.assertEqual(sorted(card.move_ids.mapped("kind")), ["issue", "redeem"])
        self.assertAlmostEqual(card.balance, 19.20)
        shift = self.till.shift_ids
        shift.closed_at = shift.create_date
        self.close(shift)
        self.settle()
        self.assertEqual(self.balance(self.gift_liability), Decimal("-19.20"))
        self.assertFalse(card.move_ids.entry_id, "the session's entry has both")
