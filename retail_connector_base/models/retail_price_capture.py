"""Notice what changes prices: rules, sales prices, costs, taxes."""

from odoo import api, fields, models

TEMPLATE = {"list_price", "standard_price", "taxes_id", "categ_id", "active"}
VARIANT = {
    "lst_price",
    "standard_price",
    "active",
    "product_template_variant_value_ids",
}


class ProductPricelistItem(models.Model):
    """A rule that changes has its products' prices looked at."""

    _inherit = "product.pricelist.item"

    retail_urgent = fields.Boolean(
        "Send at once",
        help="Shops that send prices on schedule get this rule's prices at once.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._mark_retail_prices()
        return items

    def write(self, vals):
        self._mark_retail_prices()  # what it held for until now
        result = super().write(vals)
        self._mark_retail_prices()
        return result

    def unlink(self):
        self._mark_retail_prices()
        return super().unlink()

    def _mark_retail_prices(self):
        """Have the prices that these rules may decide looked at."""
        Dirty = self.env["retail.price.dirty"]
        if not self or not Dirty.sudo()._senders():
            return
        for urgent in {bool(item.retail_urgent) for item in self}:
            part = self.filtered(lambda item, u=urgent: bool(item.retail_urgent) == u)
            wide = part.filtered(
                lambda item: not (item.product_id or item.product_tmpl_id)
            )
            if wide:
                Dirty._changed(None, urgent)
                continue
            products = (
                part.product_id
                | part.filtered(lambda item: not item.product_id)
                .product_tmpl_id.with_context(active_test=False)
                .product_variant_ids
            )
            Dirty._changed(products.ids, urgent)


class ProductTemplate(models.Model):
    """A product's own price, cost and taxes decide prices too."""

    _inherit = "product.template"

    def write(self, vals):
        result = super().write(vals)
        if not TEMPLATE.isdisjoint(vals):
            variants = self.with_context(active_test=False).product_variant_ids
            self.env["retail.price.dirty"]._changed(variants.ids)
        return result

    def action_send_retail_prices(self):
        """Send the prices of these products to the shops now."""
        self.check_access("write")
        self.env["retail.price.dirty"]._changed(
            self.product_variant_ids.ids, urgent=True
        )
        return True


class ProductProduct(models.Model):
    """A variant's own price and cost decide prices too."""

    _inherit = "product.product"

    def write(self, vals):
        result = super().write(vals)
        if not VARIANT.isdisjoint(vals):
            self.env["retail.price.dirty"]._changed(self.ids)
        return result


class ProductTemplateAttributeValue(models.Model):
    """So does what a value costs extra."""

    _inherit = "product.template.attribute.value"

    def write(self, vals):
        result = super().write(vals)
        if "price_extra" in vals:
            variants = self.product_tmpl_id.product_variant_ids
            self.env["retail.price.dirty"]._changed(variants.ids)
        return result
