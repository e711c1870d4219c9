"""The query roots the fake knows."""

from .errors import ApiError, not_found
from .fulfilment_states import DONE
from .mutations.metafields_set import definition_of, find
from .registry import root
from .schema import SUPPORTED
from .search import rows

WINDOW = ("first", "last", "after", "before")
LISTS = {
    "orders": ("Order", "PROCESSED_AT"),
    "products": ("Product", "ID"),
    "productVariants": ("ProductVariant", "ID"),
    "inventoryItems": ("InventoryItem", "ID"),
    "customers": ("Customer", "ID"),
    "giftCards": ("GiftCard", "ID"),
    "disputes": ("ShopifyPaymentsDispute", "ID"),
    "bulkOperations": ("BulkOperation", "CREATED_AT"),
    "draftOrders": ("DraftOrder", "ID"),
}
SINGLES = {
    "order": "Order",
    "product": "Product",
    "productVariant": "ProductVariant",
    "inventoryItem": "InventoryItem",
    "inventoryLevel": "InventoryLevel",
    "customer": "Customer",
    "fulfillment": "Fulfillment",
    "fulfillmentOrder": "FulfillmentOrder",
    "draftOrder": "DraftOrder",
    "giftCard": "GiftCard",
    "dispute": "ShopifyPaymentsDispute",
    "storeCreditAccount": "StoreCreditAccount",
    "refund": "Refund",
    "return": "Return",
    "webhookSubscription": "WebhookSubscription",
}


def _list_root(name, type_name, default):
    @root(name)
    def answer(call, query=None, sort_key=default, reverse=False, **_window):
        return rows(call.shop, type_name, query, sort_key, reverse, warn=call.warnings)

    return answer


def _single_root(name, type_name):
    @root(name)
    def answer(call, id):
        return call.shop.want(id, type_name)

    return answer


for _name, (_type, _sort) in LISTS.items():
    _list_root(_name, _type, _sort)
for _name, _type in SINGLES.items():
    _single_root(_name, _type)


@root("shop")
def shop(call):
    """Return the shop."""
    return next(iter(call.shop.table("Shop")))


@root("node")
def node(call, id):
    """Return any record by its id, null when there is none."""
    _check_gid(id)
    return call.shop.get(id)


@root("nodes")
def nodes(call, ids):
    """Return records by their ids, null for each that does not exist."""
    for gid in ids:
        _check_gid(gid)
    return [call.shop.get(gid) for gid in ids]


@root("location")
def location(call, id=None, identifier=None):
    """Return a location, the first one without an id."""
    gid = id or (identifier or {}).get("id")
    if gid is None:
        return next(iter(call.shop.table("Location")))
    return call.shop.want(gid, "Location")


@root("locations")
def locations(
    call, query=None, sort_key="NAME", reverse=False, include_inactive=False, **_rest
):
    """Return the locations; inactive ones only when asked for."""
    found = [
        record
        for record in call.shop.table("Location").values()
        if include_inactive or record["isActive"]
    ]
    return rows(call.shop, "Location", query, sort_key, reverse, found, call.warnings)


@root("fulfillmentOrders")
def fulfillment_orders(
    call, query=None, sort_key="ID", reverse=False, include_closed=False, **_window
):
    """Return the fulfilment orders; those that are done only when asked for."""
    found = [
        record
        for record in call.shop.table("FulfillmentOrder").values()
        if include_closed or record["status"] not in DONE
    ]
    return rows(
        call.shop, "FulfillmentOrder", query, sort_key, reverse, found, call.warnings
    )


@root("webhookSubscriptions")
def webhook_subscriptions(
    call, query=None, topics=None, uri=None, callback_url=None, format=None,
    sort_key="CREATED_AT", reverse=False, **_window,
):  # fmt: skip
    """Return the subscriptions of the app in this shop."""
    address = uri or callback_url
    found = [
        record
        for record in call.shop.table("WebhookSubscription").values()
        if (not topics or record["topic"] in topics)
        and (not address or record["uri"] == address)
        and (not format or record["format"] == format)
    ]
    return rows(
        call.shop, "WebhookSubscription", query, sort_key, reverse, found, call.warnings
    )


