"""What hangs on a product: pictures, sales channels, metafields, languages."""

import base64
import json
from decimal import Decimal

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from tests.fake_platform.shopify.mutations.metafields_set import set_metafield

from .product_case import ProductCase

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install", "retail")
class TestProductExtras(ProductCase):
    """Lists and texts that hang on a product."""

    def test_only_changed_pictures_travel(self):
        template = self.make(sizes=("S", "M"), image_1920=base64.b64encode(PIXEL))
        listing = self.offer(template)
        self.control("stats", reset=True)
        self.send()
        self.assertEqual(self.control("stats")["uploads"], 1)
        [media] = listing.media_ids
        self.assertEqual(media.state, "ready")
        [shown] = self.shown(listing).media
        self.assertEqual(shown.external_id, media.external_id)
        self.control("stats", reset=True)
        template.description_sale = "Soft"
        self.send()
        self.assertNotIn("uploads", self.control("stats"))
        listing.image_ids = self.env["ir.attachment"].create(
            {"name": "back.png", "raw": PIXEL + b"2", "mimetype": "image/png"}
        )
        self.send()
        self.assertEqual(self.control("stats")["uploads"], 1)
        self.assertEqual(self.shown(listing).media[0].external_id, media.external_id)
        self.assertEqual(len(listing.media_ids), 2)

    def test_sales_channels_are_published_and_taken_off(self):
        web, till = self.env["retail.publication"].search(
            [("backend_id", "=", self.backend.id)]
        )
        listing = self.sent()
        listing.publication_ids = web | till
        self.send()
        self.assertEqual(
            set(self.shown(listing).publications), {web.external_id, till.external_id}
        )
        listing.publication_ids = web
        self.send()
        self.assertEqual(self.shown(listing).publications, (web.external_id,))

    def _map(self, owner, name, kind, **values):
        model = {"template": "product.template", "variant": "product.product"}[owner]
        return self.env["retail.metafield"].create(
            {
                "backend_id": self.backend.id,
                "owner": owner,
                "key": name,
                "type": kind,
                "field_id": self.env["ir.model.fields"]._get(model, name).id,
                **values,
            }
        )

    def test_typed_metafields_of_product_and_variant(self):
        self._map("template", "sequence", "number_integer")
        self._map("variant", "volume", "number_decimal")
        listing = self.sent(sizes=("S", "M"))
        template = listing.template_id
        first, second = template.product_variant_ids
        template.sequence = 7
        first.volume = 0.5
        self.send()
        shown = self.shown(listing)
        self.assertEqual(
            [(m.key, m.type, m.value) for m in shown.metafields],
            [("sequence", "number_integer", "7")],
        )
        self.assertEqual(
            [[m.value for m in v.metafields] for v in shown.variants], [["0.5"], ["0"]]
        )
        first.volume = 0
        second.volume = 1.25
        self.send()
        self.assertEqual(
            [[m.value for m in v.metafields] for v in self.shown(listing).variants],
            [["0"], ["1.25"]],
        )

    def test_references_name_what_the_shop_has_and_come_back(self):
        mapped = self._map("template", "optional_product_ids", "list.product_reference")
        self._map("variant", "product_tmpl_id", "product_reference", key="of")
        set_, cup, pot = (self.make(name=name) for name in ("Set", "Cup", "Pot"))
        set_.optional_product_ids = cup | pot
        listing, of_cup = self.offer(set_ | cup)
        self.send()
        self.send()  # what the shop has only now is looked at again
        gid = listing.binding_id.external_id
        shown = self.shown(listing)
        self.assertEqual(
            [m.value for m in shown.metafields],
            [json.dumps([of_cup.binding_id.external_id])],
        )
        self.assertEqual([m.value for m in shown.variants[0].metafields], [gid])
        of_pot = self.offer(pot)
        self.send()
        self.send()
        both = [own.binding_id.external_id for own in (of_cup, of_pot)]
        [shown] = self.shown(listing).metafields
        self.assertEqual(sorted(json.loads(shown.value)), sorted(both))
        self.assertFalse(self.plan())
        mapped.direction = "in"
        self.backend.own_metafields = "shop"
        record = {
            "ownerId": gid,
            "namespace": "custom",
            "key": "optional_product_ids",
            "type": "list.product_reference",
        }
        set_metafield(self.records, {**record, "value": json.dumps(both[1:])})
        self.hear(gid)
        self.assertEqual(set_.optional_product_ids, pot)
        with self.assertRaises(ValidationError):
            mapped.type = "product_reference"

    def test_a_value_that_does_not_fit_its_metafield_blocks_the_product(self):
        self._map("template", "description_sale", "url")
        good, bad = self.make(name="Good"), self.make(name="Bad")
        bad.description_sale = "no address"
        listings = self.offer(good | bad)
        self.send()
        by_name = {own.template_id.name: own for own in listings}
        self.assertEqual(by_name["Good"].state, "sent")
        self.assertRecordValues(
            by_name["Bad"], [{"state": "blocked", "cause": "metafield_value"}]
        )
        bad.description_sale = "https://example.com"
        self.send()
        self.assertEqual(by_name["Bad"].state, "sent")

    def test_a_kit_is_counted_at_the_shop(self):
        kit, part = self.make("Gift box"), self.make("Mug")
        kit.is_storable = False
        parts = {kit.product_variant_id.id: {part.product_variant_id.id: Decimal(2)}}
        self.patch(
            type(self.env["retail.stock.supply"]), "_kit_parts", lambda *_args: parts
        )
        listing = self.offer(kit)
        self.send()
        self.assertEqual(listing.state, "sent", listing.error)
        self.assertTrue(self.shown(listing).variants[0].tracked)
        binding = self.env["retail.binding.variant"].search(
            [("record_id", "=", kit.product_variant_id.id)]
        )
        self.assertTrue(binding.tracked)
        self.assertTrue(binding.stock_external_id)
