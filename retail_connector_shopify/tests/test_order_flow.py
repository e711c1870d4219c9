"""Orders of the fake shop through inbox and importer: equal to the cent, none lost."""

from decimal import Decimal

from odoo.tests import tagged

from .common import ShopCase


@tagged("post_install", "-at_install", "retail")
class TestOrderFlow(ShopCase):
    """From the shop to sale orders."""

    def setUp(self):
        super().setUp()
        self.backend.action_test()
        self.backend.state = "live"

    def _receive(self, orders):
        for order in orders:
            payload = {"admin_graphql_api_id": order["id"]}
            self.assertEqual(self.post("orders/create", payload).status_code, 200)

    def _import(self, orders):
        """Import as far as it goes, approve what has to be approved, go on."""
        self._receive(orders)
        self.drain()
        self.approve_mappings()
        self.events(state="parked").action_retry()
        self.drain()

    def _bindings(self):
        found = self.env["retail.binding.order"].search(
            [("backend_id", "=", self.backend.id)]
        )
        return {binding.external_id: binding for binding in found}

    def _assert_equal_to_the_shop(self, orders):
        bindings = self._bindings()
        for row in orders:
            self.assertIn(row["id"], bindings, self._why(row["id"]))
            record = bindings[row["id"]].record_id
            for found, expected in (
                (record.amount_total, row["total"]),
                (record.amount_tax, row["tax"]),
            ):
                exact = Decimal(expected)
                self.assertEqual(
                    Decimal(repr(found)).quantize(exact), exact, row["name"]
                )

    def _why(self, entity):
        event = self.events(entity_id=entity)[-1:]
        return f"{event.state} {event.cause} {event.error}"

    def test_random_web_orders_arrive_equal_to_the_cent(self):
        orders = self.control("place_orders", count=40, seed=11)
        self._import(orders)
        self._assert_equal_to_the_shop(orders)

    def test_an_order_updated_before_it_was_created_is_one_order(self):
        [order] = self.control("place_orders", plain=True, payment="paid")
        payload = {"admin_graphql_api_id": order["id"]}
        self.post("orders/updated", payload)
        self.post("orders/create", payload)
        self._import([order])
        self.assertEqual(len(self._bindings()), 1)

    def test_a_batch_of_orders_is_read_in_few_requests(self):
        orders = self.control("place_orders", count=60, plain=True, payment="paid")
        self._receive(orders)
        self.control("stats", reset=True)
        self.drain()
        calls = self.control("stats")["calls"]
        lanes = self.backend.lanes
        self.assertLessEqual(calls["OrdersById"], lanes, "one request a lane")
        self.assertEqual(set(calls), {"OrdersById"})

    def test_polling_finds_an_order_whose_message_was_lost(self):
        [order] = self.control("place_orders", plain=True, payment="paid")
        flow = self.backend.flow_ids.filtered(lambda flow: flow.code == "order_in")
        self.backend._job_pull(flow.id)
        self.drain()
        self.approve_mappings()
        self.events(state="parked").action_retry()
        self.drain()
        self._assert_equal_to_the_shop([order])

    def test_a_throttled_shop_is_asked_again_later(self):
        orders = self.control("place_orders", count=2, plain=True, payment="paid")
        self._receive(orders)
        self.control("configure", maximum=50, restore_rate=1)
        self.drain()
        self.assertEqual(set(self.events().mapped("state")), {"failed"})
        self.assertEqual(set(self.events().mapped("cause")), {"throttled"})
