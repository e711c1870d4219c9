"""Notice what changes of a product: one look at the names of the written fields."""

from odoo import api, models

COMMON = {
    "active", "barcode", "default_code", "hs_code", "country_of_origin",
    "retail_hs_code", "retail_origin_country_id", "standard_price", "taxes_id", "type",
    "is_storable", "weight",
}  # fmt: skip
TEMPLATE = COMMON | {
    "attribute_line_ids", "description_sale", "image_1920", "name", "product_tag_ids",
    "categ_id", "product_variant_ids", "sale_ok",
}  # fmt: skip
VARIANT = COMMON | {
    "image_1920", "image_variant_1920", "product_template_attribute_value_ids",
    "name", "description_sale", "product_tag_ids", "additional_product_tag_ids",
}  # fmt: skip


class ProductTemplate(models.Model):
    """Mark products whose content was written."""

    _inherit = "product.template"

    def write(self, vals):
        """Mark what shops are told of."""
        result = super().write(vals)
        extra = self.env["retail.metafield"]._source_fields()["product.template"]
        if not (TEMPLATE | extra).isdisjoint(vals):
            self.env["retail.product.dirty"]._templates(self.ids)
        return result

    def update_field_translations(self, field_name, translations, source_lang=""):
        """A translated name is a change too."""
        result = super().update_field_translations(
            field_name, translations, source_lang
        )
        self.env["retail.product.dirty"]._templates(self.ids)
        return result


class ProductProduct(models.Model):
    """Mark products whose variants were made, written or removed."""

    _inherit = "product.product"

    @api.model_create_multi
    def create(self, vals_list):
        """A new variant changes its product."""
        variants = super().create(vals_list)
        self.env["retail.product.dirty"]._templates(variants.product_tmpl_id.ids)
        return variants

    def write(self, vals):
        """Mark what shops are told of."""
        result = super().write(vals)
        extra = self.env["retail.metafield"]._source_fields()["product.product"]
        if not (VARIANT | extra).isdisjoint(vals):
            self.env["retail.product.dirty"]._templates(self.product_tmpl_id.ids)
        return result

    def unlink(self):
        """A removed variant changes its product."""
        templates = self.product_tmpl_id.ids
        result = super().unlink()
        self.env["retail.product.dirty"]._templates(templates)
        return result


class ProductAttributeLine(models.Model):
    """Mark products whose options changed."""

    _inherit = "product.template.attribute.line"

    def write(self, vals):
        """Mark the products."""
        result = super().write(vals)
        self.env["retail.product.dirty"]._templates(self.product_tmpl_id.ids)
        return result


class RetailOptionCapture(models.AbstractModel):
    """Mark products whose options are called differently, in whatever language."""

    _name = "retail.option.capture"
    _description = "Notice New Names of Options"
    _retail_told = {"name"}  # fields that shops are told of

    def write(self, vals):
        """Mark the products that have it."""
        result = super().write(vals)
        if not self._retail_told.isdisjoint(vals):
            self._retail_renamed()
        return result

    def update_field_translations(self, field_name, translations, source_lang=""):
        """A translated name is a change too."""
        result = super().update_field_translations(
            field_name, translations, source_lang
        )
        self._retail_renamed()
        return result

    def _retail_renamed(self):
        templates = self._retail_lines().product_tmpl_id
        self.env["retail.product.dirty"]._templates(templates.ids)

    def _retail_lines(self):
        """Return the attribute lines of products that have it."""
        raise NotImplementedError


class ProductAttribute(models.Model):
    """Notice a new name of an option."""

    _name = "product.attribute"
    _inherit = ["product.attribute", "retail.option.capture"]

    def _retail_lines(self):
        return self.attribute_line_ids


class ProductAttributeValue(models.Model):
    """Notice a new name of a value, or another order."""

    _name = "product.attribute.value"
    _inherit = ["product.attribute.value", "retail.option.capture"]
    _retail_told = {"name", "sequence"}

    def _retail_lines(self):
        return self.pav_attribute_line_ids


class ProductTag(models.Model):
    """Mark products whose tag is called differently."""

    _inherit = "product.tag"

    def write(self, vals):
        """Mark the products that have the tag."""
        result = super().write(vals)
        if not {"name", "product_template_ids"}.isdisjoint(vals):
            found = self.product_template_ids | self.product_product_ids.product_tmpl_id
            self.env["retail.product.dirty"]._templates(found.ids)
        return result
