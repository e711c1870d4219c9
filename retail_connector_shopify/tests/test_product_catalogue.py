"""A catalogue of 5,000 variants: sent in bulk once, then without a single write."""

import time

from odoo.tests import tagged

from .product_case import ProductCase

PRODUCTS, SIZES = 50, 100
FAR = 1_000_000  # between the ids of a product and of its copy
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
        """Return the products: one made by Odoo, the others copies of its rows.

        Odoo itself takes longer to make them than all that is measured here.
        """
        first = self.make(name="Screw 0", sizes=[f"{n:03}" for n in range(SIZES)])
        self.env.flush_all()
        line, options = (
            first.attribute_line_ids,
            first.attribute_line_ids.product_template_value_ids,
        )
        moved = f"{{}} + copy.n * {FAR}"
        template = {"product_tmpl_id": moved.format("product_tmpl_id")}
        name = "jsonb_build_object('en_US', 'Screw ' || copy.n)"
        self._copy("product_template", f"id = {first.id}", {"name": name})
        self._copy("product_template_attribute_line", f"id = {line.id}", template)
        self._copy(
            "product_template_attribute_value",
            f"attribute_line_id = {line.id}",
            {**template, "attribute_line_id": moved.format("attribute_line_id")},
        )
        self._copy(
            "product_product",
            f"product_tmpl_id = {first.id}",
            {
                **template,
                "combination_indices": f"({moved})::text".format(
                    "combination_indices::int"
                ),
            },
        )
        value = "product_template_attribute_value_id"
        self._copy(
            "product_variant_combination",
            f"{value} IN ({', '.join(map(str, options.ids))})",
            {
                "product_product_id": moved.format("product_product_id"),
                value: moved.format(value),
            },
        )
        self._copy(
            "product_attribute_value_product_template_attribute_line_rel",
            f"product_template_attribute_line_id = {line.id}",
            {
                "product_template_attribute_line_id": moved.format(
                    "product_template_attribute_line_id"
                )
            },
        )
        ids = [first.id + copy * FAR for copy in range(PRODUCTS)]
        self.env.cr.execute(
            "UPDATE product_product SET default_code = 'S-' || id "
            "WHERE product_tmpl_id = ANY(%s)",
            [ids],
        )
        self.env.invalidate_all()
        return first.browse(ids)

    def _copy(self, table, where, changed):
        """Copy rows of a table for every further product, their ids moved far off."""
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
            [table],
        )
        names = [name for (name,) in self.env.cr.fetchall()]
        if "id" in names:
            changed = {"id": f"id + copy.n * {FAR}", **changed}
        picked = ", ".join(changed.get(name, f'"{name}"') for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        self.env.cr.execute(
            f"INSERT INTO {table} ({columns}) SELECT {picked} FROM {table}, "
            f"generate_series(1, {PRODUCTS - 1}) AS copy(n) WHERE {where}"
        )

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
