"""Which taxes a product is sold with, in the names a platform has for them."""

from odoo import api, models

from .product_parts import option_key

UNNAMED = "*"  # a tax without a name there: whatever the platform usually charges


def name_of(title, rate) -> str:
    """Return what tells a platform's tax from others: its title and percentage."""
    return f"{title}|{rate * 100:g}"


class RetailExporterProduct(models.AbstractModel):
    """Tell platforms that tax products one by one which taxes those are.

    Others are only told whether a product is taxed at all.
    """

    _inherit = "retail.exporter.product"

    @api.model
    def _evaluate(self, backend, listings):
        adapter = backend._adapter_class()
        if not (adapter and adapter.names_taxes):
            return super()._evaluate(backend, listings)
        named = self.with_context(retail_tax_names=self._tax_names(backend))
        return super(RetailExporterProduct, named)._evaluate(backend, listings)

    def _tax_names(self, backend):
        """Return Odoo tax id -> its name at the platform, of approved mappings."""
        mappings = self.env["retail.mapping.tax"].search(
            [
                ("backend_id", "=", backend.id),
                ("state", "=", "approved"),
                ("channel_liable", "=", False),
            ],
            order="id desc",
        )
        return {row.tax_id.id: name_of(row.title, row.rate) for row in mappings}

    def _wanted(self, backend, listing, document, owned):
        parts = super()._wanted(backend, listing, document, owned)
        names = self.env.context.get("retail_tax_names")
        if names is None or "tax" not in parts:
            return parts
        ids = [int(variant.external_id) for variant in document.variants]
        products = {p.id: p for p in self.env["product.product"].browse(ids)}
        company = backend.company_id
        parts["tax"] = {
            option_key(variant.options): sorted(
                names.get(tax.id, UNNAMED)
                for tax in products[int(variant.external_id)].taxes_id
                if tax.company_id == company
            )
            for variant in document.variants
        }
        return parts
