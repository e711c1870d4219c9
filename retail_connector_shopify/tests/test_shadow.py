"""Shadow mode beside another connector of the fake shop: no write request at all."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from odoo.tests import tagged
from odoo.tools.misc import file_path

from .common import ShopCase


def mutations():
    """Return the names of all requests of ours that may write."""
    folder = file_path("retail_connector_shopify/platforms/shopify/queries")
    names = set()
    for path in sorted(Path(folder).rglob("*.graphql")):
        for line in path.read_text().splitlines():
            if line.startswith("mutation "):
                names.add(line.split()[1].partition("(")[0].rstrip("{"))
    return names


@tagged("post_install", "-at_install", "retail")
class TestShadow(ShopCase):
    """Stock, prices and orders are computed and compared."""

    def setUp(self):
        super().setUp()
        self.backend.action_test()
        place = self.backend.location_ids[0]
        place.record_id = self.backend.sale_warehouse_id.lot_stock_id
        self.place = place
        self.control("stats", reset=True)
        self.backend.pull_since = "2020-01-01 00:00:00"
        self.backend.action_start_shadow()
        self.backend.flow_ids.filtered(lambda f: f.code == "price_out").paused = False
        self.backend._job_pull(self.flow("product_in").id)
        self.drain()
        self.variant = self.env["retail.binding.variant"].search(
            [("backend_id", "=", self.backend.id), ("state", "=", "matched")],
            limit=1,
        )

    def flow(self, code):
        return self.backend.flow_ids.filtered(lambda f: f.code == code)

    def plan(self):
        """Plan stock and prices and try to send them."""
        self.env.flush_all()
        self.backend._job_plan_stock()
        self.backend._job_plan_stock_read()
        self.backend._job_plan_stock()
        self.backend._job_plan_price()
        for kind in ("stock", "price"):
            self.backend._job_push(kind)
        self.env.invalidate_all()

    def compare(self):
        self.backend._job_plan_shadow()
        self.env.invalidate_all()
        return self.backend.shadow_line_ids

    def test_everything_is_computed_and_nothing_is_written(self):
        product = self.variant.record_id
        product.is_storable = True
        self.env["stock.quant"]._update_available_quantity(
            product, self.place.record_id, 77
        )
        product.list_price = 123.45
        # Orders were read a moment later than the levels, so nothing waits for them.
        later = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
        self.flow("order_in").cursor = {"readings": [[later, later]]}
        self.plan()
        [order] = self.control("place_orders", plain=True, payment="paid")
        self.post("orders/create", {"admin_graphql_api_id": order["id"]})
        self.drain()
        self.approve_mappings()
        self.events(state="parked").action_retry()
        self.drain()

        rows = self.env["retail.outbox"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual(set(rows.mapped("state")), {"withheld"})
        self.assertEqual(set(rows.mapped("kind")), {"price", "stock"})
        lines = self.compare()
        stock = lines.filtered(
            lambda line: line.entity_id.startswith(self.variant.stock_external_id)
        )
        self.assertEqual((stock.wanted, stock.state), ("77", "different"))
        price = lines.filtered(
            lambda line: (
                line.kind == "price"
                and line.entity_id.endswith(self.variant.external_id)
            )
        )
        self.assertEqual((price.wanted, price.state), ("123.45", "different"))
        self.assertGreaterEqual(self.backend.shadow_different_count, 2)

        # the order is here, equal to the cent, and touches neither stock nor money
        binding = self.env["retail.binding.order"].search(
            [("external_id", "=", order["id"])]
        )
        self.assertEqual((binding.stage, binding.stage_cause), ("held", "shadow"))
        self.assertEqual(binding.record_id.state, "draft")
        self.assertFalse(binding.record_id.picking_ids)
        self.drain()
        kept = self.events(kind="fulfilment")
        self.assertEqual(set(kept.mapped("cause")), {"shadow"})

        calls = set(self.control("stats")["calls"])
        self.assertTrue(calls, "it reads")
        self.assertTrue(mutations())
        self.assertFalse(calls & mutations())

        # what Odoo would have shipped, and the other connector has not yet
        [(line, units)] = {
            (line.external_id, line.quantity) for line in binding._document().lines[:1]
        }
        self.env["retail.outbox"]._publish(
            self.backend,
            "fulfilment",
            [
                {
                    "key": "ship",
                    "entity_id": order["id"],
                    "payload": {
                        "action": "ship",
                        "name": "WH/OUT/1",
                        "lines": [{"line_id": line, "quantity": str(units)}],
                    },
                }
            ],
        )
        self.backend._job_push("fulfilment")
        shipped = self.compare().filtered(lambda one: one.kind == "fulfilment")
        self.assertEqual((shipped.name, shipped.state), ("WH/OUT/1", "unseen"))
        self.control("order_action", order=order["id"], action="fulfil")
        self.compare()
        self.assertEqual((shipped.shown, shipped.state), (shipped.wanted, "same"))

        # the other connector writes what ours would have written
        self.control(
            "change_stock",
            sku=self.variant.sku,
            location=self.place.external_id,
            available=77,
        )
        self.compare()
        self.assertEqual((stock.shown, stock.state), ("77", "same"))
