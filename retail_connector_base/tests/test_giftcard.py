"""Gift cards and store credit: the moves add up to the balance, told once or twice."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..canonical import GiftCard, GiftCardMove
from .importer_common import PLACED, ImporterCase


@tagged("post_install", "-at_install", "retail")
class TestGiftCard(ImporterCase):
    """The sub-ledger, card by card."""

    def _move(self, number, kind, amount, minutes=0, **values):
        return GiftCardMove(
            external_id=f"m{number}",
            kind=kind,
            amount=self.money(amount),
            occurred_at=PLACED + timedelta(minutes=minutes),
            **values,
        )

    def _card(self, balance, *moves, initial=50, external_id="g1", **values):
        return GiftCard(
            external_id=external_id,
            kind=values.pop("kind", "gift_card"),
            currency="USD",
            balance=self.money(balance),
            initial=self.money(initial),
            issued_at=PLACED - timedelta(days=1),
            moves=moves,
            source=values.pop("source", "manual"),
            last_characters="7k2p",
            **values,
        )

    def _imported_card(self, document):
        [item] = self._import(document, kind="giftcard")
        self.assertEqual(item.outcome.state, "done", item.outcome)
        return item.records

    def _pay_with(self, amount, order="1", minutes=0):
        tender = self.tender(
            f"t{order}",
            amount,
            gateway="gift_card",
            gift_card_id="g1",
            processed_at=PLACED + timedelta(minutes=minutes),
        )
        return self._import(
            self.order(order, [self.line("l1", amount)], tenders=[tender])
        )

    def test_a_card_that_was_paid_with_ties_out(self):
        self._pay_with(12)
        card = self._imported_card(self._card(38))
        self.assertRecordValues(
            card.move_ids.sorted("date"),
            [
                {"kind": "issue", "amount": 50, "paid": False},
                {"kind": "redeem", "amount": -12, "paid": False},
            ],
        )
        self.assertEqual((card.balance, card.difference), (38, 0))

    def test_a_payment_and_the_platforms_debit_are_one_move(self):
        for first in ("order", "card"):
            with self.subTest(first=first):
                number = f"g{first}"
                tender = self.tender(
                    f"t{first}", 12, gateway="gift_card", gift_card_id=number
                )
                order = self.order(first, [self.line("l1", 12)], tenders=[tender])
                document = self._card(
                    38,
                    self._move(first, "debit", -12, minutes=1),
                    external_id=number,
                    complete=True,
                )
                if first == "order":
                    self._import(order)
                card = self._imported_card(document)
                if first == "card":
                    self._import(order)
                self.assertRecordValues(
                    card.move_ids.filtered(lambda move: move.kind != "issue"),
                    [
                        {
                            "kind": "redeem",
                            "external_id": f"m{first}",
                            "tender_external_id": f"t{first}",
                        }
                    ],
                )
                self.assertEqual((card.balance, card.difference), (38, 0))

    def test_a_difference_is_reported_and_settles_itself(self):
        card = self._imported_card(self._card(38))
        self.assertEqual(card.difference, 12)
        report = self.env["retail.discrepancy"].search([("entity", "=", "g1")])
        self.assertRecordValues(
            report,
            [
                {
                    "type": "gift_card_balance",
                    "expected": 38,
                    "found": 50,
                    "state": "open",
                }
            ],
        )
        self._pay_with(12)
        self.assertEqual(card.difference, 0)
        self.assertEqual(report.state, "resolved")

    def test_a_payment_is_kept_although_its_card_is_not_known(self):
        self._pay_with(12)
        card = self.env["retail.gift.card"]._find(self.backend, ["g1"])["g1"]
        self.assertRecordValues(card, [{"known": False, "balance": -12}])
        self.assertFalse(self.env["retail.discrepancy"].search([("entity", "=", "g1")]))

    def test_what_is_told_twice_is_kept_once(self):
        document = self._card(
            45, self._move(1, "credit", 5), self._move(2, "debit", -10)
        )
        card = self._imported_card(document)
        self._imported_card(self._card(44, *document.moves, self._move(3, "debit", -1)))
        self.assertEqual(len(card.move_ids), 4)
        self.assertEqual((card.balance, card.difference), (44, 0))

    def test_a_card_that_is_ended_owes_nothing(self):
        card = self._imported_card(
            self._card(38, self._move(1, "deactivate", -38), active=False, initial=38)
        )
        self.assertRecordValues(
            card, [{"balance": 0, "remote_balance": 0, "usable": False}]
        )

    def test_a_card_expires_by_itself(self):
        today = fields.Date.today()
        tomorrow = today + timedelta(days=1)
        card = self._imported_card(self._card(50, expires_on=tomorrow))
        self.env["retail.importer.giftcard"]._expire_due()
        self.assertTrue(card.usable)
        card.expires_on = today - timedelta(days=2)
        self.env["retail.importer.giftcard"]._expire_due()
        self.assertRecordValues(
            card, [{"balance": 0, "difference": 0, "usable": False}]
        )
        self._imported_card(
            self._card(50, expires_on=card.expires_on, updated_at=self.later(1))
        )
        self.assertRecordValues(card, [{"balance": 0, "difference": 0}])

    def test_store_credit_names_its_payments(self):
        tender = self.tender("t9", 12, gateway="store_credit")
        self._import(self.order("9", [self.line("l1", 12)], tenders=[tender]))
        card = self._imported_card(
            self._card(
                18,
                self._move(1, "refund", 30),
                self._move(2, "redeem", -12, tender_id="t9", order_id="9"),
                initial=0,
                kind="store_credit",
                complete=True,
            )
        )
        self.assertEqual((card.balance, card.difference), (18, 0))
        spent = card.move_ids.filtered(lambda move: move.kind == "redeem")
        self.assertEqual(spent.order_binding_id.external_id, "9")
