"""Texts of products, their options and values in the languages of a shop."""

from odoo.tests import tagged

from .product_case import ProductCase


@tagged("post_install", "-at_install", "retail")
class TestProductLanguages(ProductCase):
    """A shop in English that is translated into German."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("de_DE")
        self.backend.translate_lang_ids = self.env["res.lang"]._lang_get("de_DE")

    def test_translations_follow_the_languages_of_the_shop(self):
        template = self.make()
        template.with_context(lang="de_DE").name = "Leinenhemd"
        listing = self.offer(template)
        self.send()
        gid = listing.binding_id.external_id
        texts = self.records.get(gid)["_translations"]
        self.assertEqual(texts["de"]["title"][0], "Leinenhemd")
        template.update_field_translations("name", {"de_DE": "Hemd aus Leinen"})
        [row] = self.plan()
        self.assertEqual(list(row.payload["parts"]), ["translations"])
        self.push()
        self.assertEqual(texts["de"]["title"][0], "Hemd aus Leinen")
        # What is not translated any more is not translated there either.
        listing.seo_title = "Linen"
        listing.update_field_translations("seo_title", {"de_DE": "Leinen"})
        self.send()
        self.assertEqual(sorted(texts["de"]), ["meta_title", "title"])
        template.update_field_translations("name", {"de_DE": False})
        [row] = self.plan()
        self.assertEqual(row.payload["translations_gone"], {"de": ["title"]})
        self.push()
        self.assertEqual(list(texts["de"]), ["meta_title"])
        listing.update_field_translations("seo_title", {"de_DE": False})
        self.send()
        self.assertEqual(texts["de"], {}, "the last one too")

    def test_the_shops_translations_become_odoos(self):
        listing = self.sent()
        listing.seo_title = "Linen shirts"
        self.send()
        gid, template = listing.binding_id.external_id, listing.template_id
        german = template.with_context(lang="de_DE")
        self.backend.own_translations = "shop"
        self.control(
            "translate_product",
            product=gid,
            locale="de",
            title="Leinenhemd",
            meta_title="Leinenhemden",
            handle="leinenhemd",
        )
        self.hear(gid)
        self.assertEqual((template.name, german.name), ("Linen shirt", "Leinenhemd"))
        own = listing.with_context(lang="de_DE")
        self.assertEqual(
            (listing.seo_title, own.seo_title), ("Linen shirts", "Leinenhemden")
        )
        self.assertFalse(self.plan(), "what the shop told does not go back")
        self.control("translate_product", product=gid, locale="de", title="")
        self.hear(gid)
        self.assertEqual(german.name, "Linen shirt")
        self.assertEqual(own.seo_title, "Leinenhemden")

    def test_options_and_their_values_are_translated_both_ways(self):
        template = self.make(sizes=("Small", "Large"))
        attribute = template.attribute_line_ids.attribute_id
        small, large = attribute.value_ids
        attribute.with_context(lang="de_DE").name = "Größe"
        small.with_context(lang="de_DE").name = "Klein"
        listing = self.offer(template)
        self.send()
        self.assertEqual(listing.state, "sent", listing.error)
        gid = listing.binding_id.external_id
        self.assertEqual(
            self.german(gid), {"Size": "Größe", "Small": "Klein", "Large": None}
        )
        # A value more, one less: each text travels alone.
        large.update_field_translations("name", {"de_DE": "Groß"})
        small.update_field_translations("name", {"de_DE": False})
        [row] = self.plan()
        self.assertEqual(list(row.payload["parts"]), ["translations"])
        self.control("stats", reset=True)
        self.push()
        calls = self.control("stats")["calls"]
        self.assertEqual(
            (calls["TranslationsRegister"], calls["TranslationsRemove"]), (1, 1)
        )
        self.assertEqual(
            self.german(gid), {"Size": "Größe", "Small": None, "Large": "Groß"}
        )
        self.hear(gid)
        self.assertFalse(self.plan(), "both say the same")
        # Renamed here, its German name is told with the new name.
        attribute.name = "Fit"
        self.send()
        self.assertEqual(
            self.german(gid), {"Fit": "Größe", "Small": None, "Large": "Groß"}
        )
        self.hear(gid)
        self.assertFalse(self.plan())
        # Where the shop owns translations, they become Odoo's. What two products
        # share goes with the last of them.
        other = self.offer(template.copy({"name": "Wool shirt"}))
        self.send()
        gids = [gid, other.binding_id.external_id]
        self.hear(*gids)
        self.backend.own_translations = "shop"
        for one in gids:
            self.translate_option(one, "Fit", "Passform")
            self.translate_option(one, "Fit", "Klein", value="Small")
        self.hear(*gids)
        german = attribute.with_context(lang="de_DE")
        self.assertEqual((attribute.name, german.name), ("Fit", "Passform"))
        self.assertEqual(small.with_context(lang="de_DE").name, "Klein")
        for one, name in zip(gids, ("Passform", "Fit"), strict=True):
            self.translate_option(one, "Fit", "")
            self.hear(one)
            self.assertEqual(german.name, name)
        self.assertEqual(small.with_context(lang="de_DE").name, "Klein")
        self.assertFalse(self.plan(), "the shop's are not sent back")

    def test_options_of_more_products_take_no_more_statements(self):
        templates = self.env["product.template"]
        for number in range(6):
            templates |= self.make(name=f"Shirt {number}", sizes=("S", "M"))
        for value in templates.attribute_line_ids.value_ids:
            value.with_context(lang="de_DE").name = f"{value.name} (de)"
        listings = self.offer(templates)
        exporter = self.env["retail.exporter.product"]
        exporter._evaluate(self.backend, listings[:1])  # what is kept for all
        counts = []
        for part in (listings[:2], listings):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            exporter._evaluate(self.backend, part)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def translate_option(self, gid, option, text, **more):
        self.control(
            "translate_option",
            product=gid,
            locale="de",
            option=option,
            text=text,
            **more,
        )

    def german(self, gid):
        """Return the name of each option and value -> its German name in the shop."""
        options = self.records.get(gid)["options"]
        texts = [*options, *(v for own in options for v in own["optionValues"])]
        found = {own["name"]: own.get("_translations", {}).get("de") for own in texts}
        return {
            name: (kept["name"][0] if kept else None) for name, kept in found.items()
        }

    def test_an_adopted_product_brings_its_translations(self):
        made = self.control("add_product", title="Wool hat", sku="HAT")
        gid = made["product_id"]
        self.control("translate_product", product=gid, locale="de", title="Wollmütze")
        self.control("stats", reset=True)
        self.hear(gid)
        template = (
            self.env["retail.binding.template"]
            ._find(self.backend, [gid])[gid]
            .record_id
        )
        self.assertEqual(template.name, "Wool hat")
        self.assertEqual(template.with_context(lang="de_DE").name, "Wollmütze")
        self.assertEqual(self.control("stats")["calls"]["TranslationsById"], 1)
        self.assertFalse(self.plan(), "both say the same")
