"""Products of Odoo in the shop: each group of fields, each exactly once."""

from odoo import fields
from odoo.tests import tagged

from .product_case import ProductCase


@tagged("post_install", "-at_install", "retail")
class TestProductExport(ProductCase):
    """From a product to what the shop shows."""

    def test_a_new_product_is_made_with_its_variants_and_bound(self):
        template = self.make(sizes=("S", "M"))
        template.retail_hs_code = "620520"
        template.retail_origin_country_id = self.env.ref("base.pt")
        first = template.product_variant_ids[0]
        first.write({"barcode": "96385074", "standard_price": 4.5, "weight": 0.25})
        listing = self.offer(template)
        self.send()
        shown = self.shown(listing)
        self.assertEqual((shown.title, shown.status), ("Linen shirt", "active"))
        self.assertEqual(shown.key, listing.key)
        self.assertEqual(shown.options, ("Size",))
        variant = shown.variants[0]
        self.assertEqual(
            (variant.sku, variant.barcode, variant.hs_code, variant.origin_country),
            ("LIN-0", "96385074", "620520", "PT"),
        )
        self.assertEqual(str(variant.weight_kg), "0.25")
        self.assertEqual(str(variant.cost.amount), "4.5")
        self.assertEqual(str(variant.price.amount), "25.00")
        bindings = self.env["retail.binding.variant"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertEqual(bindings.record_id, template.product_variant_ids)
        self.assertEqual(
            {b.external_id: b.stock_external_id for b in bindings},
            {v.external_id: v.stock_id for v in shown.variants},
        )
        self.assertEqual(listing.binding_id.record_id, template)

    def test_what_did_not_change_is_not_sent(self):
        listing = self.sent(sizes=("S", "M"))
        self.control("stats", reset=True)
        self.env["retail.product.dirty"]._backend(self.backend)
        self.assertFalse(self.plan())
        self.push()
        self.assertEqual(self.control("stats")["calls"], {})
        self.assertEqual(listing.state, "sent")

    def test_a_change_of_one_field_sends_its_group_only(self):
        listing = self.sent(sizes=("S", "M"))
        listing.template_id.name = "Linen shirt II"
        [row] = self.plan()
        self.assertEqual(list(row.payload["parts"]), ["text"])
        self.assertFalse(row.payload["variants"])
        self.push()
        self.assertEqual(self.shown(listing).title, "Linen shirt II")

    def test_a_changed_variant_travels_alone(self):
        listing = self.sent(sizes=("S", "M", "L"))
        variant = listing.template_id.product_variant_ids[1]
        variant.barcode = "4006381333931"
        [row] = self.plan()
        self.assertEqual([v["ref"] for v in row.payload["variants"]], [variant.id])
        self.control("stats", reset=True)
        self.push()
        self.assertEqual(self.control("stats")["calls"], {"VariantsChange": 1})
        self.assertEqual(self.shown(listing).variants[1].barcode, "4006381333931")

    def test_a_new_size_is_added_and_keeps_the_others(self):
        listing = self.sent(sizes=("S", "M"))
        before = {v.options: v.external_id for v in self.shown(listing).variants}
        line = listing.template_id.attribute_line_ids
        value = self.env["product.attribute.value"].create(
            {"name": "L", "attribute_id": line.attribute_id.id}
        )
        line.value_ids |= value
        self.send()
        after = {v.options: v.external_id for v in self.shown(listing).variants}
        self.assertEqual(len(after), 3)
        self.assertEqual(before, {k: v for k, v in after.items() if k in before})
        bound = self.env["retail.binding.variant"]._find(self.backend, after.values())
        self.assertEqual(
            len(set(bound.values())), 3, "the new variant is bound for stock and orders"
        )

    def test_a_removed_size_is_removed_and_forgotten(self):
        listing = self.sent(sizes=("S", "M"))
        listing.template_id.product_variant_ids[0].active = False
        self.send()
        self.assertEqual(len(self.shown(listing).variants), 1)
        self.assertEqual(
            self.env["retail.binding.variant"].search_count(
                [("backend_id", "=", self.backend.id)]
            ),
            1,
        )

    def test_a_killed_creation_is_not_made_twice(self):
        self.sent(name="First")
        before = len(self.records.table("Product"))
        listing = self.offer(self.make(name="Second"))
        self.plan()
        self.control("add_fault", kind="reset", when="after", match="productSet")
        self.push()
        row = self.rows()[-1]
        self.assertEqual((row.state, row.cause), ("failed", "unknown_outcome"))
        self.push()
        self.assertEqual((row.state, listing.state), ("done", "sent"))
        self.assertEqual(len(self.records.table("Product")), before + 1)

    def test_a_newer_change_replaces_one_that_failed(self):
        listing = self.sent()
        listing.template_id.name = "Second"
        self.plan()
        self.control("add_fault", kind="reset", when="before", match="productSet")
        self.push()
        listing.template_id.name = "Third"
        self.plan()
        self.assertEqual(self.rows().mapped("state"), ["done", "superseded", "pending"])
        self.push()
        self.assertEqual(self.shown(listing).title, "Third")

    def test_a_change_that_is_undone_is_not_sent(self):
        listing = self.sent()
        listing.template_id.name = "Second"
        self.plan()
        listing.template_id.name = "Linen shirt"
        self.assertFalse(self.plan())
        self.assertEqual(self.rows().mapped("state"), ["done", "superseded"])
        self.assertEqual(listing.state, "sent")

    def test_texts_tags_seo_and_status_have_their_group(self):
        listing = self.sent()
        listing.write(
            {
                "description_html": "<p>Soft &amp; light</p>",
                "vendor": "Nordlicht",
                "product_type": "Shirts",
                "handle": "linen",
                "tags": "new, Summer",
                "seo_title": "Shirt of linen",
                "seo_description": "Light",
                "status": "draft",
            }
        )
        listing.template_id.product_tag_ids = self.env["product.tag"].create(
            {"name": "Linen"}
        )
        [row] = self.plan()
        self.assertEqual(set(row.payload["parts"]), {"text", "seo", "tags", "status"})
        self.push()
        shown = self.shown(listing)
        self.assertEqual(shown.description_html, "<p>Soft &amp; light</p>")
        self.assertEqual((shown.vendor, shown.product_type), ("Nordlicht", "Shirts"))
        self.assertEqual((shown.handle, shown.status), ("linen", "draft"))
        self.assertEqual(set(shown.tags), {"Linen", "new", "Summer"})
        self.assertEqual(
            (shown.seo_title, shown.seo_description), ("Shirt of linen", "Light")
        )

    def test_a_tax_free_product_is_not_taxable(self):
        listing = self.sent()
        self.assertTrue(self.shown(listing).variants[0].taxable)
        listing.template_id.taxes_id = False
        [row] = self.plan()
        self.assertEqual(row.payload["parts"], {})
        self.push()
        self.assertFalse(self.shown(listing).variants[0].taxable)

    def test_an_archived_product_is_archived_in_the_shop_and_comes_back(self):
        listing = self.sent(sizes=("S", "M"))
        listing.template_id.action_archive()
        self.send()
        shown = self.shown(listing)
        self.assertEqual((shown.status, len(shown.variants)), ("archived", 2))
        listing.template_id.action_unarchive()
        self.send()
        self.assertEqual(self.shown(listing).status, "active")

    def test_a_deleted_product_is_deleted_where_the_connection_says_so(self):
        self.backend.on_archive = "delete"
        listing = self.sent()
        gid = listing.binding_id.external_id
        listing.template_id.unlink()
        self.push()
        self.assertFalse(self.records.get(gid))

    def test_everything_is_sent_again_when_a_person_says_so(self):
        listing = self.sent(sizes=("S", "M"))
        self.records.get(listing.binding_id.external_id)["title"] = "Broken"
        listing.action_send_again()
        listing.action_send_again()
        [row] = self.plan()
        self.assertIn("text", row.payload["parts"])
        self.assertEqual(len(row.payload["variants"]), 2)
        self.push()
        self.assertEqual(self.shown(listing).title, "Linen shirt")
        self.assertFalse(self.plan())

    def test_a_reader_of_another_language_sees_the_same_preview(self):
        self.env["res.lang"]._activate_lang("de_DE")
        listing = self.sent()
        listing.template_id.with_context(lang="de_DE").name = "Leinenhemd"
        exporter = self.env["retail.exporter.product"].with_context(lang="de_DE")
        rows = exporter._preview(self.backend, listing.with_env(exporter.env))
        self.assertFalse(rows)

    def test_every_saleable_product_is_offered_where_the_connection_says_so(self):
        self.backend.auto_list = True
        listed = self.make(name="Saleable")
        kept = self.make(name="Not for sale", sale_ok=False)
        self.backend._job_plan_product()
        self.assertTrue(listed.retail_listing_ids)
        self.assertFalse(kept.retail_listing_ids)
        self.assertFalse(self.backend.shipping_product_id.retail_listing_ids)
        self.assertEqual(
            self.env["retail.listing"]._offer(self.backend, listed),
            listed.retail_listing_ids,
        )

    def test_what_nobody_or_the_shop_owns_is_not_sent(self):
        listing = self.sent()
        self.backend.write({"own_text": "shop", "own_tags": "nobody"})
        listing.write({"title": "Other", "tags": "other"})
        self.assertFalse(self.plan())

    def test_too_many_options_block_with_the_reason(self):
        template = self.make()
        for name in ("A", "B", "C", "D"):
            attribute = self.env["product.attribute"].create(
                {
                    "name": name,
                    "value_ids": [(0, 0, {"name": "1"}), (0, 0, {"name": "2"})],
                }
            )
            template.attribute_line_ids = [
                (
                    0,
                    0,
                    {
                        "attribute_id": attribute.id,
                        "value_ids": [(6, 0, attribute.value_ids.ids)],
                    },
                )
            ]
        listing = self.offer(template)
        self.plan()
        self.assertRecordValues(
            listing, [{"state": "blocked", "cause": "too_many_options"}]
        )

    def test_a_preview_shows_each_field_before_and_after_and_sends_nothing(self):
        listing = self.sent()
        fresh = self.offer(self.make(name="Fresh"))
        listing.template_id.name = "Changed"
        self.settle()
        self.control("stats", reset=True)
        action = self.backend.action_product_preview()
        preview = self.env["retail.product.preview"].browse(action["res_id"])
        self.assertRecordValues(
            preview, [{"create_count": 1, "change_count": 1, "same_count": 0}]
        )
        line = preview.line_ids.filtered(lambda row: row.listing_id == listing)
        self.assertEqual(
            (line.field, line.before, line.after), ("title", "Linen shirt", "Changed")
        )
        self.assertIn(fresh, preview.line_ids.listing_id)
        self.assertEqual(self.control("stats")["calls"], {})
        self.assertEqual(len(self.rows()), 1)

    def test_nothing_leaves_before_its_release_where_the_flow_says_so(self):
        flow = self.backend.flow_ids.filtered(lambda f: f.code == "product_out")
        flow.preview_required = True
        listing = self.offer(self.make())
        self.send()
        self.assertEqual((self.rows().state, listing.state), ("preview", "waiting"))
        self.rows().action_release()
        self.push()
        self.assertEqual(listing.state, "sent")
        self.assertLessEqual(listing.pushed_at, fields.Datetime.now())
