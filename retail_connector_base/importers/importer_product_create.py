"""New products for variants that Odoo does not have."""

from odoo import api, models
from odoo.fields import Command


class RetailImporterProductCreate(models.AbstractModel):
    """Create templates and variants as the platform describes them."""

    _name = "retail.importer.product.create"
    _description = "Retail Product Creation"

    @api.model
    def _create_missing(self, backend, pairs):
        """Return external id -> new product for (variant, product or None)s.

        All variants of a product that are new become one template with its options
        as attributes; a variant whose siblings exist already becomes a product of
        its own, because the other template may be built differently.
        """
        self = self.with_context(create_product_product=False)
        free = self._unused_barcodes([variant for variant, _product in pairs])
        whole, single = self._split(pairs)
        templates = self.env["product.template"].create(
            [self._template_values(backend, product) for product in whole]
            + [self._single_values(backend, *pair) for pair in single]
        )
        # With that context Odoo would not give the options' values to the template.
        attributes = self.env["retail.importer.attribute"].with_context(
            create_product_product=True
        )
        attributes._add_options(list(zip(templates[: len(whole)], whole, strict=True)))
        values, ids = [], []
        for template, product in zip(templates, whole, strict=False):
            for variant in product.variants:
                values.append(
                    {
                        **self._variant_values(backend, variant, free),
                        "product_tmpl_id": template.id,
                        "product_template_attribute_value_ids": [
                            Command.set(attributes._combination(template, variant))
                        ],
                    }
                )
                ids.append(variant.external_id)
        for template, (variant, _product) in zip(
            templates[len(whole) :], single, strict=True
        ):
            values.append(
                {
                    **self._variant_values(backend, variant, free),
                    "product_tmpl_id": template.id,
                }
            )
            ids.append(variant.external_id)
        products = self.env["product.product"].create(values)
        return dict(zip(ids, products, strict=True))

    @api.model
    def _split(self, pairs):
        """Return (products that are new altogether, other pairs)."""
        new = {variant.external_id for variant, _product in pairs}
        whole, single = {}, []
        for variant, product in pairs:
            if product is not None and all(
                sibling.external_id in new for sibling in product.variants
            ):
                whole[product.external_id] = product
            else:
                single.append((variant, product))
        return list(whole.values()), single

    @api.model
    def _common_values(self, backend, name, variant):
        values = {
            "name": name,
            "type": "consu",
            "is_storable": variant.tracked and variant.requires_shipping,
            "company_id": backend.company_id.id,
            "sale_ok": True,
        }
        if not variant.requires_shipping:
            values["type"] = "service"
        price = variant.price
        if price and price.currency == backend.company_id.currency_id.name:
            values["list_price"] = float(price.amount)
        if not variant.taxable:
            values["taxes_id"] = [Command.clear()]
        return values

    @api.model
    def _template_values(self, backend, product):
        return self._common_values(backend, product.title, product.variants[0])

    @api.model
    def _single_values(self, backend, variant, product):
        name = variant.title or variant.sku or variant.external_id
        if product is not None and product.title != variant.title:
            name = (
                f"{product.title} / {name}"
                if len(product.variants) > 1
                else (product.title)
            )
        return self._common_values(backend, name, variant)

    @api.model
    def _variant_values(self, backend, variant, free_barcodes):
        values = {"default_code": variant.sku or False}
        if variant.barcode in free_barcodes:
            values["barcode"] = variant.barcode
        if variant.weight_kg:
            values["weight"] = float(variant.weight_kg)
        if variant.cost and variant.cost.currency == (
            backend.company_id.currency_id.name
        ):
            values["standard_price"] = float(variant.cost.amount)
        return values

    @api.model
    def _unused_barcodes(self, variants):
        """Return the barcodes that exactly one of ``variants`` and no product has."""
        codes = [variant.barcode for variant in variants if variant.barcode]
        used = (
            self.env["product.product"]
            .with_context(active_test=False)
            .search([("barcode", "in", codes)])
        )
        return {
            code
            for code in codes
            if codes.count(code) == 1 and code not in set(used.mapped("barcode"))
        }
