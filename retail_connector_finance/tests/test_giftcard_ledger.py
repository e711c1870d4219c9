"""The liability of gift cards is the sum of their balances, across channels."""

from datetime import timedelta

from odoo.tests import tagged

from .common import DAY, PLACED
from .giftcard_case import GiftCardCase


@tagged("post_install", "-at_install", "retail")
class TestGiftCardLedger(GiftCardCase):
    """Sold, issued free, spent, given back, ended: the books follow."""

    def test_a_sold_card_that_is_spent_and_given_back_to(self):
        self._sell("1", 50)
        self._cards(
            self._card("g1", 50, source="purchased", order_id="1", order_line_id="l1")
        )
        self._assert_ties_out()
        tender = self.tender(
            "t2", 20, gateway="gift_card", gift_card_id="g1",
            processed_at=PLACED + timedelta(hours=2),
        )  # fmt: skip
        self._account(self.order("2", tenders=[tender]))
        self._cards(
            self._card(
                "g1", 30, self._move("m1", "debit", -20),
                source="purchased", order_id="1", order_line_id="l1",
                updated_at=self.later(1),
            )
        )  # fmt: skip
        self._assert_ties_out()
        moves = self.env["retail.gift.card.move"].search([])
        self.assertFalse(moves.entry_id, "orders account for all of it")

    def test_a_card_issued_free_of_charge_is_an_expense(self):
        self._cards(self._card("g1", 50, source="manual"))
        move = self.env["retail.gift.card.move"].search([])
        self.assertEqual(
            self._booked(move.entry_id),
            {"card_expense": "50.00", "card_liability": "-50.00"},
        )
        self.assertEqual(move.entry_id.date, DAY)
        self._assert_ties_out()

    def test_a_card_sold_at_a_discount_owes_its_full_value(self):
        self._sell("1", 50, discount=5)
        self._cards(
            self._card("g1", 50, source="purchased", order_id="1", order_line_id="l1")
        )
        self._assert_ties_out()
        self.assertEqual(self._balance(self.accounts["card_expense"]), 5)

    def test_what_is_done_by_hand_and_what_ends_is_booked(self):
        self._cards(
            self._card(
                "g1", 0,
                self._move("m1", "credit", 10),
                self._move("m2", "debit", -5),
                self._move("m3", "cash_out", -3),
                self._move("m4", "deactivate", -52),
                source="manual", active=False,
            )
        )  # fmt: skip
        self._assert_ties_out()
        for role, amount in (
            ("card_expense", 55), ("card_cash", -3), ("card_breakage", -52),
        ):  # fmt: skip
            self.assertEqual(self._balance(self.accounts[role]), amount, role)

    def test_an_expired_card_becomes_income(self):
        self._cards(self._card("g1", 50, source="manual", expires_on=DAY))
        self._assert_ties_out()
        self.assertEqual(self._balance(self.accounts["card_breakage"]), -50)

    def test_a_debit_that_was_an_orders_payment_is_taken_back(self):
        self._cards(
            self._card("g1", 30, self._move("m1", "debit", -20), source="manual")
        )
        self.assertEqual(self._balance(self.accounts["card_expense"]), 30)
        tender = self.tender(
            "t2", 20, gateway="gift_card", gift_card_id="g1",
            processed_at=PLACED + timedelta(hours=2),
        )  # fmt: skip
        self._account(self.order("2", tenders=[tender]))
        self.assertEqual(self._balance(self.accounts["card_expense"]), 50)
        self._assert_ties_out()

    def test_cards_of_a_shop_and_of_stores_share_one_liability(self):
        stores = self.backend.copy(
            {"name": "Stores", "state": "connected", "gift_card_product_id": False}
        )
        self._cards(self._card("g1", 50, source="manual"))
        shop, self.backend = self.backend, stores
        self._map_roles("gift_card")
        self._cards(self._card("g1", 25, source="manual", initial=25))
        self._assert_ties_out()
        self.assertEqual(self._balance(self.gift_liability), -75)
        self.backend = shop
