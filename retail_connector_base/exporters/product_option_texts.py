"""Names of options and of their values in the other languages of a shop."""

from odoo import api, models

from ..canonical import Translation, option_text


class RetailExporterProductDocument(models.AbstractModel):
    """Add to the texts of a product those of its options."""

    _inherit = "retail.exporter.product.document"

    @api.model
    def _option_texts(self, backend, values, names):
        """Return the Translations of options that say something else than the main.

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
            for locale, lang in backend._locales().items()
            for key, record in rows.items()
            if (text := record.with_context(lang=lang.code).name)
            and text != record.name
        )
