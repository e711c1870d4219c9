"""Whoever follows only the runbook gets every product into the shop."""

import base64
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.retail_connector_base.tests.runbook_people import RunbookPeople
from odoo.addons.retail_connector_base.tests.runbook_person import RunbookPerson

from ..platforms.shopify.adapter import ShopifyAdapter
from .product_case import ProductCase
from .test_product_extras import PIXEL


@tagged("post_install", "-at_install", "retail")
class TestRunbookListing(RunbookPerson, RunbookPeople, ProductCase):
    """Products and pictures that the shop cannot or will not take."""

    stories = (
        "media_failed", "metafield_value", "same_options", "too_many_options",
        "too_many_variants",
    )  # fmt: skip

    def test_each_page_leads_to_its_end(self):
        self.company = self.env.company
        self.walk_all()

    def attribute(self, name, *values):
        """Return the values of a new attribute, as a line of a product."""
        attribute = self.env["product.attribute"].create(
            {"name": name, "value_ids": [Command.create({"name": v}) for v in values]}
        )
        return Command.create(
            {
                "attribute_id": attribute.id,
                "value_ids": [Command.set(attribute.value_ids.ids)],
            }
        )

    def offered(self, *lines):
        """Offer a product with these attributes; return what cannot be sent of it."""
        template = self.make()
        template.attribute_line_ids = list(lines)
        listing = self.offer(template)
        self.send()
        self.assertEqual(listing.state, "blocked")
        return listing

    def all_there(self, listing):
        """Assert that the shop shows each variant of a product once."""
        self.send()
        self.assertEqual(listing.state, "sent", listing.error)
        variants = listing.template_id.product_variant_ids
        shown = self.shown(listing).variants
        self.assertEqual(len(shown), len(variants))
        self.assertEqual(len({variant.options for variant in shown}), len(variants))

    def open_row(self, cause):
        """Press Resolve at the one row of a cause; return what opens."""
        [row] = self.env["retail.exception"].search([("cause", "=", cause)])
        action = self.by("operator", row).action_open()
        return self.by("operator", self.env[action["res_model"]]).browse(
            action["res_id"]
        )

    # --- what a shop cannot take ---

    def tell_metafield_value(self):
        field = self.env["ir.model.fields"]._get("product.template", "description_sale")
        mapped = self.env["retail.metafield"].create(
            {"backend_id": self.backend.id, "owner": "template", "key": "manual",
             "type": "url", "field_id": field.id}
        )  # fmt: skip
        wrong = self.make(name="Cup", description_sale="no address")
        listing = self.offer(wrong)
        self.send()
        yield listing
        yield "Correct the value", "Mappings / Metafields"
        self.assertEqual(self.open_row("metafield_value"), listing)
        self.by("merchandiser", wrong).description_sale = "https://example.com"
        self.send()
        [value] = self.shown(listing).metafields
        self.assertEqual((value.type, value.value), ("url", "https://example.com"))
        other = self.offer(self.make(name="Pot", description_sale="Washable"))
        self.send()
        self.assertEqual(other.cause, "metafield_value")
        self.by("manager", mapped).type = "single_line_text_field"
        self.send()
        [value] = self.shown(other).metafields
        self.assertEqual(value.value, "Washable")

    def tell_same_options(self):
        self.env["res.lang"]._activate_lang("de_DE")
        line = self.attribute("Length", "short", "long")
        listing = self.offer(template := self.make())
        template.attribute_line_ids = [line]
        _short, long = template.attribute_line_ids.value_ids
        long.update_field_translations("name", {"de_DE": "lang"})
        long.name = "short"
        self.send()
        yield listing
        yield "each variant differs"
        self.by("merchandiser", long).name = "long"
        self.all_there(listing)

    def tell_too_many_options(self):
        lines = [self.attribute(name, "1", "2") for name in "ABCD"]
        listing = self.offered(*lines)
        yield listing
        yield "one value", "split the product"
        lines = self.by("merchandiser", listing.template_id).attribute_line_ids
        lines[3].value_ids = lines[3].value_ids[0]
        self.all_there(listing)
        self.assertEqual(len(self.shown(listing).variants), 8)

    def tell_too_many_variants(self):
        with patch.object(
            ShopifyAdapter, "product_limits", {"options": 3, "variants": 2}
        ):
            listing = self.offered(self.attribute("Size", "S", "M", "L"))
            yield listing
            yield "Archive variants", "split the product"
            large = listing.template_id.product_variant_ids[-1]
            self.by("merchandiser", large).action_archive()
            self.all_there(listing)

    # --- pictures ---

    def tell_media_failed(self):
        picture = base64.b64encode(PIXEL)
        first = self.sent(name="Cup", image_1920=picture)
        second = self.sent(name="Pot", image_1920=base64.b64encode(PIXEL + b"2"))
        third = self.offer(self.make(name="Pan", image_1920=picture))
        for record in self.records.table("MediaImage").values():
            record["_failed"] = True
        self.hear(*(first | second).binding_id.mapped("external_id"))
        self.plan()
        third.template_id.image_1920 = base64.b64encode(PIXEL + b"3")
        self.env["ir.attachment"].search(
            [("res_model", "=", "product.template"), ("res_field", "=", "image_1920"),
             ("res_id", "=", third.template_id.id)]
        ).unlink()  # fmt: skip
        self.push()
        yield first.media_ids | second.media_ids
        yield "Open at the platform"
        rows = self.env["retail.exception"].search([("cause", "=", "media_failed")])
        opened = [self.by("operator", row).action_open() for row in rows]
        shown = {(one["res_model"], one["res_id"]) for one in opened}
        self.assertIn(("retail.listing", first.id), shown)
        of_pot = rows.filtered(lambda row: row.res_model == "retail.listing.media"
                               and row.res_id == second.media_ids.id)  # fmt: skip
        yield "Replace the picture"
        new = base64.b64encode(PIXEL + b"4")
        for listing in first | third:
            self.by("merchandiser", listing.template_id).image_1920 = new
        self.send()
        yield "Retry"
        self.by("operator", of_pot).action_retry()
        self.send()
        for listing in first | second | third:
            [shown] = self.shown(listing).media
            self.assertEqual((shown.status, listing.media_ids.state), ("ready",) * 2)
