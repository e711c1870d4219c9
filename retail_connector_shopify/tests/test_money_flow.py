"""Payouts, disputes and gift cards of the fake shop through inbox and importers."""

import json
from datetime import datetime
from decimal import Decimal

from odoo.tests import tagged

from .common import ShopCase


@tagged("post_install", "-at_install", "retail")
class TestMoneyFlow(ShopCase):
    """What the shop's provider and cards hold is what Odoo holds."""

    def setUp(self):
        super().setUp()
        self.backend.action_test()
        self.backend.state = "live"

    def _sell(self, count=3, **wishes):
        """Sell for card payments and import the orders."""
        orders = self.control(
            "place_orders", count=count, plain=True, payment="none", **wishes
        )
        for order in orders:
            self.control(
                "order_action", order=order["id"], action="pay",
                gateway="shopify_payments",
            )  # fmt: skip
            self.post("orders/create", {"admin_graphql_api_id": order["id"]})
        self.drain()
        self.approve_mappings()
        self.events(state="parked").action_retry()
        self.drain()
        return orders

    def _poll(self, code):
        flow = self.backend.flow_ids.filtered(lambda flow: flow.code == code)
        for _page in range(10):
            self.backend._job_pull(flow.id)
            if not (flow.cursor or {}).get("cursor"):
                break
        self.drain()

    def _settlements(self):
        return self.env["retail.settlement"].search(
            [("backend_id", "=", self.backend.id)], order="id"
        )

    def test_a_payout_arrives_with_every_line_tied_to_its_payment(self):
        orders = self._sell()
        payout = self.control(
            "pay_out",
            extra=[{"kind": "RESERVED_FUNDS", "amount": "-5.00"}],
        )
        self._poll("settlement_in")
        found = self._settlements()
        self.assertEqual(len(found), 1, self.events(kind="settlement").mapped("error"))
        self.assertEqual(found.state, "ready")
        self.assertEqual(Decimal(f"{found.total:.2f}"), Decimal(payout["net"]))
        sales = found.line_ids.filtered(lambda line: line.kind == "sale")
        self.assertEqual(len(sales), len(orders))
        self.assertTrue(all(line.tender_id for line in sales))
        self.assertEqual(
            sorted(sales.order_binding_id.mapped("external_name")),
            sorted(order["name"] for order in orders),
        )
        for line in sales:
            self.assertEqual(line.fee, line.tender_id.fee)

    def test_a_payout_is_read_once_and_again_when_it_moves_on(self):
        self._sell(1)
        payout = self.control("pay_out", status="SCHEDULED")
        self._poll("settlement_in")
        self._poll("settlement_in")
        self.assertEqual(len(self.events(kind="settlement")), 1)
        self.assertEqual(self._settlements().state, "open")
        self.control("payout_status", payout=payout["id"], status="PAID")
        self._poll("settlement_in")
        self.assertEqual(self._settlements().mapped("state"), ["ready"])

    def test_a_payout_that_failed_is_paid_out_again(self):
        self._sell(1)
        first = self.control("pay_out")
        self.control("payout_status", payout=first["id"], status="FAILED")
        self.control("pay_out")
        self._poll("settlement_in")
        failed, again = self._settlements()
        self.assertEqual((failed.status, again.status), ("failed", "paid"))
        self.assertEqual(again.line_ids.mapped("kind"), ["payout_returned"])
        self.assertEqual(again.total, failed.total)

    def test_a_type_in_no_table_comes_in_by_its_own_word(self):
        self._sell(1)
        self.control("pay_out")
        self._poll("settlement_in")
        event = self.events(kind="settlement")
        payout = event.entity_id
        payload = self.backend._adapter().fetch_many("settlement", [payout])[payout]
        for row in payload["transactions"]:
            row["type"] = row["type"].replace("CHARGE", "LUNAR_DUST_CREDIT")
        event.state = "parked"
        event.action_edit_retry(json.dumps(payload))
        self.drain()
        [payout] = self._settlements()
        self.assertRecordValues(
            payout.line_ids, [{"kind": "unknown", "type": "LUNAR_DUST_CREDIT"}]
        )
        # The next one is not held up by it.
        self._sell(1)
        self.control("pay_out")
        self._poll("settlement_in")
        self.assertEqual(len(self._settlements()), 2)

    def test_a_shop_with_other_providers_only_has_no_payouts(self):
        self.control("configure", payments=False)
        self._poll("settlement_in")
        self.assertFalse(self.events(kind="settlement"))
        self.assertEqual(self.backend.state, "live")

    def test_without_the_scope_nothing_is_asked_for(self):
        self.backend.scopes = "read_orders"
        self.control("stats", reset=True)
        for code in ("settlement_in", "dispute_in", "giftcard_in"):
            self._poll(code)
        self.assertFalse(self.control("stats")["calls"])

    def test_a_dispute_is_followed_to_its_end(self):
        [order] = self._sell(1)
        opened = self.control("open_dispute", order=order["id"])
        number = int(opened["id"].rpartition("/")[2])
        self.assertEqual(self.post("disputes/create", {"id": number}).status_code, 200)
        self.drain()
        dispute = self.env["retail.dispute"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertEqual(dispute.status, "needs_response")
        self.assertEqual(dispute.order_binding_id.external_id, order["id"])
        there = self.records.get(opened["id"])
        due = datetime.fromisoformat(there["evidenceDueBy"]).replace(tzinfo=None)
        self.assertEqual(dispute.evidence_due_at, due)
        self.assertIn(dispute.days_left, (8, 9), "nine days, less what has passed")
        self.assertFalse(dispute.evidence_sent_at)
        self.control("decide_dispute", dispute=opened["id"], status="UNDER_REVIEW")
        self._poll("dispute_in")
        self.assertEqual(dispute.status, "under_review")
        sent = datetime.fromisoformat(there["evidenceSentOn"]).replace(tzinfo=None)
        self.assertEqual(dispute.evidence_sent_at, sent)
        self.control("decide_dispute", dispute=opened["id"], status="WON")
        self._poll("dispute_in")
        self.assertEqual((dispute.status, dispute.is_over), ("won", True))
        self.control("pay_out")
        self._poll("settlement_in")
        self.assertEqual(
            sorted(dispute.line_ids.mapped("kind")),
            ["chargeback", "chargeback_reversal"],
        )

    def test_gift_cards_and_credit_tie_out_with_the_shop(self):
        self._sell(1, gift_card_line=True)
        card = self.control("issue_gift_card", amount="80")
        self.control("move_gift_card", card=card["id"], amount="-5")
        ended = self.control("issue_gift_card", amount="30")
        self.control("deactivate_gift_card", card=ended["id"])
        customer = self.control("customers")[0]["id"]
        self.control("move_store_credit", customer=customer, amount="25")
        orders = self.control(
            "place_orders", count=2, plain=True, payment="paid", gift_card="12.00"
        )
        for order in orders:
            self.post("orders/create", {"admin_graphql_api_id": order["id"]})
        self.drain()
        self.approve_mappings()
        self.events(state="parked").action_retry()
        self.drain()
        self._poll("giftcard_in")
        cards = self.env["retail.gift.card"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertEqual(set(cards.mapped("difference")), {0.0})
        owed = self.control("outstanding")
        for kind, amount in owed.items():
            mine = cards.filtered(lambda one, kind=kind: one.kind == kind)
            self.assertEqual(
                Decimal(f"{sum(mine.mapped('balance')):.2f}"), Decimal(amount), kind
            )
        self.assertIn("purchased", cards.mapped("source"))
        spent = cards.move_ids.filtered(lambda move: move.kind == "redeem")
        self.assertEqual(
            set(spent.order_binding_id.mapped("external_id")),
            {order["id"] for order in orders},
        )
