"""Two shops that sell from one warehouse."""

from odoo.tests import tagged

from odoo.addons.retail_connector_shopify.tests.common import ShopCase

SECOND = "second-shop.myshopify.com"


@tagged("post_install", "-at_install", "retail")
class TestSharedWarehouse(ShopCase):
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
