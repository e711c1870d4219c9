"""The roll-forward: what was owed, what happened, what is owed, across channels."""

from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.retail_connector_base.tests.refund_common import RefundCase

from .common import DAY, PLACED
from .giftcard_case import GiftCardCase


@tagged("post_install", "-at_install", "retail")
class TestGiftCardRollforward(GiftCardCase):
    """Cards of a shop and of stores, their liability and what the platforms say."""

    part, refund, refunds = RefundCase.part, RefundCase.refund, RefundCase.refunds
    _refund, _bindings = RefundCase._refund, RefundCase._bindings

    def _report(self, start=DAY, end=DAY + timedelta(days=5)):
        report = self.env["retail.gift.card.rollforward"].create(
            {"company_id": self.company.id, "date_from": start, "date_to": end}
        )
        report.action_compute()
        return report.line_ids

    def _gift(self, amount, number, **values):
        return self.tender(
            number, amount, gateway="gift_card", gift_card_id="g1", **values
        )

    def _shop(self):
        """One card runs out; one is sold, spent and refunded to."""
        self._cards(
            self._card(
                "g0", 50, source="manual", expires_on=DAY,
                issued_at=PLACED - timedelta(days=9),
            )
        )  # fmt: skip
        self._sell("1", 50)
        sold = {"source": "purchased", "order_id": "1", "order_line_id": "l1"}
        self._cards(self._card("g1", 50, **sold))
        paid = self._gift(20, "t2", processed_at=PLACED + timedelta(hours=2))
        self._account(self.order("2", [self.line("l1", 20)], tenders=[paid]))
        later = PLACED + timedelta(hours=2)
        back = self._gift(15, "t3", kind="refund", processed_at=later)
        self._refund(
            self.refund(self.part(amount=15), tenders=[back], order="2"),
            order="2",
        )
        spent = self._move("m1", "debit", -20), self._move("m2", "credit", 15)
        self._cards(self._card("g1", 45, *spent, updated_at=self.later(1), **sold))

    def _stores(self):
        """A card that was given away at a till, and corrected by hand."""
        shop = self.backend
        self.backend = shop.copy(
            {"name": "Stores", "state": "connected", "gift_card_product_id": False}
        )
        self._map_roles("gift_card")
        self._cards(
            self._card(
                "g1", 20, self._move("m1", "debit", -5), source="manual", initial=25
            )
        )
        self.backend = shop

    def test_it_ties_cards_ledger_and_platforms(self):
        self._shop()
        self._stores()
        self._assert_ties_out()
        self.assertRecordValues(
            self._report(),
            [
                {
                    "opening": 50,
                    "issued": 50,
                    "issued_free": 25,
                    "redeemed": -20,
                    "refunded": 15,
                    "by_hand": -5,
                    "ended": -50,
                    "closing": 65,
                    "ledger": 65,
                    "outstanding": 65,
                    "difference": 0,
                }
            ],
        )
        after = self._report(DAY + timedelta(days=6), DAY + timedelta(days=9))
        self.assertRecordValues(after, [{"opening": 65, "closing": 65, "ledger": 65}])
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": DAY,
                "line_ids": [
                    (0, 0, {"account_id": account.id, "balance": amount})
                    for account, amount in (
                        (self.gift_liability, 7),
                        (self.accounts["card_expense"], -7),
                    )
                ],
            }
        )
        move.action_post()
        self.assertEqual(self._report().difference, 7, "an entry no card knows of")
