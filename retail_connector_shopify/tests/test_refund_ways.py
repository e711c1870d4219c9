"""Refunds that go another way, or are of what is no article: credit, cards, duties."""

from datetime import datetime, timedelta
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import tagged

from .refund_case import RefundFlowCase

CREDIT = "shopify_store_credit"
MINUTE = timedelta(minutes=1)
TAX = [{"title": "VAT", "rate": "0.19"}]
CHARGES = [
    {"kind": "duty", "price": "3.21", "code": "6109", "rates": TAX},
    {"kind": "fee", "name": "Recycling", "price": "0.35"},
]


def later(stamp):
    """Return a time of the shop a minute later: it counts in seconds."""
    return (datetime.fromisoformat(stamp) + MINUTE).strftime("%Y-%m-%dT%H:%M:%SZ")


@tagged("post_install", "-at_install", "retail")
class TestRefundWays(RefundFlowCase):
    """Sell with what is rare, refund it in the shop or from Odoo."""

    def _owed(self, kind):
        return Decimal(self.control("outstanding")[kind])

    def _tenders(self, binding):
        return binding.refund_ids.tender_ids.mapped("gateway")

    def test_a_sold_gift_card_is_taken_back(self):
        binding = self._sell(gift_card_line=True, plain=True)
        shop = self.records.get(binding.external_id)
        place = next(
            number
            for number, line in enumerate(shop["_facts"]["lines"])
            if line["kind"] == "gift_card"
        )
        self._act(binding, "refund", lines=[[place, 1]])
        self._tell("refunds/create", binding.external_id)
        self._assert_settled(binding)
        product = self.backend.gift_card_product_id
        credited = binding.refund_ids.record_id.invoice_line_ids
        self.assertEqual(credited.product_id, product)
        self.assertFalse(binding.refund_ids.picking_ids)
        # What the sale put on the liability, the credit note takes off again.
        account = credited.account_id
        moves = binding.record_id.invoice_ids | binding.refund_ids.record_id
        lines = moves.line_ids.filtered(lambda line: line.account_id == account)
        cards = lines.filtered(lambda line: line.product_id == product)
        self.assertAlmostEqual(sum(cards.mapped("balance")), 0.0)

    def test_money_goes_back_onto_the_card_it_came_from(self):
        binding = self._sell(gift_card="5.00", plain=True)
        before = self._owed("gift_card")
        self._act(binding, "refund")
        self._tell("refunds/create", binding.external_id)
        self._assert_settled(binding)
        self.assertIn("gift_card", self._tenders(binding))
        self.assertEqual(self._owed("gift_card") - before, Decimal("5.00"))

    def test_money_goes_onto_a_new_card(self):
        binding = self._sell(plain=True)
        before = self._owed("gift_card")
        self._act(binding, "refund", lines=[[0, 1]], gateway="gift_card")
        self._tell("refunds/create", binding.external_id)
        self._assert_settled(binding)
        self.assertEqual(self._tenders(binding), ["gift_card"])
        total = Decimal(str(binding.refund_ids.total))
        self.assertEqual(self._owed("gift_card") - before, total)
        # The card's own account: issued with the refund, owed once, as in the shop.
        card_id = binding.refund_ids.tender_ids.gift_card_external_id
        self._poll_cards()
        card = self._card(card_id)
        shown = self.records.get(card_id)
        self.assertRecordValues(
            card,
            [
                {
                    "source": "refund",
                    "initial": float(total),
                    "remote_balance": float(shown["balance"]["amount"]),
                    "balance": float(total),
                    "difference": 0.0,
                    "order_binding_id": binding.id,
                }
            ],
        )
        self.assertRecordValues(
            card.move_ids,
            [
                {
                    "kind": "refund",
                    "amount": float(total),
                    "tender_external_id": binding.refund_ids.tender_ids.external_id,
                    "external_id": f"{card_id}/issued",
                }
            ],
        )
        owed = sum(self.env["retail.gift.card"].search([]).mapped("balance"))
        self.assertEqual(Decimal(f"{owed:.2f}"), self._owed("gift_card"))
        # It is spent in the shop, and read again: still one account, still equal.
        self.control("move_gift_card", card=card_id, amount="-1.50")
        self.records.touch(shown, at=later(shown["updatedAt"]))
        self._poll_cards()
        self.assertEqual((card.source, len(card.move_ids)), ("refund", 2))
        self.assertEqual(card.difference, 0.0)
        self.assertFalse(
            self.env["retail.discrepancy"].search([("type", "=", "gift_card_balance")])
        )

    def test_a_new_card_that_is_read_before_its_refund_is_owed_once(self):
        binding = self._sell(plain=True)
        self._act(binding, "refund", lines=[[0, 1]], gateway="gift_card")
        self._poll_cards()
        [card] = self.env["retail.gift.card"].search([])
        self.assertEqual(card.move_ids.kind, "issue")
        self._tell("refunds/create", binding.external_id)
        self._assert_settled(binding)
        self.assertEqual((card.source, card.move_ids.kind), ("refund", "refund"))
        self.assertEqual(card.balance, binding.refund_ids.total)
        self.assertEqual(card.difference, 0.0)

    def _poll_cards(self):
        flow = self.backend.flow_ids.filtered(lambda flow: flow.code == "giftcard_in")
        while True:  # cards first, then credit
            self.backend._job_pull(flow.id)
            if not (flow.cursor or {}).get("cursor"):
                break
        self.drain()

    def _card(self, external_id):
        return self.env["retail.gift.card"]._find(self.backend, [external_id])[
            external_id
        ]

    def test_the_shop_gives_store_credit(self):
        binding = self._sell(plain=True)
        self._act(binding, "refund", lines=[[0, 1]], gateway=CREDIT)
        self._tell("refunds/create", binding.external_id)
        self._assert_settled(binding)
        self.assertEqual(self._tenders(binding), [CREDIT])
        total = Decimal(str(binding.refund_ids.total))
        self.assertEqual(self._owed("store_credit"), total)

    def test_duties_and_fees_are_given_back(self):
        for included in (False, True):
            with self.subTest(prices_include_tax=included):
                binding = self._sell(
                    charges=CHARGES, plain=True, taxes_included=included
                )
                self._act(binding, "refund", lines=[], charges=["duty", "fee"])
                self._tell("refunds/create", binding.external_id)
                self._assert_settled(binding)
                lines = binding.refund_ids._document().lines
                self.assertEqual({line.kind for line in lines}, {"duty", "fee"})
                # Of 3.21 and 19 %: 0.61 on top, 0.51 of it when included.
                expected = "3.56" if included else "4.17"
                self.assertEqual(
                    f"{binding.refund_ids.record_id.amount_total:.2f}", expected
                )

    def test_a_credit_note_becomes_store_credit(self):
        binding = self._sell(plain=True)
        note = binding.invoice_id._reverse_moves()
        note.action_post()
        self.assertTrue(note.retail_can_credit)
        note.action_send_refund_as_credit()
        [row] = self.env["retail.outbox"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", note.id)]
        )
        self.assertEqual(row.payload["tenders"], [])
        row.action_release()
        self.backend._job_push("refund")
        self.env.invalidate_all()
        self.assertEqual((row.state, row.error), ("done", False))
        self._work()
        self._assert_settled(binding)
        self.assertEqual(self._tenders(binding), [CREDIT])
        self.assertEqual(
            self._owed("store_credit"), Decimal(f"{note.amount_total:.2f}")
        )
        with self.assertRaises(UserError):
            note.action_send_refund()  # given back already
