"""The shops a product is offered in, and what customs want to know of it."""

from odoo import fields, models


class ProductTemplate(models.Model):
    """Offer products in shops."""

    _inherit = "product.template"

    retail_listing_ids = fields.One2many(
        "retail.listing", "template_id", string="Sales channels", copy=False
    )
    retail_hs_code = fields.Char(
        "Tariff number (HS code)", help="For customs; told to the shops."
    )
    retail_origin_country_id = fields.Many2one(
        "res.country", "Country of origin", help="For customs; told to the shops."
    )

    def _retail_customs(self):
        """Return (tariff number, country code); another addon may keep them already."""
        self.ensure_one()
        code, country = self.retail_hs_code, self.retail_origin_country_id
        if "hs_code" in self._fields:
            code = code or self.hs_code
        if "country_of_origin" in self._fields:
            country = country or self.country_of_origin
        return code or "", country.code or ""

    def unlink(self):
        """Tell the shops of products that are gone, as their connection says."""
        self.env["retail.exporter.product"].sudo()._withdraw(self.retail_listing_ids)
        return super().unlink()
