"""What prices should be, computed in bulk from Odoo's pricelists."""

from decimal import Decimal

from odoo import api, fields, models

from .price_rule import Guard, Price, Rounding, exact


class RetailExporterPrice(models.AbstractModel):
    """Ask each pricelist once for all products."""

    _inherit = "retail.exporter.price"

    @api.model
    def _set_wanted(self, backend, lines):
        """Set what each line's price should be, with its net amount and cost."""
        company = backend.company_id
        env = self.with_company(company).env
        when = fields.Datetime.now()
        products = env["product.product"].browse(
            sorted({line.product_id for line in lines})
        )
        by_id = {product.id: product for product in products}  # read together
        taxes = _Taxes(company, bool(backend.prices_include_tax))
        rounding = backend._price_rounding()
        lists = env["retail.binding.price.list"].browse(
            sorted({line.list_id for line in lines} - {0})
        )
        pricelists = {0: backend.with_env(env).pricelist_id}
        pricelists.update((binding.id, binding.record_id) for binding in lists)
        for list_id, pricelist in pricelists.items():
            part = [line for line in lines if line.list_id == list_id]
            if not part:
                continue
            currency = env["res.currency"].browse(part[0].currency_id)
            prices = self._prices(pricelist, products, currency, when)
            compares = self._compares(backend.with_env(env), products, currency, when)
            for line in part:
                product = by_id[line.product_id]
                price, rule = prices[product.id]
                if list_id and not rule:
                    line.wanted = None  # it follows the list's own adjustment
                    continue
                line.wanted, net = _wanted(
                    taxes, rounding, product, price, compares.get(product.id), currency
                )
                line.net = self._in_company_currency(company, currency, net, when)
                line.cost = exact(product.standard_price)

    def _compares(self, backend, products, currency, when):
        """Return product id -> what its price is compared with, before tax rules."""
        if backend.compare_at_policy == "none":
            return {}
        pricelist = products.env["product.pricelist"]
        if backend.compare_at_policy == "pricelist":
            pricelist = backend.compare_at_pricelist_id
        return {
            product_id: price
            for product_id, (price, _rule) in self._prices(
                pricelist, products, currency, when
            ).items()
        }

    def _prices(self, pricelist, products, currency, when):
        """Return product id -> (price in a currency, rule that made it).

        Amounts in a rule are of the pricelist's currency, whatever is asked for.
        """
        own = pricelist.currency_id or currency
        prices = pricelist._compute_price_rule(products, 1.0, currency=own, date=when)
        if own == currency:
            return prices
        company = products.env.company
        return {
            product_id: (
                own._convert(price, currency, company, when, round=False),
                rule,
            )
            for product_id, (price, rule) in prices.items()
        }

    def _in_company_currency(self, company, currency, amount, when):
        if currency == company.currency_id:
            return amount
        return exact(
            currency._convert(
                float(amount), company.currency_id, company, when, round=False
            )
        )

    @api.model
    def _guard(self, backend):
        """Return the guard of a connection."""
        return Guard(
            drop_percent=Decimal(str(backend.price_drop_percent or 0)),
            below_cost=backend.price_below_cost == "hold",
        )


class _Taxes:
    """Turns prices into the shop's tax mode; equal taxes are looked up once.

    :param included: the shop's prices contain tax
    """

    def __init__(self, company, included):
        self.company, self.included = company, included
        self.known = {}

    def of(self, product):
        """Return the taxes of a product in the company."""
        key = product.taxes_id._ids
        if key not in self.known:
            self.known[key] = product.taxes_id._filter_taxes_by_company(self.company)
        return self.known[key]

    def both(self, product, price):
        """Return (price as the shop shows it, price without tax), not rounded."""
        taxes = self.of(product)
        if not taxes:
            return exact(price), exact(price)
        details = taxes._get_tax_details(
            price,
            1.0,
            precision_rounding=None,
            rounding_method="round_globally",
            product=product,
        )
        net = exact(details["total_excluded"])
        return exact(details["total_included"]) if self.included else net, net


def _wanted(taxes, rounding: Rounding, product, price, compare, currency):
    """Return (Price, net amount) of a product."""
    shown, net = taxes.both(product, price)
    amount = rounding.apply(shown, currency.name)
    compare_at = None
    if compare:
        compare_at = rounding.apply(taxes.both(product, compare)[0], currency.name)
        if compare_at <= amount:
            compare_at = None  # nothing is reduced
    return Price(amount, compare_at, currency.name), net
