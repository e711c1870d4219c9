"""The price a product begins with in a shop."""

from odoo import api, models
from odoo.tools import float_repr


class RetailExporterProductPrice(models.AbstractModel):
    """Price what a shop gets for the first time; later prices travel by themselves."""

    _name = "retail.exporter.product.price"
    _description = "First Price in a Shop"

    @api.model
    def _first_prices(self, backend, products):
        """Return product id -> amount as text, in the shop's currency; empty: unknown.

        Whoever exports prices replaces this, so that both say the same.
        """
        currency = backend.currency_id or backend.company_id.currency_id
        pricelist = backend.pricelist_id
        if (pricelist.currency_id or backend.company_id.currency_id) != currency:
            return {}
        if pricelist:
            prices = pricelist._get_products_price(products, 1.0)
        else:
            prices = {product.id: product.lst_price for product in products}
        digits = currency.decimal_places
        return {key: float_repr(price, digits) for key, price in prices.items()}
