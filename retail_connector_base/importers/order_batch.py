"""Everything a batch of orders has to be looked up for, in a few statements."""

from datetime import UTC
from decimal import Decimal

from ..canonical import Variant
from ..models.mappings.mapping_shipping import ShippingKey
from ..models.mappings.mapping_tax import tax_key
from .order_content import real_lines
from .order_details import UTM

SERVICE_PRODUCTS = {
    "custom": "custom_product_id",
    "gift_card": "gift_card_product_id",
    "shipping": "shipping_product_id",
    "tip": "tip_product_id",
    "fee": "fee_product_id",
    "duty": "duty_product_id",
    "rounding": "rounding_product_id",
}


def variant_key(line) -> str:
    """Return the external id that a product line is matched by; empty: none."""
    if line.kind != "product":
        return ""
    if line.variant_id:
        return line.variant_id
    return f"sku:{line.sku}" if line.sku else ""


def company_location(document) -> str:
    """Return the id of the company's place that ordered; empty: no company did."""
    buyer = document.customer
    return buyer.attributes.get("company_location_id", "") if buyer else ""


class OrderBatch:
    """Taxes, products, currencies and places of a batch of orders."""

    def __init__(self, env, backend, documents):
        self.env = env
        self.backend = backend
        self.company = backend.company_id
        self.quantity_unit = Decimal(1).scaleb(
            -env["decimal.precision"].precision_get("Product Unit")
        )
        self.currencies = self._currencies(documents)
        self.taxes = self._taxes(documents)
        self.variants = self._variants(documents)
        self.shipping = self._shipping(documents)
        self.locations = env["retail.binding.location"]._find(
            backend, [d.place.location_id for d in documents if d.place]
        )
        self.campaigns = self._campaigns(documents)
        self.terms = env["retail.binding.company.location"]._terms(
            backend, map(company_location, documents)
        )
        self.rates = {}
        if any(not backend[name] for name in SERVICE_PRODUCTS.values()):
            backend._ensure_service_products()

    def _currencies(self, documents):
        codes = list({document.currency for document in documents})
        return {
            currency.name: currency
            for currency in self.env["res.currency"].search([("name", "in", codes)])
        }

    def payment_term(self, document):
        """Return on what terms an order is paid: those of the company's place."""
        own = self.terms.get(company_location(document))
        return own or self.backend.payment_term_id

    def place(self, document):
        """Return (country code, region) the order is taxed in."""
        for address in (document.shipping, document.billing):
            if address.country_code:
                return address.country_code.upper(), address.state_code.upper()
        return self.company.account_fiscal_country_id.code or "", ""

    def tax_keys(self, document, line):
        """Return the mapping key of each tax of a line."""
        place = self.place(document)
        return [tax_key(tax, *place, document.prices_include_tax) for tax in line.taxes]

    def _taxes(self, documents):
        keys = {
            key
            for document in documents
            for line in real_lines(document)
            for key in self.tax_keys(document, line)
        }
        return self.env["retail.mapping.tax"]._resolve(self.backend, keys)

    def _variants(self, documents):
        pairs = [
            (
                Variant(
                    external_id=variant_key(line),
                    title=line.title,
                    sku=line.sku,
                    barcode=line.barcode,
                    requires_shipping=line.requires_shipping,
                ),
                None,
            )
            for document in documents
            for line in real_lines(document)
            if variant_key(line)
        ]
        if not pairs:
            return {}
        return self.env["retail.importer.product"]._resolve_variants(
            self.backend, pairs
        )

    def _shipping(self, documents):
        keys = {
            ShippingKey(line.title, line.code)
            for document in documents
            for line in real_lines(document)
            if line.kind == "shipping"
        }
        return self.env["retail.mapping.shipping"]._resolve(self.backend, keys)

    def _campaigns(self, documents):
        """Return (model, name) -> record of the campaigns that led to the orders."""
        found = {}
        for field, attribute in UTM.items():
            model = self.env[self.env["sale.order"]._fields[field].comodel_name]
            names = {document.attributes.get(attribute) for document in documents}
            names.discard(None)
            names.discard("")
            if not names:
                continue
            known = model.search([("name", "in", list(names))]).grouped("name")
            fresh = sorted(names - set(known))
            created = model.create([{"name": name} for name in fresh])
            known.update(zip(fresh, created, strict=True))
            found.update({(field, name): record[:1] for name, record in known.items()})
        return found

    def campaign(self, document):
        """Return the values that name the campaign that led to an order."""
        return {
            field: self.campaigns[field, document.attributes[attribute]].id
            for field, attribute in UTM.items()
            if document.attributes.get(attribute)
        }

    def was_shipped_before(self, document):
        """Return whether an order was placed and shipped before going live."""
        since = self.backend.live_since
        placed = document.processed_at or document.created_at
        return document.fulfilment_status == "fulfilled" and bool(
            since and placed.astimezone(UTC).replace(tzinfo=None) < since
        )

    def product(self, line):
        """Return the product of a line, or None while it is not decided."""
        backend = self.backend
        key = variant_key(line)
        if key:
            binding = self.variants[key]
            if binding.record_id:
                return binding.record_id
            if binding.state == "ignored" or backend.unmatched_product == "custom":
                return backend.custom_product_id
            return None
        if line.kind == "shipping":
            mapping = self.shipping[ShippingKey(line.title, line.code)]
            if mapping.state == "approved":
                return mapping.product_id
        return backend[SERVICE_PRODUCTS.get(line.kind, "custom_product_id")]

    def tax_ids(self, document, line):
        """Return the Odoo tax id of each tax of a line, all of them approved."""
        return [self.taxes[key].tax_id.id for key in self.tax_keys(document, line)]

    def rate(self, document, date):
        """Return how much of the order's currency one unit of the company's is."""
        key = (document.currency, date)
        if key not in self.rates:
            self.rates[key] = Decimal(
                repr(
                    self.env["res.currency"]._get_conversion_rate(
                        self.company.currency_id,
                        self.currencies[document.currency],
                        self.company,
                        date,
                    )
                )
            )
        return self.rates[key]

    def warehouse(self, document):
        """Return where an order is delivered from."""
        binding = document.place and self.locations.get(document.place.location_id)
        return (binding and binding.warehouse_id) or self.backend.sale_warehouse_id

    def problem(self, document):
        """Return (cause, message) of why an order cannot be imported, or None."""
        _ = self.env._
        if document.currency not in self.currencies:
            return "currency_inactive", _(
                "Activate the currency %s first.", document.currency
            )
        unmapped = {
            self.taxes[key].display_name
            for line in real_lines(document)
            for key in self.tax_keys(document, line)
            if self.taxes[key].state != "approved"
        }
        if unmapped:
            return "tax_unmapped", _(
                "Approve the tax mapping: %s", ", ".join(sorted(unmapped))
            )
        unmatched = {
            self.variants[variant_key(line)].display_name
            for line in real_lines(document)
            if self.product(line) is None
        }
        if unmatched:
            return "product_unmatched", _(
                "Decide which product this is: %s", ", ".join(sorted(unmatched))
            )
        return self._quantity_problem(document)

    def _quantity_problem(self, document):
        _ = self.env._
        for line in real_lines(document):
            if not line.quantity:
                return "line_without_quantity", _(
                    "Line %s has an amount but no quantity.", line.external_id
                )
            if line.quantity % self.quantity_unit:
                return "quantity_precision", _(
                    "Line %(line)s has a quantity of %(quantity)s: give units of "
                    "measure more decimals (decimal accuracy Product Unit).",
                    line=line.external_id,
                    quantity=line.quantity,
                )
        return None
