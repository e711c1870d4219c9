"""Products, books of prices and stock from Odoo to Lightspeed's outlets."""

import time
from datetime import datetime, timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .lightspeed_common import LightspeedCase

PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAA"
    "AABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install", "retail")
class TestLightspeedGoods(LightspeedCase):
    """Through the outbox to a retailer that refuses what its contract does not know."""

    def setUp(self):
        super().setUp()
        self.now = time.time()
        self.backend.flow_ids.write({"paused": False})
        self.place = self.main.location_binding_id
        self.place.record_id = self.warehouse.lot_stock_id
        self.backend.location_ids.filtered(
            lambda place: place != self.place
        ).push_stock = False

    def send(self, kind, release=False):
        """Plan and deliver a kind; return the rows this made."""
        before = self.rows(kind)
        self.env.cr.precommit.run()
        getattr(self.backend, f"_job_plan_{kind}")()
        fresh = self.rows(kind) - before
        if release:
            fresh.action_release()
        self.env.flush_all()
        self.backend._job_push(kind)
        self.env.invalidate_all()
        return fresh

    def rows(self, kind):
        return self.env["retail.outbox"].search(
            [("backend_id", "=", self.backend.id), ("kind", "=", kind)]
        )

    def template(self):
        """Return a shirt in two sizes, with a picture."""
        size = self.env["product.attribute"].create(
            {
                "name": "Size",
                "create_variant": "always",
                "value_ids": [Command.create({"name": name}) for name in ("S", "L")],
            }
        )
        line = {"attribute_id": size.id, "value_ids": [Command.set(size.value_ids.ids)]}
        template = self.env["product.template"].create(
            {
                "name": "Linen shirt",
                "is_storable": True,
                "list_price": 25.0,
                "standard_price": 9.0,
                "taxes_id": [Command.set(self.tax.ids)],
                "company_id": self.company.id,
                "image_1920": PICTURE,
                "attribute_line_ids": [Command.create(line)],
            }
        )
        for number, variant in enumerate(template.product_variant_ids):
            variant.default_code = f"LIN-{number}"
        return template

    def test_a_product_is_looked_at_released_made_and_changed_by_what_differs(self):
        template = self.template()
        self.env["retail.product.dirty"]._take(self.backend, 100)
        listing = self.env["retail.listing"]._offer(self.backend, template)
        preview = self.env["retail.product.preview"].create(
            {"backend_id": self.backend.id}
        )
        self.assertEqual(preview.create_count, 1)
        known = len(self.shop.products)
        row = self.send("product")
        self.assertEqual((row.state, len(self.shop.products)), ("preview", known))
        row.action_release()
        self.backend._job_push("product")
        self.assertEqual(row.state, "done", row.error)
        made = self.shop.products[listing.binding_id.external_id]
        self.assertEqual(
            (made["name"], made["price_excluding_tax"]), ("Linen shirt", 25)
        )
        self.assertEqual(len(made["images"]), 1)
        bindings = self.env["retail.binding.variant"].search(
            [("template_binding_id", "=", listing.binding_id.id)]
        )
        self.assertEqual(bindings.record_id, template.product_variant_ids)

        asked = len(self.shop.requests)
        template.name = "Linen shirt, long"
        row = self.send("product", release=True)
        self.assertEqual(row.state, "done", row.error)
        self.assertEqual(list(row.payload["parts"]), ["text"])
        writes = [r for r in self.shop.requests[asked:] if r.method != "GET"]
        self.assertEqual([r.method for r in writes], ["PUT"])
        self.assertEqual(made["name"], "Linen shirt, long")
        self.take_in("product")  # what we wrote ourselves is no news
        self.env["retail.product.dirty"]._listings(listing)
        self.assertFalse(self.send("product"))
        self.assertFalse(getattr(self.shop, "violations", None))

        self.shop.open_register()
        self.shop.sell(("LIN-1", 1, "25.00"))
        self.take_in("receipt")
        self.assertFalse(self.stuck())
        self.assertEqual(
            self.orders().lines.product_id, template.product_variant_ids[1]
        )

    def test_prices_and_the_prices_of_an_outlet_travel_when_they_differ(self):
        self.mug.list_price = 10.0
        book = self.shop.add_book("Harbour prices", outlet="Harbour")
        self.take_in("price_list")
        [binding] = self.backend.price_list_ids
        self.assertEqual(binding.contexts, "Harbour, All Customers")
        binding.record_id = self.env["product.pricelist"].create(
            {
                "name": "Harbour",
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "0_product_variant",
                            "product_id": self.mug.id,
                            "compute_price": "fixed",
                            "fixed_price": 9.0,
                        }
                    )
                ],
            }
        )
        self.env["retail.price.dirty"]._mark(self.backend)
        self.send("price")
        mug = self.shop.product_id("MUG")
        self.assertEqual(self.shop.prices_of(book), {mug: 9.0})
        self.mug.list_price = 11.0
        preview = self.env["retail.price.preview"].create(
            {"backend_id": self.backend.id}
        )
        self.assertEqual(preview.send_count, 1)
        self.env["retail.price.dirty"]._mark(self.backend)
        row = self.send("price")
        self.assertEqual((row.state, row.payload["list_id"]), ("done", ""), row.error)
        self.assertEqual(self.shop.products[mug]["price_excluding_tax"], 11.0)
        self.env["retail.price.dirty"]._mark(self.backend)
        self.assertFalse(self.send("price"))
        binding.record_id.item_ids.unlink()
        self.env["retail.price.dirty"]._mark(self.backend)
        self.assertEqual(self.send("price").mapped("state"), ["done"])
        self.assertEqual(self.shop.prices_of(book), {})
        self.assertFalse(getattr(self.shop, "violations", None))

    def read_sales(self, ago):
        """Note that all sales up to so many seconds ago were read."""
        began = (datetime.now().astimezone() - timedelta(seconds=ago)).isoformat()
        flow = self.backend.flow_ids.filtered(lambda f: f.code == "receipt_in")
        flow.cursor = {**(flow.cursor or {}), "readings": [[began, began]]}

    def test_stock_follows_odoo_and_waits_for_sales_that_are_not_in(self):
        level = (self.shop.product_id("MUG"), self.place.external_id)
        variants = self.env["retail.binding.variant"].search(
            [("backend_id", "=", self.backend.id)]
        )
        (variants - variants.filtered(lambda v: v.sku == "MUG")).stock_push = False
        self.read_sales(-60)
        self.env["retail.stock.dirty"]._mark_backend(self.backend)
        self.send("stock")
        self.backend._job_plan_stock_read()
        self.assertEqual(len(self.send("stock")), 1)
        self.assertEqual(self.shop.levels[level], 1000)

        # A till sells two and Odoo receives five, before the receipt is here.
        self.shop.open_register()
        self.shop.sell(("MUG", 2, "5.00"))
        self.env["stock.quant"]._update_available_quantity(
            self.mug, self.warehouse.lot_stock_id, 5
        )
        row = self.send("stock")
        self.assertEqual((row.state, self.shop.levels[level]), ("stale", 998))
        self.read_sales(3600)
        self.send("stock")
        self.backend._job_plan_stock_read()
        row = self.send("stock")  # the two may be sold: they are left out
        self.assertEqual((row.state, row.payload["quantity"]), ("done", "1003"))

        self.take_in("receipt")
        self.assertFalse(self.stuck())
        self.assertEqual(self.on_hand(self.mug), 1003)
        self.read_sales(-60)
        self.send("stock")
        self.backend._job_plan_stock_read()
        self.assertFalse(self.send("stock"))
        self.assertEqual(self.shop.levels[level], 1003)

        # What a till sold and Odoo heard of is no difference: nothing is sent.
        self.shop.sell(("MUG", 3, "5.00"))
        self.take_in("receipt")
        self.assertFalse(self.send("stock"))
        self.backend._job_plan_stock_read()
        self.assertFalse(self.send("stock"))
        self.assertEqual(self.shop.levels[level], 1000)
        self.assertEqual(self.on_hand(self.mug), 1000)
