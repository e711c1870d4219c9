"""Gift cards as platforms would deliver them, and the liability they are booked on."""

from datetime import timedelta
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import GiftCard, GiftCardMove

from .common import PLACED, SettlementCase


class GiftCardCase(SettlementCase):
    """Documents of cards with few words; cards tie out with the books."""

    def setUp(self):
        super().setUp()
        self._map_tender()
        self.accounts["card_liability"] = self.gift_liability
        self._map_roles("gift_card")
        self._map_tender("gift_card", self.gift_liability, is_gift_card=True)

    def _card(self, number, balance, *moves, initial=50, **values):
        return GiftCard(
            external_id=number,
            kind="gift_card",
            currency="USD",
            balance=self.money(balance),
            initial=self.money(initial),
            issued_at=values.pop("issued_at", PLACED),
            moves=moves,
            last_characters="7k2p",
            **values,
        )

    def _move(self, number, kind, amount):
        return GiftCardMove(
            number, kind, self.money(amount), PLACED + timedelta(hours=2)
        )

    def _cards(self, *documents):
        for item in self._import(*documents, kind="giftcard"):
            self.assertEqual(item.outcome.state, "done", item.outcome)
        self.backend._job_settle()

    def _sell(self, number, price, **values):
        """Sell a card; its order is accounted."""
        line = self.line(f"l{number}", price, kind="gift_card", **values)
        self._account(self.order(number, [line]))

    def _assert_ties_out(self):
        cards = self.env["retail.gift.card"].search([])
        self.assertEqual(set(cards.mapped("difference")), {0})
        owed = sum(Decimal(f"{card.balance:.2f}") for card in cards)
        self.assertEqual(self._balance(self.gift_liability), -owed)
