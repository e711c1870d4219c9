"""Names of options and of their values in the other languages of a shop."""

from odoo import api, models

from ..canonical import Translation, option_text


class RetailExporterProductDocument(models.AbstractModel):
    """Add to the texts of a product those of its options."""

    _inherit = "retail.exporter.product.document"

    @api.model
    def _option_words(self, backend, listings):
        """Return option or value -> {locale: its name}, of all products in one go."""
        variants = listings.template_id.product_variant_ids
        values = variants.product_template_attribute_value_ids
        words = {}
        for locale, lang in backend._locales().items():
            for records in (values.attribute_id, values.product_attribute_value_id):
                for record in records.with_context(lang=lang.code):
                    words.setdefault(record, {})[locale] = record.name
        return words

    @api.model
    def _option_texts(self, words, values, names):
        """Return the Translations of options that say something else than the main.

        :param words: see ``_option_words``
        :param values: what the variants have of the options, in the main language
        :param names: names of the options the shop is told of
        """
        rows = {}
        for value in values.filtered(lambda own: own.attribute_id.name in names):
            option, choice = value.attribute_id, value.product_attribute_value_id
            rows[option_text(option.name)] = option
            rows[option_text(option.name, choice.name)] = choice
        return tuple(
            Translation(locale, key, text)
            for key, record in rows.items()
            for locale, text in words.get(record, {}).items()
            if text and text != record.name
        )
