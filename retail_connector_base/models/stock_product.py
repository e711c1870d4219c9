"""Notice whether stock of a product is kept, and whether it is sold at all."""

from odoo import models

DECIDES = {"active", "is_storable"}


class ProductTemplate(models.Model):
    """Look at the levels of products that are archived, or counted from now on."""

    _inherit = "product.template"

    def write(self, vals):
        result = super().write(vals)
        if not DECIDES.isdisjoint(vals):
            variants = self.with_context(active_test=False).product_variant_ids
            self.env["retail.stock.dirty"]._kept(variants.ids)
        return result


class ProductProduct(models.Model):
    """A single variant may be archived too."""

    _inherit = "product.product"

    def write(self, vals):
        result = super().write(vals)
        if not DECIDES.isdisjoint(vals):
            self.env["retail.stock.dirty"]._kept(self.ids)
        return result
