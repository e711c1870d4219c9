"""Products of the shop in Odoo: adopted without a write, taken over by their owner."""

import base64

from odoo.tests import tagged

from .product_case import ProductCase

from tests.fake_platform.shopify.catalogue_files import attach  # isort: skip
from tests.fake_platform.shopify.mutations.metafields_set import (  # isort: skip
    set_metafield,
)


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install", "retail")
class TestProductImport(ProductCase):
    """Adopt, echo, drift and what the shop owns."""

    def _adopt(self, title="Poster", sku="POSTER", **values):
        made = self.control("add_product", title=title, sku=sku, **values)
        self.hear(made["product_id"])
        return self._listing(made["product_id"])

    def _listing(self, gid):
        return self.env["retail.listing"].search([("binding_id.external_id", "=", gid)])

    def _calls(self):
        return self.control("stats")["calls"]

    def test_an_adopted_product_costs_no_write(self):
        listing = self._adopt(barcode="4006381333931", cost="3.00")
        self.assertEqual(listing.template_id.name, "Poster")
        self.assertEqual(listing.description_html, "<p>Poster by Nordlicht</p>")
        self.assertEqual(listing.vendor, "Nordlicht")
        self.assertEqual(listing.status, "active")
        self.assertEqual(listing.template_id.weight, 0.3)
        self.assertEqual(listing.template_id.retail_origin_country_id.code, "DE")
        self.assertFalse(self.plan(), "Odoo has what the shop has")
        self.assertEqual(listing.state, "sent")

    def test_what_odoo_has_already_differs_and_is_shown_before_it_is_sent(self):
        product = self.make(name="Poster", weight=0.5)
        product.product_variant_id.default_code = "POSTER"
        listing = self._adopt()
        self.assertEqual(listing.template_id, product)
        action = self.backend.action_product_preview()
        lines = self.env["retail.product.preview"].browse(action["res_id"]).line_ids
        found = {line.field.rpartition(" / ")[2]: line for line in lines}
        self.assertEqual(
            (found["weight kg"].before, found["weight kg"].after), ("0.3", "0.5")
        )

    def test_our_own_change_does_not_come_back(self):
        listing = self.offer(self.make(sizes=("S", "M")))
        self.send()
        gid = listing.binding_id.external_id
        writes = listing.write_date, listing.template_id.write_date
        self.hear(gid)
        event = self.events(entity_id=gid)[-1]
        self.assertEqual(event.state, "done", event.error)
        self.assertFalse(self.plan())
        self.assertFalse(listing.title or listing.description_html or listing.tags)
        self.assertEqual(listing.template_id.write_date, writes[1])
        self.assertEqual(listing.state, "sent")

    def test_what_is_changed_in_the_shop_is_set_right_where_odoo_owns_it(self):
        listing = self.offer(self.make())
        self.send()
        gid = listing.binding_id.external_id
        self.hear(gid)
        sku = listing.template_id.product_variant_id.default_code
        self.control("change_product", sku=sku, title="Changed in the shop")
        self.hear(gid)
        [row] = self.plan()
        self.assertEqual(list(row.payload["parts"]), ["text"])
        self.push()
        self.assertEqual(self.shown(listing).title, "Linen shirt")
        self.hear(gid)
        self.assertFalse(self.plan(), "and that ends it")

    def test_each_group_that_the_shop_owns_comes_into_odoo(self):
        listing = self._adopt()
        groups = ("text", "seo", "tags", "status", "variants", "tax")
        self.backend.write({f"own_{group}": "shop" for group in groups})
        product = self.records.get(listing.binding_id.external_id)
        product["seo"] = {"title": "For machines", "description": "And people"}
        self.control(
            "change_product",
            sku="POSTER",
            title="Poster XL",
            status="DRAFT",
            tags=["big", "paper"],
            barcode="96385074",
            taxable=False,
        )
        self.hear(listing.binding_id.external_id)
        self.assertRecordValues(
            listing,
            [
                {
                    "title": "Poster XL",
                    "status": "draft",
                    "tags": "big, paper",
                    "seo_title": "For machines",
                    "seo_description": "And people",
                }
            ],
        )
        self.assertEqual(listing.template_id.barcode, "96385074")
        self.assertFalse(listing.template_id.taxes_id)
        self.assertFalse(self.plan())

    def test_sales_channels_and_collections_are_adopted(self):
        made = self.control("add_product", title="Poster", sku="POSTER")
        product = self.records.get(made["product_id"])
        web = next(iter(self.records.table("Publication")))
        product["_publications"] = {web: self.records.now()}
        group = self.records.add(
            "Collection",
            {
                "title": "Walls", "descriptionHtml": "", "handle": "walls",
                "sortOrder": "MANUAL", "_sources": [], "_smart": False,
            },
        )  # fmt: skip
        product["_collections"] = [group["id"]]
        self.hear(made["product_id"])
        self.drain()  # the collection it names
        self.hear(made["product_id"])
        listing = self._listing(made["product_id"])
        self.assertEqual(listing.publication_ids.external_id, web)
        self.assertEqual(listing.collection_ids.name, "Walls")
        self.assertFalse(self.plan())

    def test_a_picture_of_the_shop_comes_into_odoo_and_is_not_sent_back(self):
        made = self.control("add_product", title="Poster", sku="POSTER")
        product = self.records.get(made["product_id"])
        self.records.uploads["poster.png"] = PIXEL
        source = f"{self.server.url}/_files/{self.records.domain}/poster.png"
        attach(self.records, product, [{"originalSource": source, "alt": "Front"}])
        self.hear(made["product_id"])
        listing = self._listing(made["product_id"])
        [media] = listing.media_ids
        self.assertEqual((media.fetch_id, media.alt), (listing.template_id.id, "Front"))
        self.backend._job_fetch_media()
        self.assertEqual(base64.b64decode(listing.template_id.image_1920), PIXEL)
        self.assertFalse(media.fetch_id)
        self.control("stats", reset=True)
        self.send()
        self.assertNotIn("uploads", self.control("stats"))
        self.assertEqual(len(self.shown(listing).media), 1)
        self.hear(made["product_id"])
        self.assertFalse(self.plan())

    def test_a_metafield_of_the_shop_is_written_into_its_field(self):
        Field = self.env["ir.model.fields"]
        self.env["retail.metafield"].create(
            {
                "backend_id": self.backend.id,
                "key": "care",
                "direction": "in",
                "field_id": Field._get("product.template", "description_sale").id,
            }
        )
        listing = self._adopt()
        gid = listing.binding_id.external_id
        set_metafield(
            self.records,
            {
                "ownerId": gid,
                "namespace": "custom",
                "key": "care",
                "type": "single_line_text_field",
                "value": "Keep dry",
            },
        )
        self.hear(gid)
        self.assertEqual(listing.template_id.description_sale, "Keep dry")

    def test_a_product_deleted_in_the_shop_is_not_offered_any_more(self):
        listing = self._adopt()
        gid = listing.binding_id.external_id
        self.control("delete_product", sku="POSTER")
        self.post("products/delete", {"id": int(gid.rpartition("/")[2])})
        self.drain()
        self.assertFalse(listing.offered or listing.binding_id)
        self.assertFalse(self.plan())
        self.assertTrue(listing.template_id.active)

    def test_or_is_created_again_where_the_connection_says_so(self):
        self.backend.on_gone = "again"
        listing = self._adopt()
        gid = listing.binding_id.external_id
        self.control("delete_product", sku="POSTER")
        self.post("products/delete", {"id": int(gid.rpartition("/")[2])})
        self.drain()
        self.send()
        self.assertEqual(listing.state, "sent", listing.error)
        self.assertNotEqual(listing.binding_id.external_id, gid)
        self.assertEqual(self.shown(listing).title, "Poster")

    def test_a_stale_message_changes_nothing(self):
        listing = self._adopt()
        gid = listing.binding_id.external_id
        self.backend.own_text = "shop"
        listing.binding_id.external_version = "2999-01-01T00:00:00.000+00:00"
        self.control("change_product", sku="POSTER", title="Late")
        self.hear(gid)
        self.assertEqual(self.events(entity_id=gid)[-1].cause, "stale")
        self.assertFalse(listing.title)
