"""Read what a payload needs beside itself to be understood; masters once a reader."""

import functools

from odoo.addons.retail_connector_base.platforms import NotFoundError

from .mapper_sale import apart
from .mapper_store import closure_id
from .mapper_tender import tender_type


class Shop:
    """A retailer's masters, and complete payloads of sales, closures and products."""

    def __init__(self, client, gift_products=(), clock=None):
        self.client, self.gift_products, self.clock = client, gift_products, clock
        self._summaries, self._customers = {}, {}

    @functools.cached_property
    def retailer(self):
        """Return the retailer."""
        return self.client.get("/retailer")

    @functools.cached_property
    def currency(self):
        """Return the retailer's currency."""
        return self.retailer["currency"]["code"]

    @functools.cached_property
    def outlets(self):
        """Return outlet id -> outlet."""
        return {row["id"]: row for row in self.client.all("/outlets")}

    @functools.cached_property
    def registers(self):
        """Return register id -> register, closed-down ones too."""
        rows = self.client.all("/registers", deleted="true")
        return {row["id"]: row for row in rows}

    @functools.cached_property
    def payment_types(self):
        """Return all ways to pay."""
        return self.client.all("/payment_types")

    @functools.cached_property
    def taxes(self):
        """Return all taxes with their rates."""
        return self.client.all("/taxes")

    @functools.cached_property
    def price_books(self):
        """Return the books of prices, the retailer's own prices among them."""
        return self.client.all("/price_books")

    def price_list_payload(self, row):
        """Return a book of prices with what it is understood by."""
        outlet = self.outlets.get(row.get("outlet_id")) or {}
        currency = outlet.get("currency") or self.currency
        return {"book": row, "currency": currency, "outlet": outlet.get("name") or ""}

    def summary(self, register_id):
        """Return what a register's current (or last) closure took."""
        if register_id not in self._summaries:
            path = f"/registers/{register_id}/payments_summary"
            self._summaries[register_id] = self.client.get(path)
        return self._summaries[register_id]

    def sale_payloads(self, sale):
        """Return entity id -> payload of a sale and of its payments apart from it."""
        context = self.context(sale)
        outlet = sale["outlet_id"]
        found = {sale["id"]: {"sale": sale, "context": context, "outlet": outlet}}
        for payment in apart(sale):
            register = self.registers.get(payment.get("register_id")) or {}
            place = {**payment, "outlet_id": register.get("outlet_id") or outlet}
            own = {
                **sale,
                "payments": [
                    place if one is payment else one for one in sale["payments"]
                ],
            }
            found[f"{sale['id']}/{payment['id']}"] = {
                "sale": own,
                "payment": payment["id"],
                "context": context,
                "outlet": place["outlet_id"],
            }
        return found

    def context(self, sale):
        """Return what a sale is understood by: only what it needs of it."""
        used = {
            component["rate_id"]
            for row in (
                *(sale.get("line_items") or ()),
                *(sale.get("adjustments") or ()),
            )
            for component in row.get("tax_components") or ()
        }
        tax_ids = {row.get("tax_id") for row in sale.get("line_items") or ()}
        mine = [tax for tax in self.taxes if tax["id"] in tax_ids]
        used |= {rate["id"] for tax in mine for rate in tax["rates"]}
        paid_by = {
            p.get("retailer_payment_type_id") for p in sale.get("payments") or ()
        }
        register = self.registers.get(sale.get("register_id")) or {}
        outlet = self.outlets.get(sale.get("outlet_id")) or {}
        return {
            "currency": outlet.get("currency") or self.currency,
            "inclusive": outlet.get("display_prices") != "exclusive",
            "rates": {
                rate["id"]: [rate["name"], rate["rate"]]
                for tax in self.taxes
                for rate in tax["rates"]
                if rate["id"] in used
            },
            "taxes": {tax["id"]: [rate["id"] for rate in tax["rates"]] for tax in mine},
            "no_tax": self.retailer.get("no_tax_group_id"),
            "types": {
                row["id"]: [row["name"], tender_type(row)]
                for row in self.payment_types
                if row["id"] in paid_by
            },
            "affixes": [
                register.get("invoice_prefix") or "",
                register.get("invoice_suffix") or "",
            ],
            "customer": self._customer(sale.get("customer_id")),
            "original": self._original(sale),
            "discount_product": self.retailer.get("discount_product_id"),
            "gift_products": list(self.gift_products),
        }

    def _customer(self, customer_id):
        if customer_id and customer_id not in self._customers:
            try:
                found = self.client.get(f"/customers/{customer_id}")
            except NotFoundError:
                found = None
            self._customers[customer_id] = found
        return self._customers.get(customer_id) if customer_id else None

    def _original(self, sale):
        """Return the lines of the sale that goods come back from."""
        if not sale.get("return_for"):
            return None
        try:
            original = self.client.get(f"/sales/{sale['return_for']}")
        except NotFoundError:
            return None
        return [
            {name: line.get(name) for name in ("id", "product_id", "price")}
            for line in original.get("line_items") or ()
        ]

    def session_payload(self, row):
        """Return a register with what its closure took; None: it never was open."""
        if not row.get("register_open_time") and not row.get("register_close_time"):
            return None
        summary = self.summary(row["id"]) or {}
        if not closure_id(row, summary):
            return None
        return {
            "register": row,
            "summary": summary,
            "currency": self.currency,
            "payment_types": [
                {name: kind.get(name) for name in ("id", "name", "type_id")}
                for kind in self.payment_types
            ],
        }

    def stores(self):
        """Return the payloads of all stores."""
        registers = [r for r in self.registers.values() if not r.get("deleted_at")]
        return [
            {
                "outlet": outlet,
                "registers": [r for r in registers if r["outlet_id"] == outlet["id"]],
                "payment_types": self.payment_types,
            }
            for outlet in self.outlets.values()
        ]

    def product_payload(self, head):
        """Return a product with its variants; None: it is gone."""
        try:
            row = self.client.get(f"/products/{head}")
        except NotFoundError:
            return None
        row = row[0] if isinstance(row, list) else row
        rows = [row]
        if row.get("has_variants"):
            found = self.client.get(
                "/search", type="products", variant_parent_id=head, page_size=1000
            )
            rows += [one for one in found or () if one["id"] != head]
        context = {"currency": self.currency, "price_field": self.price_field}
        return {"rows": rows, "context": context}

    @property
    def price_field(self):
        """Return which price of a product is the one on the shelf."""
        without = self.retailer.get("tax_exclusive")
        return "price_excluding_tax" if without else "price_including_tax"