@root("bulkOperation")
def bulk_operation(call, id):
    """Return a bulk operation; another kind of id is an error."""
    if not id.startswith("gid://shopify/BulkOperation/"):
        raise not_found(id)
    return call.shop.get(id)


@root("currentBulkOperation")
def current_bulk_operation(call, type="QUERY"):
    """Return the newest bulk operation of a kind."""
    found = [r for r in call.shop.table("BulkOperation").values() if r["type"] == type]
    return found[-1] if found else None


@root("productVariantByIdentifier")
def product_variant_by_identifier(call, identifier):
    """Return a variant by its id."""
    return call.shop.want(identifier.get("id"), "ProductVariant")


@root("productByIdentifier")
def product_by_identifier(call, identifier):
    """Return a product by id, handle or custom id."""
    if identifier.get("id"):
        return call.shop.want(identifier["id"], "Product")
    if identifier.get("customId"):
        return by_custom_id(call.shop, "Product", identifier["customId"])
    products = call.shop.table("Product").values()
    return next((p for p in products if p["handle"] == identifier.get("handle")), None)


@root("collectionByIdentifier")
def collection_by_identifier(call, identifier):
    """Return a collection by id, handle or custom id."""
    if identifier.get("id"):
        return call.shop.want(identifier["id"], "Collection")
    if identifier.get("customId"):
        return by_custom_id(call.shop, "Collection", identifier["customId"])
    found = call.shop.table("Collection").values()
    return next((c for c in found if c["handle"] == identifier.get("handle")), None)


def by_custom_id(shop, kind, custom):
    """Return the record that has a metafield of type id with this value."""
    space, key = custom.get("namespace") or "$app", custom["key"]
    definition = definition_of(shop, kind.upper(), space, key)
    if definition is None or definition["type"]["name"] != "id":
        raise ApiError(
            "Metafield definition of type 'id' is required when using custom ids.",
            "NOT_FOUND",
        )
    for record in shop.table(kind).values():
        metafield = find(shop, record, space, key)
        if metafield and metafield["value"] == custom["value"]:
            return record
    return None


@root("customerByIdentifier")
def customer_by_identifier(call, identifier):
    """Return a customer by id, e-mail or phone."""
    if identifier.get("id"):
        return call.shop.want(identifier["id"], "Customer")
    email, phone = identifier.get("emailAddress"), identifier.get("phoneNumber")
    for customer in call.shop.table("Customer").values():
        if (email and customer.get("email") == email) or (
            phone and customer.get("phone") == phone
        ):
            return customer
    return None


@root("publicApiVersions")
def public_api_versions(call):
    """Return the versions served."""
    return [
        {"handle": handle, "displayName": handle, "supported": True}
        for handle in SUPPORTED
    ]


@root("currentAppInstallation")
def current_app_installation(call):
    """Return the app with the scopes it was granted."""
    return {
        "__typename": "AppInstallation",
        "id": "gid://shopify/AppInstallation/700001",
        "app": app(call),
        "accessScopes": [
            {"handle": scope, "description": scope.replace("_", " ")}
            for scope in sorted(call.granted)
        ],
    }


def app(call):
    """Return the app that calls."""
    return {
        "__typename": "App",
        "id": "gid://shopify/App/800001",
        "title": "Retail Connector",
        "handle": "retail-connector",
        "apiKey": call.shop.credentials["client_id"],
        "webhookApiVersion": call.shop.platform.webhooks.api_version,
    }


def _count_root(name, type_name):
    @root(name)
    def answer(call, query=None, limit=10000, **_rest):
        found = rows(call.shop, type_name, query, warn=call.warnings)
        size = len(found.records)
        capped = limit is not None and size > limit
        return {
            "count": limit if capped else size,
            "precision": "AT_LEAST" if capped else "EXACT",
        }

    return answer


for _name, _type in (
    ("ordersCount", "Order"),
    ("productsCount", "Product"),
    ("productVariantsCount", "ProductVariant"),
    ("customersCount", "Customer"),
    ("draftOrdersCount", "DraftOrder"),
    ("collectionsCount", "Collection"),
    ("companiesCount", "Company"),
    ("webhookSubscriptionsCount", "WebhookSubscription"),
    ("locationsCount", "Location"),
):
    _count_root(_name, _type)


def _check_gid(gid):
    if not gid.startswith("gid://shopify/"):
        raise not_found(gid)
