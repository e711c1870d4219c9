"""Variants find their products, are created, or wait for a person."""

from dataclasses import replace

from odoo.tests import tagged

from ..canonical import Location, Product, Variant
from .importer_common import PLACED, ImporterCase


@tagged("post_install", "-at_install", "retail")
class TestImporterProduct(ImporterCase):
    """Import products and locations."""

    def _variant(self, external_id, sku="", barcode="", **values):
        return Variant(external_id=external_id, sku=sku, barcode=barcode, **values)

    def _document(self, *variants, external_id="p1", title="Poster", **values):
        return Product(
            external_id=external_id,
            title=title,
            variants=variants,
            updated_at=PLACED,
            **values,
        )

    def _bindings(self, *documents):
        """Import products; return external variant id -> binding."""
        items = self._import(*documents, kind="product")
        self.assertEqual({item.outcome.state for item in items}, {"done"})
        return self.env["retail.binding.variant"]._find(
            self.backend, [v.external_id for d in documents for v in d.variants]
        )

    def _new(self, sku, **values):
        return self.env["product.product"].create(
            {"name": sku or "x", "default_code": sku, **values}
        )

    def test_sku_or_barcode_matches(self):
        by_sku, by_code = self._new("SKU-1"), self._new("", barcode="4006381333931")
        found = self._bindings(
            self._document(
                self._variant("1", "SKU-1", stock_id="s1"),
                self._variant("2", "OTHER", "4006381333931"),
            )
        )
        self.assertEqual(found["1"].record_id, by_sku)
        self.assertEqual(found["2"].record_id, by_code)
        self.assertRecordValues(
            found["1"],
            [{"state": "matched", "stock_external_id": "s1", "mismatch": False}],
        )

    def test_mismatches_wait_with_their_reason(self):
        twice = self._new("TWICE") | self._new("TWICE")
        one, other = self._new("A"), self._new("B", barcode="96385074")
        found = self._bindings(
            self._document(
                self._variant("1", "NONE"),
                self._variant("2"),
                self._variant("3", "TWICE"),
                self._variant("4", "A", "96385074"),
                self._variant("5", "MUG"),
                self._variant("6", "SAME"),
                self._variant("7", "SAME"),
            )
        )
        self._new("SAME")
        self.assertEqual(
            {key: binding.mismatch for key, binding in found.items()},
            {
                "1": "missing",
                "2": "blank",
                "3": "duplicate",
                "4": "duplicate",
                "5": "taken",
                "6": "missing",
                "7": "missing",
            },
        )
        self.assertEqual(set(found["3"].candidate_ids), set(twice))
        self.assertEqual(set(found["4"].candidate_ids), set(one | other))
        self.assertEqual({b.state for b in found.values()}, {"unmatched"})

    def test_same_sku_on_two_variants_matches_neither(self):
        self._new("SAME")
        found = self._bindings(
            self._document(self._variant("6", "SAME"), self._variant("7", "SAME"))
        )
        self.assertEqual({b.mismatch for b in found.values()}, {"duplicate"})

    def test_two_variants_never_share_a_product(self):
        self._new("CROSS", barcode="96385074")
        found = self._bindings(
            self._document(
                self._variant("1", "CROSS"), self._variant("2", "", "96385074")
            )
        )
        self.assertEqual([found["1"].state, found["2"].mismatch], ["matched", "taken"])

    def test_waiting_variant_matches_once_the_product_is_there(self):
        document = self._document(self._variant("1", "LATER"))
        binding = self._bindings(document)["1"]
        self.assertEqual(binding.state, "unmatched")
        product = self._new("LATER")
        self._bindings(document)
        self.assertEqual(binding.record_id, product)

    def test_person_matches_creates_or_ignores(self):
        found = self._bindings(
            self._document(
                self._variant("1", "N1"),
                self._variant("2", "N2", "96385074", title="Large"),
                self._variant("3", "N3"),
            )
        )
        found["1"].action_match(self._new("CHOSEN"))
        self.assertRecordValues(found["1"], [{"state": "matched", "mismatch": False}])
        found["2"].action_create_product()
        self.assertRecordValues(
            found["2"].record_id,
            [
                {
                    "default_code": "N2",
                    "barcode": "96385074",
                    "is_storable": True,
                    "company_id": self.company.id,
                }
            ],
        )
        found["3"].action_ignore()
        order, _binding = self._imported(self.order(lines=[self._line_of("3")]))
        self.assertEqual(order.order_line.product_id, self.backend.custom_product_id)

    def _line_of(self, variant_id):
        return replace(self.line("l1", 5), variant_id=variant_id, sku="")

    def test_create_policy_makes_storable_variants_with_options(self):
        self.backend.unmatched_product = "create"
        found = self._bindings(
            self._document(
                self._variant(
                    "1",
                    "S-RED",
                    options=(("Size", "S"), ("Color", "Red")),
                    price=self.money("9.90"),
                ),
                self._variant("2", "M-RED", options=(("Size", "M"), ("Color", "Red"))),
                self._variant(
                    "3", "M-BLUE", options=(("Size", "M"), ("Color", "Blue"))
                ),
            ),
            self._document(
                self._variant("9", "GIFT", requires_shipping=False),
                external_id="p2",
                title="E-book",
            ),
        )
        template = found["1"].record_id.product_tmpl_id
        self.assertEqual(len(template.product_variant_ids), 3)
        self.assertEqual(template.name, "Poster")
        self.assertEqual(template.list_price, 9.9)
        self.assertEqual(
            found["3"].record_id.product_template_attribute_value_ids.mapped("name"),
            ["M", "Blue"],
        )
        self.assertTrue(all(found[key].record_id.is_storable for key in "123"))
        self.assertEqual(found["9"].record_id.type, "service")
        self.assertEqual(
            self.env["retail.binding.template"]
            ._find(self.backend, ["p1"])["p1"]
            .record_id,
            template,
        )
        again = self._bindings(
            self._document(self._variant("1", "S-RED"), title="Renamed")
        )
        self.assertEqual(again["1"].record_id, found["1"].record_id)
        self.assertEqual(template.name, "Poster")

    def test_order_creates_what_it_needs(self):
        self.backend.unmatched_product = "create"
        order, _binding = self._imported(
            self.order(lines=[self.line("l1", 10, sku="FRESH")])
        )
        self.assertEqual(order.order_line.product_id.default_code, "FRESH")

    def test_order_line_without_variant_matches_by_sku(self):
        product = self._new("BYSKU")
        line = replace(self.line("l1", 10, sku="BYSKU"), variant_id="")
        order, _binding = self._imported(self.order(lines=[line]))
        self.assertEqual(order.order_line.product_id, product)

    def test_locations_are_listed_and_kept_mapped(self):
        place = Location("loc-1", "Main street", managed_elsewhere=False)
        self._import(
            place, Location("loc-2", "3PL", managed_elsewhere=True), kind="location"
        )
        bindings = self.env["retail.binding.location"]._find(
            self.backend, ["loc-1", "loc-2"]
        )
        self.assertFalse(bindings["loc-2"].push_stock)
        mapped = bindings["loc-1"]
        mapped.record_id = self.warehouse.lot_stock_id
        self.assertEqual(mapped.warehouse_id, self.warehouse)
        self._import(Location("loc-1", "Renamed"), kind="location")
        self.assertRecordValues(
            mapped,
            [
                {
                    "external_name": "Renamed",
                    "location_id": self.warehouse.lot_stock_id.id,
                }
            ],
        )
