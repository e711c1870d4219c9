"""Write a shop's texts in other languages into the translations of Odoo's fields."""

from odoo import models

FIELDS = ("title", "description_html", "seo_title", "seo_description")


class RetailImporterListingApply(models.AbstractModel):
    """Take over translations, of the product's own name or of what the shop shows."""

    _inherit = "retail.importer.listing.apply"

    def _apply_translations(self, listing, document, owner):
        """Translate the texts Odoo has; where Odoo owns them, only what it lacks.

        A text the shop has no translation of any more loses it here too, where the
        shop owns translations. Without a text of its own there is nothing to
        translate: then Odoo's sales description is what is shown.
        """
        backend = listing.backend_id
        said = {(text.locale, text.key): text.value for text in document.translations}
        for key in FIELDS:
            record, name = self._text_field(listing, key, backend._main_lang())
            if not record[name]:
                continue
            words = {}
            for locale, lang in backend._locales().items():
                value = said.get((locale, key))
                ours = record.with_context(lang=lang.code)[name]
                if owner != "shop" and (not value or ours != record[name]):
                    continue
                if ours != (value or record[name]):
                    words[lang.code] = value or False
            if words:
                record.update_field_translations(name, words)

    def _text_field(self, listing, key, lang):
        """Return (record, field) that a text of the shop is kept in."""
        listing = listing.with_context(lang=lang)
        if key == "title" and not listing.title:
            return listing.template_id, "name"
        return listing, key
