"""The price a product begins with in a shop."""

from odoo import api, models

from .price_line import PriceLine


class RetailExporterProductPrice(models.AbstractModel):
    """Price what a shop gets for the first time, as the price exporter would.

    Later prices travel by themselves.
    """

    _name = "retail.exporter.product.price"
    _description = "First Price in a Shop"

    @api.model
    def _first_prices(self, backend, products):
        """Return product id -> amount as text in the shop's currency."""
        currency = backend.currency_id or backend.company_id.currency_id
        lines = [
            PriceLine(
                variant_id=0,
                list_id=0,
                product_id=product.id,
                external_variant="",
                external_product="",
                external_list="",
                currency=currency.name,
                currency_id=currency.id,
            )
            for product in products
        ]
        self.env["retail.exporter.price"]._set_wanted(backend, lines)
        return {
            line.product_id: format(line.wanted.amount, "f")
            for line in lines
            if line.wanted
        }
