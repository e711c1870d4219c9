"""Whoever follows only the runbook gets every product and price to the tills."""

import base64
import io
import time

from PIL import Image

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.retail_connector_base.tests.runbook_person import RunbookPerson

from .lightspeed_common import LightspeedCase

DRAWING = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'


def picture():
    """Return a small picture, as a field holds it."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, "PNG")
    return base64.b64encode(file.getvalue())


@tagged("post_install", "-at_install", "retail")
class TestRunbookGoods(RunbookPerson, LightspeedCase):
    """What a retailer's platform refuses of products and of price books."""

    stories = (
        "bad_picture", "no_file", "no_list", "no_product", "sku_missing", "tax_unknown"
    )  # fmt: skip

    def test_each_page_leads_to_its_end(self):
        self.now = time.time()
        self.backend.flow_ids.write({"paused": False, "preview_required": False})
        self.walk_all()

    def template(self, name, **values):
        """Offer a product in the stores; return its listing."""
        template = self.env["product.template"].create(
            {
                "name": name,
                "default_code": name.upper(),
                "is_storable": True,
                "list_price": 25.0,
                "taxes_id": [Command.set(self.tax.ids)],
                "company_id": self.company.id,
                **values,
            }
        )
        return self.env["retail.listing"]._offer(self.backend, template)

    def plan(self, kind):
        """Do what plans and sends a kind; return the rows this made."""
        before = self.rows(kind)
        self.env.flush_all()
        self.env.cr.precommit.run()
        getattr(self.backend, f"_job_plan_{kind}")()
        return self.rows(kind) - before

    def send(self, kind):
        """Plan a kind and deliver it; return the rows this made."""
        fresh = self.plan(kind)
        self.deliver(kind)
        return fresh

    def deliver(self, kind):
        """Do what delivers the outbox."""
        self.env.flush_all()
        self.backend._job_push(kind)
        self.env.invalidate_all()

    def rows(self, kind):
        return self.env["retail.outbox"].search(
            [("backend_id", "=", self.backend.id), ("kind", "=", kind)]
        )

    def send_again(self, listing):
        """Press Send everything again; it must get there."""
        listing.action_send_again()
        row = self.send("product")
        self.assertEqual(row.state, "done", row.error)

    # --- products ---

    def tell_sku_missing(self):
        listing = self.template("Plate", default_code=False)
        yield self.send("product")
        yield "internal reference"
        listing.template_id.default_code = "PLATE"
        yield "Send everything again"
        self.send_again(listing)

    def tell_tax_unknown(self):
        other = self.tax.copy({"name": "Luxury 30 %", "amount": 30.0})
        self.env["retail.mapping.tax"].create(
            {"backend_id": self.backend.id, "title": "Luxury", "rate": 0.3,
             "tax_id": other.id}
        ).action_approve()  # fmt: skip
        listing = self.template("Ring", taxes_id=[Command.set(other.ids)])
        yield self.send("product")
        yield "which tax of the platform"
        yield "if it is missing"
        listing.template_id.taxes_id = self.tax
        yield "Send everything again"
        self.send_again(listing)

    def tell_bad_picture(self):
        listing = self.template("Bowl", image_1920=base64.b64encode(DRAWING))
        yield self.send("product")
        yield "its picture"
        yield "Replace it"
        listing.template_id.image_1920 = picture()
        yield "Send everything again"
        self.send_again(listing)

    def tell_no_file(self):
        listing = self.template("Vase", image_1920=picture())
        self.plan("product")
        listing.template_id.image_1920 = False
        self.deliver("product")
        yield self.rows("product")
        yield "put the picture back"
        listing.template_id.image_1920 = picture()
        yield "Send everything again"
        self.send_again(listing)

    def tell_no_product(self):
        listing = self.template("Cup")
        self.send("product")
        old = listing.binding_id.external_id
        self.shop.delete([self.shop.products[old]])
        listing.template_id.name = "Cup, blue"
        row = self.send("product")
        yield row
        yield "deleted on purpose", "Offered"
        yield "Send everything again", "made anew"
        self.send_again(listing)
        self.assertNotIn(listing.binding_id.external_id, (False, old))
        yield "Ignore a row"
        row.action_ignore("Made anew")

    # --- price books ---

    def tell_no_list(self):
        book = self.shop.add_book("Harbour prices", outlet="Harbour")
        self.take_in("price_list")
        [binding] = self.backend.price_list_ids
        item = {
            "applied_on": "0_product_variant",
            "product_id": self.mug.id,
            "compute_price": "fixed",
            "fixed_price": 9.0,
        }
        binding.record_id = self.env["product.pricelist"].create(
            {
                "name": "Harbour",
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
                "item_ids": [Command.create(item)],
            }
        )
        self.shop.books.pop(book["id"])
        self.env["retail.price.dirty"]._mark(self.backend)
        yield self.send("price")
        yield "in the platform's own admin"
        yield "Price lists", "switch the old list off"
        binding.price_push = False
        yield "Compute again", "ignore the row"
        self.env["retail.price.level"].search(
            [("backend_id", "=", self.backend.id), ("cause", "=", "no_list")]
        ).action_check_again()
        self.rows("price").action_ignore("The list is gone")
        self.send("price")
