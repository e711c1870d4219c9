"""The connection test: who answers, with which rights, what a person should know."""

from datetime import UTC, date, datetime

from odoo.addons.retail_connector_base.canonical import Connection, Lack
from odoo.addons.retail_connector_base.platforms import (
    ConfigError,
    DisconnectedError,
    Health,
)

from .client import VERSION, AdminClient, missing_scopes
from .mapper_location import location
from .shapes import View

# scope -> what does not work without it
NEEDED_SCOPES = {
    "read_orders": "orders",
    "read_customers": "customers",
    "read_products": "products",
    "read_publications": "sales channels of products",
    "read_inventory": "stock levels",
    "write_inventory": "stock to the shop",
    "read_locations": "locations",
    "read_returns": "returns",
    "read_fulfillments": "shipments of the shop",
    "read_merchant_managed_fulfillment_orders": "which location ships",
    "write_merchant_managed_fulfillment_orders": "shipments to the shop",
}
# scope -> what does not work without it, of a shop that may do without
WANTED_SCOPES = {
    "read_markets": "price lists of markets",
    "write_customers": "customers and companies to the shop",
    "write_orders": "refunds and decisions to the shop",
    "write_products": "prices and products to the shop",
    "read_draft_orders": "draft orders",
    "read_payment_terms": "payment terms",
    "write_publications": "products to the shop's sales channels",
    "write_translations": "translations to the shop",
    "read_shopify_payments_accounts": "payouts",
    "read_shopify_payments_payouts": "payouts",
    "read_shopify_payments_disputes": "disputes",
    "read_gift_cards": "gift cards",
    "read_gift_card_transactions": "what happened to gift cards by hand",
    "read_store_credit_accounts": "store credit",
    "read_store_credit_account_transactions": "store credit",
}
SCOPES = (*NEEDED_SCOPES, *WANTED_SCOPES)
HISTORY_SCOPE = "read_all_orders"
# flow -> scopes it cannot do without
FLOW_SCOPES = {
    "order_in": ("read_orders", "read_customers", "read_products"),
    "refund_in": ("read_orders", "read_products"),
    "return_in": ("read_orders", "read_returns"),
    "quotation_in": ("read_draft_orders",),
    "party_in": ("read_customers",),
    "product_in": ("read_products", "read_publications"),
    "collection_in": ("read_products", "read_publications"),
    "publication_in": ("read_publications",),
    "location_in": ("read_locations",),
    "price_list_in": ("read_markets",),
    "stock_in": ("read_inventory", "read_locations"),
    "settlement_in": ("read_shopify_payments_payouts",),
    "dispute_in": ("read_shopify_payments_disputes",),
    "giftcard_in": ("read_gift_cards",),
    "party_out": ("write_customers",),
    "price_out": ("write_products",),
    "product_out": ("write_products",),
    "collection_out": ("write_products",),
    "stock_out": ("write_inventory", "read_locations"),
    "decision_out": ("write_orders",),
    "reference_out": ("write_orders",),
    "refund_out": ("write_orders",),
    "fulfilment_in": (
        "read_fulfillments",
        "read_merchant_managed_fulfillment_orders",
    ),
    "fulfilment_out": ("write_merchant_managed_fulfillment_orders",),
}
GONE = ("unauthorized", "app_not_installed", "invalid_grant", "shop_not_permitted")
SERVED_MONTHS = 12  # a version is served for so long
WARN_DAYS = 90


def lacks(granted) -> tuple[Lack, ...]:
    """Return the flows that do not work with the granted scopes."""
    missing = (
        Lack(flow, missing_scopes(granted, needed))
        for flow, needed in FLOW_SCOPES.items()
    )
    return tuple(lack for lack in missing if lack.scopes)


def ends_on(version: str) -> date:
    """Return the day from which on a version (``2026-10``) is not served any more."""
    year, month = version.split("-")
    return date(int(year) + 1, int(month), 1)


def connection(client: AdminClient, ids) -> dict:
    """Return what the app may do, for each id; raise DisconnectedError if nothing."""
    try:
        granted = client.run("shop")["currentAppInstallation"]["accessScopes"]
    except ConfigError as error:
        if error.code not in GONE:
            raise
        raise DisconnectedError(
            "The app was uninstalled from the shop. Install it again (or sign in), "
            "test the connection and resume it.",
            "uninstalled",
        ) from error
    scopes = sorted(item["handle"] for item in granted)
    return {one: {"id": one, "scopes": scopes} for one in ids}


def document(view: View, payload) -> Connection:
    """Return what the app may do as a document."""
    scopes = tuple(payload["scopes"])
    return Connection(payload["id"], scopes, lacks(scopes))


def check(client: AdminClient, view: View) -> Health:
    """Read the shop, its locations and what the app may do there."""
    data = client.run("shop")
    shop = data["shop"]
    granted = data["currentAppInstallation"]["accessScopes"]
    scopes = tuple(sorted(item["handle"] for item in granted))
    missing = missing_scopes(scopes, NEEDED_SCOPES)
    places = ()
    if "read_locations" not in missing:
        nodes = client.all("locations", "locations")
        places = tuple(location(view, node) for node in nodes)
    return Health(
        name=shop["name"],
        currency=shop["currencyCode"],
        plan=shop["plan"]["publicDisplayName"],
        timezone=shop["ianaTimezone"],
        country=shop["shopAddress"]["countryCodeV2"] or "",
        prices_include_tax=shop["taxesIncluded"],
        api_version=client.served_version,
        scopes=scopes,
        missing_scopes=missing,
        locations=places,
        problems=tuple(_problems(client, data, scopes, missing)),
        lacks=lacks(scopes),
        api_ends_on=ends_on(client.served_version),
        details={"domain": shop["myshopifyDomain"]},
    )


def _problems(client, data, scopes, missing):
    """Yield a sentence for each thing a person should look at."""
    domain = data["shop"]["myshopifyDomain"]
    if domain != client.shop:
        yield f"The shop answers as {domain}, not as {client.shop}."
    for scope in missing:
        yield f"The app lacks the scope {scope}: no {NEEDED_SCOPES[scope]}."
    for scope in missing_scopes(scopes, WANTED_SCOPES):
        yield f"Without the scope {scope}: no {WANTED_SCOPES[scope]}."
    if HISTORY_SCOPE not in scopes:
        yield f"Without the scope {HISTORY_SCOPE}, orders of the last 60 days only."
    supported = {v["handle"] for v in data["publicApiVersions"] if v["supported"]}
    if VERSION not in supported or client.served_version != VERSION:
        yield (
            f"API version {VERSION} is not served any more "
            f"(answered with {client.served_version}): update the connector."
        )
    left = (ends_on(VERSION) - datetime.fromtimestamp(client.clock(), UTC).date()).days
    if 0 < left <= WARN_DAYS:
        yield f"API version {VERSION} ends in {left} days: rehearse the next one."
    if client.deprecations:
        yield f"Deprecated fields are in use: {client.deprecations}"
