"""The connection test: who answers, with which rights, what a person should know."""

from odoo.addons.retail_connector_base.platforms import ConfigError, Health

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
HISTORY_SCOPE = "read_all_orders"


def require(client: AdminClient) -> None:
    """Raise ConfigError unless the app is installed with the rights it needs."""
    granted = client.run("shop")["currentAppInstallation"]["accessScopes"]
    missing = missing_scopes((item["handle"] for item in granted), NEEDED_SCOPES)
    if missing:
        raise ConfigError(f"The app lacks scopes: {', '.join(missing)}", "scopes")


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
    if client.deprecations:
        yield f"Deprecated fields are in use: {client.deprecations}"
