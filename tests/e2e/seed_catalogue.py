"""What shops offer: listings, collections, prices, price lists, companies, adoption."""

from odoo import Command

LISTED = (
    ("active", "sent", "", ""),
    ("active", "waiting", "", ""),
    ("active", "blocked", "same_options", "Two variants have the same options."),
    ("draft", "new", "", ""),
)
CHANNELS = ("Online Store", "Point of Sale", "Marketplace")
PRICE_LISTS = (
    ("Wholesale", "company", "Hotel Adler, Café Luna", "-10", 3),
    ("North America", "market", "United States, Canada", "+5", 0),
)
PRICES = (
    ("same", "", 1.0),
    ("pending", "", 1.1),
    ("hold", "price_drop", 0.5),
    ("hold", "price_below_cost", 0.8),
    ("rejected", "price_drop", 0.4),
    ("parked", "refused", 1.2),
    ("off", "switched_off", 1.0),
)
FOUND = (
    ("Denim jacket", "M", "DJ-01", "bound", "match"),
    ("Wool beanie", "grey", "WB-GREY", "matched", "match"),
    ("Sun hat", "XL", "HAT-XL", "missing", "create"),
    ("Canvas tote", "natural", "CT-NAT", "duplicate", "later"),
    ("Gift wrapping", "", "", "blank", "ignore"),
)


def add_catalogue(month):
    """Add a row of every kind about what is offered."""
    listings = add_listings(month)
    add_collections(month, listings)
    add_metafields(month)
    add_prices(month)
    add_companies(month)
    add_adoption(month)


def add_listings(month):
    """Add products as shops show them, and where they are sold."""
    env, backend = month.env, month.backend
    channels = env["retail.publication"].create(
        [
            {"backend_id": backend.id, "name": name, "external_id": str(7000 + number)}
            for number, name in enumerate(CHANNELS)
        ]
    )
    templates = month.products.product_tmpl_id
    bound = {
        binding.record_id: binding
        for binding in env["retail.binding.template"].search(
            [("backend_id", "=", backend.id)]
        )
    }
    Listing = env["retail.listing"]
    known = {row.template_id: row for row in Listing.search([])}
    missing = templates.filtered(lambda template: template not in known)
    Listing.create(
        [{"backend_id": backend.id, "template_id": row.id} for row in missing]
    )
    listings = Listing.search([("backend_id", "=", backend.id)], order="id")
    for number, listing in enumerate(listings):
        status, state, cause, error = LISTED[number % len(LISTED)]
        listing.write(
            {
                "status": status,
                "vendor": "Linen & Co",
                "product_type": "Clothing",
                "tags": "summer, new" if number % 2 else "summer",
                "publication_ids": [Command.set(channels[: 1 + number % 2].ids)],
                "binding_id": bound[listing.template_id].id
                if listing.template_id in bound and state != "new"
                else False,
            }
        )
        listing.write(
            {
                "state": state,
                "cause": cause,
                "error": error,
                "pushed_at": month.ago(hours=number + 1) if state == "sent" else False,
            }
        )
    return listings


def add_collections(month, listings):
    """Add a collection filled by hand and one filled by rules."""
    backend = {"backend_id": month.backend.id}
    month.env["retail.collection"].create(
        [
            {
                **backend,
                "name": "Summer",
                "handle": "summer",
                "smart": True,
                "rule_ids": [Command.create({"field": "tag", "value": "summer"})],
            },
            {
                **backend,
                "name": "Our favourites",
                "listing_ids": [Command.set(listings[:3].ids)],
            },
        ]
    )


def add_metafields(month):
    """Add a field that is told as a metafield, and one that is taken over."""
    for key, name, direction in (
        ("care", "description_purchase", "out"),
        ("notes", "description_picking", "in"),
    ):
        month.env["retail.metafield"].create(
            {
                "backend_id": month.backend.id,
                "owner": "template",
                "key": key,
                "type": "multi_line_text_field",
                "direction": direction,
                "field_id": month.env["ir.model.fields"]
                ._get("product.template", name)
                .id,
            }
        )


def add_prices(month):
    """Add prices in every state, and price lists of markets and companies."""
    env, backend = month.env, month.backend
    currency = month.company.currency_id
    lists = env["retail.binding.price.list"].create(
        [
            {
                "backend_id": backend.id,
                "external_id": str(6000 + number),
                "external_name": name,
                "catalog": name,
                "audience": audience,
                "contexts": contexts,
                "currency_id": currency.id,
                "adjustment": adjustment,
                "fixed_count": count,
            }
            for number, (name, audience, contexts, adjustment, count) in enumerate(
                PRICE_LISTS
            )
        ]
    )
    lists[0].record_id = env["product.pricelist"].create({"name": "Wholesale"})
    variants = env["retail.binding.variant"].search(
        [("backend_id", "=", backend.id), ("record_id", "!=", False)]
    )
    for number, (variant, row) in enumerate(zip(variants, PRICES, strict=False)):
        state, cause, factor = row
        env["retail.price.level"].create(
            {
                "backend_id": backend.id,
                "company_id": month.company.id,
                "variant_binding_id": variant.id,
                "list_binding_id": lists[0].id if number % 3 == 1 else False,
                "product_id": variant.record_id.id,
                "currency_id": currency.id,
                "state": state,
                "cause": cause,
                "shop_price": variant.price,
                "shop_at": month.ago(hours=number + 2),
                "target_price": currency.round(variant.price * factor),
            }
        )


def add_companies(month):
    """Add a company of a shop with two places and their terms."""
    env, backend = month.env, month.backend
    hotel = env["res.partner"].create({"name": "Hotel Adler", "is_company": True})
    places = env["res.partner"].create(
        [
            {"name": name, "parent_id": hotel.id, "type": "delivery"}
            for name in ("Reception", "Spa")
        ]
    )
    company = env["retail.binding.company"].create(
        {
            "backend_id": backend.id,
            "external_id": "5001",
            "external_name": "Hotel Adler",
            "record_id": hotel.id,
            "reference": "C-1044",
            "matched_by": "reference",
            "synced_at": month.ago(hours=2),
        }
    )
    term = env["account.payment.term"].search([], limit=1)
    for number, place in enumerate(places):
        env["retail.binding.company.location"].create(
            {
                "backend_id": backend.id,
                "company_binding_id": company.id,
                "external_id": str(5100 + number),
                "external_name": place.name,
                "record_id": place.id,
                "billing_partner_id": hotel.id,
                "payment_term_id": term.id,
                "vat": "DE123456788",
            }
        )


def add_adoption(month):
    """Add the report of an existing shop's products."""
    report = month.env["retail.adoption"].create({"backend_id": month.backend.id})
    by_sku = {product.default_code: product for product in month.products}
    month.env["retail.adoption.line"].create(
        [
            {
                "adoption_id": report.id,
                "external_product_id": str(3300 + number),
                "external_id": str(4400 + number),
                "product_title": product,
                "title": variant,
                "sku": sku,
                "mismatch": result,
                "decision": decision,
                "product_id": by_sku[sku].id if decision == "match" else False,
            }
            for number, (product, variant, sku, result, decision) in enumerate(FOUND)
        ]
    )
    report.write({"state": "report", "product_count": len(FOUND)})
