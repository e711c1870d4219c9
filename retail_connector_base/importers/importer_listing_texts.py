"""Write a shop's texts in other languages into the translations of Odoo's fields."""

from odoo import models

from ..canonical import option_text
from ..canonical.product import TEXTS


class RetailImporterListingApply(models.AbstractModel):
    """Take over translations, of the product's own name or of what the shop shows."""

    _inherit = "retail.importer.listing.apply"

    def _apply_translations(self, listing, document, owner):
        """Translate the texts Odoo has; where Odoo owns them, only what it lacks.

        A text the shop has no translation of any more loses it here too, where the
        shop owns translations. Without a text of its own there is nothing to
        translate: then Odoo's sales description is what is shown. The name of an
        option belongs to all products that have it: one of them takes a translation
        away only when no other is shown with it.
        """
        backend = listing.backend_id
        said = {(text.locale, text.key): text.value for text in document.translations}
        for key, (record, name) in self._text_fields(listing, document).items():
            if not record[name]:
                continue
            words = {}
            for locale, lang in backend._locales().items():
                value = said.get((locale, key))
                ours = record.with_context(lang=lang.code)[name]
                if owner != "shop" and (not value or ours != record[name]):
                    continue
                if ours == (value or record[name]):
                    continue
                if value or key in TEXTS or not self._is_shown(listing, locale, key):
                    words[lang.code] = value or False
            if words:
                record.update_field_translations(name, words)

    def _text_fields(self, listing, document):
        """Return name of a text -> (record, field) it is kept in, in the main language.

        Options that the shop calls differently than Odoo are left alone.
        """
        listing = listing.with_context(lang=listing.backend_id._main_lang())
        template = listing.template_id
        found = {key: (listing, key) for key in TEXTS}
        if not listing.title:
            found["title"] = (template, "name")
        shown = document.texts()
        for line in template.attribute_line_ids:
            option = line.attribute_id
            key = option_text(option.name)
            if key in shown:
                found[key] = (option, "name")
            for value in line.value_ids:
                key = option_text(option.name, value.name)
                if key in shown:
                    found[key] = (value, "name")
        return found

    def _is_shown(self, listing, locale, key):
        """Return whether another product of the shop has a translation."""
        self.env["retail.listing"].flush_model(["pushed"])
        self.env.cr.execute(
            """
            SELECT 1 FROM retail_listing
             WHERE backend_id = %s AND id <> %s
               AND jsonb_exists(pushed -> 'translations' -> %s, %s)
             LIMIT 1
            """,
            [listing.backend_id.id, listing.id, locale, key],
        )
        return bool(self.env.cr.fetchone())
