"""Products, prices and stock from Odoo to the tills."""

from odoo.fields import Command
from odoo.tests import tagged

from .square_common import EARLIER, SquareCase


@tagged("post_install", "-at_install", "retail")
class TestSquareGoods(SquareCase):
    """What the exporters publish is what the seller's catalogue shows."""

    def setUp(self):
        super().setUp()
        self.backend.flow_ids.write({"paused": False, "preview_required": False})
        self.wait(EARLIER + 60)  # both clocks agree

    def product(self):
        """Return a product of Odoo in two sizes."""
        size = self.env["product.attribute"].create(
            {
                "name": "Size",
                "create_variant": "always",
                "value_ids": [Command.create({"name": name}) for name in ("S", "L")],
            }
        )
        line = {
            "attribute_id": size.id,
            "value_ids": [Command.set(size.value_ids.ids)],
        }
        template = self.env["product.template"].create(
            {
                "name": "Linen shirt",
                "is_storable": True,
                "list_price": 25.0,
                "company_id": self.company.id,
                "attribute_line_ids": [Command.create(line)],
            }
        )
        for number, variant in enumerate(template.product_variant_ids):
            variant.default_code = f"LIN-{number}"
        return template

    def send_products(self):
        """Plan and deliver what is marked."""
        self.env.cr.precommit.run()
        self.backend._job_plan_product()
        self.backend._job_push("product")
        rows = self.env["retail.outbox"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual(set(rows.mapped("state")), {"done"}, rows.mapped("error"))

    def test_a_product_is_made_bound_and_changed(self):
        template = self.product()
        listing = self.env["retail.listing"]._offer(self.backend, template)
        self.send_products()
        item = self.seller.objects[listing.binding_id.external_id]
        self.assertEqual(item["item_data"]["name"], "Linen shirt")
        shown = [row["item_variation_data"] for row in item["item_data"]["variations"]]
        self.assertEqual([row["sku"] for row in shown], ["LIN-0", "LIN-1"])
        self.assertEqual({row["price_money"]["amount"] for row in shown}, {2500})
        bindings = self.env["retail.binding.variant"].search(
            [("template_binding_id", "=", listing.binding_id.id)]
        )
        self.assertEqual(bindings.record_id, template.product_variant_ids)
        self.seller.touch(item["id"], label_color="00FF00")
        template.name = "Linen shirt, long"
        self.send_products()
        item = self.seller.objects[item["id"]]["item_data"]
        self.assertEqual(item["name"], "Linen shirt, long")
        self.assertEqual(item["label_color"], "00FF00")
        self.assertEqual(len(item["variations"]), 2)

    def test_a_product_that_was_sent_can_be_sold(self):
        template = self.product()
        self.env["retail.listing"]._offer(self.backend, template)
        self.send_products()
        [item] = [o for o in self.seller.objects.values() if o["type"] == "ITEM"]
        variation = item["item_data"]["variations"][1]
        self.seller.sell(
            "S1",
            [{"name": "Shirt", "price": 2500, "variation": variation["id"]}],
            device="D1",
        )
        self.look("receipt")
        self.assertFalse(self.troubles())
        self.assertEqual(
            self.orders().lines.product_id, template.product_variant_ids[1]
        )
