"""A catalogue of 5,000 variants: sent in bulk once, then without a single write."""

import time

from odoo.fields import Command
from odoo.tests import tagged

from .product_case import ProductCase

PRODUCTS, SIZES = 50, 100
WRITES = {
    "ProductSet", "VariantsChange", "BulkMutationStart", "MetafieldsSet", "Publish",
    "Unpublish", "StagedUploads", "TranslationsRegister", "TranslationsRemove",
    "ProductDelete",
}  # fmt: skip

LOOKS = {"BulkState", "Shop"}  # how far the export is; in which currency its prices are


@tagged("post_install", "-at_install", "retail")
class TestProductCatalogue(ProductCase):
    """What an unchanged catalogue costs."""

    def _catalogue(self):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Size",
                "create_variant": "always",
                "value_ids": [
                    Command.create({"name": f"{n:03}"}) for n in range(SIZES)
                ],
            }
        )
        line = Command.create(
            {
                "attribute_id": attribute.id,
                "value_ids": [Command.set(attribute.value_ids.ids)],
            }
        )
        templates = self.env["product.template"].create(
            [
                {
                    "name": f"Screw {number}",
                    "is_storable": True,
                    "attribute_line_ids": [line],
                }
                for number in range(PRODUCTS)
            ]
        )
        for variant in templates.product_variant_ids:
            variant.default_code = f"S-{variant.id}"
        return templates

    def _backfill(self):
        """Read the whole catalogue by one bulk export, and import it."""
        backfill = self.env["retail.backfill"].create(
            {"backend_id": self.backend.id, "kind": "product"}
        )
        adapter = self.backend._adapter()
        for _step in range(200):
            if backfill._advance(adapter) is None:
                break
            time.sleep(0.1)  # the export takes the shop its time
        self.assertEqual(backfill.state, "done", backfill.error)
        for _round in range(PRODUCTS):
            if not self.env["retail.event"]._lanes_due(self.backend):
                break
            self.drain()
        self.settle()

    def _resync_costs_nothing(self):
        """A full re-sync of products, prices and stock finds nothing to send."""
        backend = self.backend
        for code in ("product_out", "price_out", "stock_out", "collection_out"):
            flow = backend.flow_ids.filtered(lambda f, c=code: f.code == c)
            flow.paused = False
            resync = self.env["retail.resync"].create(
                {"backend_id": backend.id, "flow_id": flow.id}
            )
            resync.action_preview()
            if code == "product_out":
                self.assertRecordValues(
                    resync, [{"send_count": 0, "same_count": PRODUCTS}]
                )
                resync.action_start()
                self.assertFalse(self.plan())
                resync.action_refresh()
                self.assertEqual(resync.state, "done")
        self.assertEqual(self.control("stats")["calls"], {}, "nothing was asked")
        resync = self.env["retail.resync"].create(
            {
                "backend_id": backend.id,
                "flow_id": backend.flow_ids.filtered(
                    lambda f: f.code == "product_in"
                ).id,
            }
        )
        resync.action_preview()
        there = len(self.records.table("Product"))
        self.assertRecordValues(
            resync,
            [{"read_count": there, "known_count": PRODUCTS, "method": "pages"}],
        )
        self.assertEqual(
            self.control("stats", reset=True)["calls"], {"CountProduct": 1}
        )

    def test_an_unchanged_catalogue_of_5000_variants_costs_no_write(self):
        templates = self._catalogue()
        self.assertEqual(len(templates.product_variant_ids), 5000)
        listings = self.offer(templates)
        before = len(self.records.table("ProductVariant"))
        self.control("stats", reset=True)
        self.send()
        self.assertEqual(set(listings.mapped("state")), {"sent"})
        calls = self.control("stats")["calls"]
        self.assertEqual(calls["BulkMutationStart"], 1)
        self.assertNotIn("ProductSet", calls)
        self.assertEqual(len(self.records.table("ProductVariant")), before + 5000)

        self.control("stats", reset=True)
        self.env["retail.product.dirty"]._backend(self.backend)
        rows = self.plan()
        self.assertFalse(rows)
        self.push()
        self.assertEqual(self.control("stats")["calls"], {}, "not even a read")
        self._resync_costs_nothing()

        self._backfill()
        self.assertEqual(set(self.events(kind="product").mapped("state")), {"done"})
        self.assertFalse(self.plan(), "what the shop shows is what it was told")
        self.push()
        calls = self.control("stats")["calls"]
        self.assertEqual(calls.pop("BulkStart"), 1, "one bulk read")
        self.assertLessEqual(set(calls), LOOKS, "and looks how far it is")
        self.assertFalse(WRITES & set(calls))
        bound = self.env["retail.binding.variant"].search_count(
            [
                ("record_id", "in", templates.product_variant_ids.ids),
                ("stock_external_id", "!=", False),
            ]
        )
        self.assertEqual(bound, 5000)

    def test_planning_takes_a_constant_number_of_statements(self):
        listings = self.offer(
            self.env["product.template"].union(
                *(self.make(name=f"Part {number}") for number in range(20))
            )
        )
        self.send()
        exporter = self.env["retail.exporter.product"]
        counts = []
        exporter._evaluate(self.backend, listings[:1])  # what is kept for all
        for part in (listings[:5], listings):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            exporter._evaluate(self.backend, part)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
