"""Collections between Odoo and the shop."""

from odoo.fields import Command
from odoo.tests import tagged

from .product_case import ProductCase


@tagged("post_install", "-at_install", "retail")
class TestCollection(ProductCase):
    """Manual and smart collections, each made once."""

    def _make(self, name="Summer", **values):
        return self.env["retail.collection"].create(
            {"backend_id": self.backend.id, "name": name, **values}
        )

    def _send(self):
        self.backend._job_plan_collection()
        self.env["retail.outbox"].search([("state", "=", "failed")]).next_try_at = False
        self.env.flush_all()
        self.backend._job_push("collection")
        self.env.invalidate_all()

    def _shown(self, collection):
        adapter, gid = self.backend._adapter(), collection.external_id
        found = adapter.fetch_many("collection", [gid])[gid]
        return adapter.parse("collection", found)

    def test_a_manual_collection_holds_the_products_chosen(self):
        collection = self._make()
        self._send()
        self.assertEqual(collection.state, "sent")
        self.assertFalse(self._shown(collection).smart)
        listing = self.offer(self.make())
        listing.collection_ids = collection
        self.send()
        self.assertEqual(self.shown(listing).collections, (collection.external_id,))
        listing.collection_ids = False
        self.send()
        self.assertEqual(self.shown(listing).collections, ())

    def test_a_smart_collection_has_its_rules(self):
        collection = self._make(
            name="Linen",
            smart=True,
            match="any",
            rule_ids=[
                Command.create({"field": "tag", "value": "linen"}),
                Command.create(
                    {"field": "title", "relation": "contains", "value": "Shirt"}
                ),
            ],
        )
        self._send()
        shown = self._shown(collection)
        self.assertEqual((shown.smart, shown.match), (True, "any"))
        self.assertEqual(
            [(r.field, r.relation, r.value) for r in shown.rules],
            [("tag", "equals", "linen"), ("title", "contains", "Shirt")],
        )
        listing = self.offer(self.make(name="A linen shirt"))
        self.send()
        self.assertEqual(self.shown(listing).collections, (collection.external_id,))
        collection.rule_ids[1].value = "Trousers"
        self._send()
        self.assertEqual(self._shown(collection).rules[1].value, "Trousers")
        self.assertEqual(self.shown(listing).collections, ())

    def test_a_lost_answer_makes_no_second_collection(self):
        self._make(name="First")
        self._send()
        collection = self._make()
        self.backend._job_plan_collection()
        self.control("add_fault", kind="reset", when="after", match="collectionCreate")
        self.backend._job_push("collection")
        self._send()
        self.assertEqual(len(self.records.table("Collection")), 2)
        self.assertEqual(collection.state, "sent")

    def test_an_unchanged_collection_is_not_sent(self):
        collection = self._make()
        self._send()
        self.control("stats", reset=True)
        collection.name = "Summer"
        self._send()
        self.assertEqual(self.control("stats")["calls"], {})

    def test_a_rule_the_shop_does_not_know_is_parked_with_its_reason(self):
        collection = self._make(
            smart=True,
            rule_ids=[
                Command.create({"field": "tag", "relation": "contains", "value": "x"})
            ],
        )
        self._send()
        row = self.env["retail.outbox"].search([("kind", "=", "collection")])
        self.assertEqual((row.state, row.cause), ("parked", "rule_unknown"))
        self.assertEqual(collection.state, "waiting")

    def test_collections_of_the_shop_are_listed_with_their_rules(self):
        source = {
            "id": self.records.new_id("CollectionConditionsSource"),
            "title": "x",
            "matchType": "ALL",
            "conditions": [
                {
                    "id": self.records.new_id("CollectionSourceCondition"),
                    "kind": "productVendor",
                    "relation": "EQUALS",
                    "matchType": "ANY",
                    "values": ["Nordlicht"],
                }
            ],
        }
        record = self.records.add(
            "Collection",
            {
                "title": "Nordlicht", "descriptionHtml": "", "handle": "nordlicht",
                "sortOrder": "MANUAL", "_sources": [source], "_smart": True,
            },
        )  # fmt: skip
        self.post("collections/create", {"admin_graphql_api_id": record["id"]})
        self.drain()
        found = self.env["retail.collection"].search([("name", "=", "Nordlicht")])
        self.assertEqual((found.smart, found.state), (True, "sent"))
        self.assertEqual(found.rule_ids.mapped("value"), ["Nordlicht"])
        self.control("stats", reset=True)
        self._send()
        self.assertEqual(self.control("stats")["calls"], {})
        self.post("collections/delete", {"id": int(record["id"].rpartition("/")[2])})
        self.drain()
        self.assertFalse(found.active or found.external_id)

    def _in_german(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.backend.translate_lang_ids = self.env["res.lang"]._lang_get("de_DE")

    def test_translations_of_a_collection_go_to_the_shop_and_are_taken_back(self):
        self._in_german()
        collection = self._make(description_html="<p>Light</p>")
        collection.update_field_translations("name", {"de_DE": "Sommer"})
        collection.update_field_translations(
            "description_html", {"de_DE": "<p>Leicht</p>"}
        )
        self._send()
        record = self.records.get(collection.external_id)
        texts = record["_translations"]["de"]
        self.assertEqual(
            {key: text for key, (text, _digest) in texts.items()},
            {"title": "Sommer", "body_html": "<p>Leicht</p>"},
        )
        # A text that changes makes its translation outdated there: it is told again.
        collection.name = "High summer"
        collection.update_field_translations("description_html", {"de_DE": False})
        self._send()
        self.assertEqual(self._shown(collection).translations[0].value, "Sommer")
        self.assertEqual(list(texts), ["title"])
        self.control("stats", reset=True)
        collection._changed()
        self._send()
        self.assertEqual(self.control("stats")["calls"], {})

    def test_the_shops_translations_of_a_collection_become_odoos(self):
        self._in_german()
        collection = self._make()
        self._send()
        self.backend.own_collections = "shop"
        gid = collection.external_id
        self.control("translate_product", product=gid, locale="de", title="Sommer")
        self.post("collections/update", {"admin_graphql_api_id": gid})
        self.drain()
        german = collection.with_context(lang="de_DE")
        self.assertEqual((collection.name, german.name), ("Summer", "Sommer"))
        self.control("translate_product", product=gid, locale="de", title="")
        self.post("collections/update", {"admin_graphql_api_id": gid})
        self.drain()
        self.env.invalidate_all()
        self.assertEqual(german.name, "Summer")
        collection.name = "Mine"
        self.control("stats", reset=True)
        self._send()
        self.assertEqual(self.control("stats")["calls"], {}, "the shop owns it")
