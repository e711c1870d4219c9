"""Two shops that sell from one warehouse."""

from odoo.tests import tagged

from odoo.addons.retail_connector_shopify.tests.common import ShopCase
from odoo.addons.retail_connector_shopify.tests.stock_flow import StockFlow

SECOND = "second-shop.myshopify.com"
PLACE = "Warehouse"


@tagged("post_install", "-at_install", "retail")
class TestSharedWarehouse(StockFlow, ShopCase):
    """Orders of both, each in its own connection."""

    def setUp(self):
        super().setUp()
        self.backend.action_test()
        first = self.shop
        self.shop = self.server.control.create_shop(
            SECOND, "small", **self.shop_options
        )
        self.addCleanup(self.server.control.remove_shop, SECOND)
        self.other = self._connect(name="Second shop")
        self.shop, self.second = first, self.shop
        self.other.action_test()
        self.both = self.backend | self.other
        self.warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        self.both.write({"state": "live", "sale_warehouse_id": self.warehouse.id})

    def of(self, backend, model):
        return self.env[model].search([("backend_id", "=", backend.id)])

    def test_orders_of_both_shops_go_to_one_warehouse_and_never_mix(self):
        rows = {}
        for backend, domain in zip(self.both, (None, SECOND), strict=True):
            shop = domain or self.shop["shop"]
            rows[backend] = self.server.control.place_orders(
                shop=shop, plain=True, payment="paid", source="web", seed=5
            )[0]
        for backend in self.both:
            flow = backend.flow_ids.filtered(lambda f: f.code == "order_in")
            backend._job_pull(flow.id)
            for _round in range(2):
                for lane in self.env["retail.event"]._lanes_due(backend):
                    backend._job_drain_in(lane)
                for mapping in self.of(backend, "retail.mapping.tax").filtered(
                    lambda m: m.state != "approved"
                ):
                    mapping.action_create_tax()
                    mapping.action_approve()
                parked = self.of(backend, "retail.event").filtered(
                    lambda e: e.state == "parked"
                )
                parked.action_retry()
        for backend, row in rows.items():
            bindings = self.of(backend, "retail.binding.order")
            found = bindings.filtered(lambda b, row=row: b.external_id == row["id"])
            self.assertEqual(len(found), 1)
            self.assertEqual(f"{found.record_id.amount_total:.2f}", row["total"])
            self.assertEqual(found.record_id.warehouse_id, self.warehouse)
        # Both shops number alike: the same ids are different things.
        first, second = (self.of(b, "retail.binding.order") for b in self.both)
        self.assertFalse(first.record_id & second.record_id)

    # --- stock ---

    def work(self, backend):
        """Read and import a shop's orders, confirm them."""
        flow = backend.flow_ids.filtered(lambda f: f.code == "order_in")
        flow.overlap_minutes = 60
        backend._job_pull(flow.id)
        for _round in range(2):
            for lane in self.env["retail.event"]._lanes_due(backend):
                backend._job_drain_in(lane)
            for mapping in self.of(backend, "retail.mapping.tax").filtered(
                lambda m: m.state != "approved"
            ):
                mapping.action_create_tax()
                mapping.action_approve()
            self.of(backend, "retail.event").filtered(
                lambda e: e.state == "parked"
            ).action_retry()
        backend._job_confirm()
        self.env.invalidate_all()

    def order_of(self, backend, row):
        found = self.env["retail.binding.order"]._find(backend, [row["id"]])
        return found[row["id"]].record_id

    def sell(self, shop, sku, units, seed=5):
        return self.server.control.place_orders(
            shop=shop, plain=True, payment="paid", source="web", seed=seed,
            lines=[{"sku": sku, "quantity": units}],
        )[0]  # fmt: skip

    def test_a_sale_in_one_shop_lowers_what_the_other_shows_once(self):
        shops = {self.backend: self.shop["shop"], self.other: SECOND}
        shelf = self.warehouse.lot_stock_id
        [sku, *_more] = [r["sku"] for r in self.control("catalog") if r["tracked"]]
        for backend in shops:
            self.map_place(backend, PLACE, shelf)
            self.read_catalogue(backend)
            self.work(backend)
        found = self.env["retail.binding.variant"].search(
            [("sku", "=", sku), ("backend_id", "in", self.both.ids)]
        )
        self.assertEqual(found.backend_id, self.both)
        [product] = found.record_id  # one article, told by its SKU

        def both_show():
            self.follow_stock(self.both)
            return [self.shown(shop, sku, PLACE) for shop in shops.values()]

        self.put(product, shelf, 20)
        self.assertEqual(both_show(), [20, 20])
        row = self.sell(shops[self.backend], sku, 3)
        self.assertEqual(self.shown(shops[self.backend], sku, PLACE), 17)
        self.work(self.backend)
        order = self.order_of(self.backend, row)
        self.assertEqual(order.state, "sale")
        self.assertEqual(both_show(), [17, 17])
        # The same order read again, and its goods leaving, sell nothing twice.
        self.work(self.backend)
        self.assertEqual(both_show(), [17, 17])
        picking = order.picking_ids
        picking.move_ids.picked = True
        picking._action_done()
        self.env.flush_all()
        self.backend._job_plan_fulfilment()
        self.backend._job_push("fulfilment")
        there = self.control("fulfilment", order=row["id"])
        self.assertEqual(len(there["fulfilments"]), 1)
        self.assertEqual(product.qty_available, 17)
        self.assertEqual(both_show(), [17, 17])
        # What is sold in both at once counts twice, what is cancelled not at all.
        rows = [self.sell(shop, sku, 2, seed=9) for shop in shops.values()]
        for backend in self.both:
            self.work(backend)
        self.assertEqual(both_show(), [13, 13])
        self.server.control.order_action(SECOND, order=rows[1]["id"], action="cancel")
        self.work(self.other)
        self.assertEqual(self.order_of(self.other, rows[1]).state, "cancel")
        self.assertEqual(both_show(), [15, 15])
        sent = self.env["retail.outbox"].search(
            [("kind", "=", "stock"), ("backend_id", "in", self.both.ids)]
        )
        self.assertEqual(set(sent.mapped("state")), {"done"})
