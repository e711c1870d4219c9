"""Fields that are worked out when they are asked for."""

from . import inventory, pricing
from .errors import ApiError
from .money import bag, money
from .paging import Rows
from .registry import field
from .search import rows


# --- products and stock ---
@field("Product", "variants")
def product_variants(record, args, call):
    """Return the variants in their order."""
    return Rows(list(record["_variants"]), reverse=bool(args.get("reverse")))


@field("Product", "variantsCount")
def product_variants_count(record, args, call):
    """Count the variants."""
    return {"count": len(record["_variants"]), "precision": "EXACT"}


@field("Product", "totalInventory")
def product_total(record, args, call):
    """Return the available units of all variants."""
    items = (call.shop.get(v)["inventoryItem"] for v in record["_variants"])
    return sum(inventory.available_total(call.shop, item) for item in items)


@field("Product", "tracksInventory")
def product_tracks(record, args, call):
    """Say whether any variant is tracked."""
    variants = map(call.shop.get, record["_variants"])
    return any(call.shop.get(v["inventoryItem"])["tracked"] for v in variants)


@field("Product", "priceRangeV2")
def product_prices(record, args, call):
    """Return the lowest and the highest price."""
    prices = sorted(
        pricing.Decimal(call.shop.get(v)["price"]) for v in record["_variants"]
    )
    low, high = (prices[0], prices[-1]) if prices else (pricing.Decimal(0),) * 2
    return {
        "minVariantPrice": money(low, call.shop.currency),
        "maxVariantPrice": money(high, call.shop.currency),
    }


@field("ProductVariant", "inventoryQuantity", "sellableOnlineQuantity")
def variant_quantity(record, args, call):
    """Return the available units over all locations."""
    return inventory.available_total(call.shop, record["inventoryItem"])


@field("ProductVariant", "displayName")
def variant_name(record, args, call):
    """Return product and variant in words."""
    return f"{call.shop.get(record['product'])['title']} - {record['title']}"


@field("InventoryItem", "variant")
def item_variant(record, args, call):
    """Return the variant that is stocked."""
    return record["_variant"]


@field("InventoryItem", "variants")
def item_variants(record, args, call):
    """Return the variants that share the item."""
    return [record["_variant"]]


@field("InventoryItem", "inventoryLevels")
def item_levels(record, args, call):
    """Return the levels of an item."""
    return _levels(call, args, [call.shop.get(gid) for gid in record["_levels"]])


@field("Location", "inventoryLevels")
def location_levels(record, args, call):
    """Return the levels at a location."""
    levels = call.shop.table("InventoryLevel").values()
    return _levels(call, args, [x for x in levels if x["location"] == record["id"]])


def _levels(call, args, levels):
    if not args.get("includeInactive"):
        levels = [level for level in levels if level["isActive"]]
    query, reverse = args.get("query"), args.get("reverse")
    return rows(
        call.shop, "InventoryLevel", query, "ID", reverse, levels, call.warnings
    )


@field("InventoryItem", "inventoryLevel")
def item_level(record, args, call):
    """Return the level of an item at a location."""
    return _active(call, record["id"], args["locationId"], args)


@field("Location", "inventoryLevel")
def location_level(record, args, call):
    """Return the level of an item at a location."""
    return _active(call, args["inventoryItemId"], record["id"], args)


def _active(call, item, location, args):
    level = inventory.level_of(call.shop, item, location)
    return (
        level if level and (level["isActive"] or args.get("includeInactive")) else None
    )


@field("InventoryItem", "locationsCount")
def item_locations(record, args, call):
    """Count the locations that stock an item."""
    return {"count": len(record["_levels"]), "precision": "EXACT"}


@field("InventoryItem", "trackedEditable")
def item_tracked_editable(record, args, call):
    """Say that tracking may be changed."""
    return {"locked": False, "reason": None}


@field("InventoryLevel", "quantities")
def level_quantities(record, args, call):
    """Return the named quantities asked for."""
    known = (*inventory.NAMES, "on_hand")
    for name in args["names"]:
        if name not in known:
            raise ApiError(
                f"The requested quantity name '{name}' is invalid. Valid names are: "
                f"{', '.join(sorted(known))}.",
                "BAD_REQUEST",
            )
    number = record["id"].partition("?")[0].rpartition("/")[2]
    return [
        {
            "__typename": "InventoryQuantity",
            "id": f"gid://shopify/InventoryQuantity/{number}?name={name}",
            "name": name,
            "quantity": inventory.quantity(record, name),
            "updatedAt": record["updatedAt"],
        }
        for name in args["names"]
    ]


@field("InventoryAdjustmentGroup", "changes")
def group_changes(record, args, call):
    """Return the changes of an adjustment, narrowed by the arguments."""
    wanted = (
        ("inventoryItemIds", "item"),
        ("locationIds", "location"),
        ("quantityNames", "name"),
    )  # fmt: skip
    return [
        change
        for change in record["_changes"]
        if all(not args.get(name) or change[key] in args[name] for name, key in wanted)
    ]


# --- customers ---
@field("Customer", "orders")
def customer_orders(record, args, call):
    """Return the orders of a customer."""
    found = [call.shop.get(gid) for gid in record["_orders"] if call.shop.get(gid)]
    return rows(
        call.shop, "Order", args.get("query"), args.get("sortKey") or "ID",
        args.get("reverse"), found, call.warnings,
    )  # fmt: skip


@field("Customer", "lastOrder")
def customer_last_order(record, args, call):
    """Return the newest order."""
    return record["_orders"][-1] if record["_orders"] else None


@field("Customer", "numberOfOrders")
def customer_order_count(record, args, call):
    """Count the orders."""
    return str(len(record["_orders"]))


@field("Customer", "amountSpent")
def customer_spent(record, args, call):
    """Return what the customer paid in all."""
    orders = [call.shop.get(gid) for gid in record["_orders"] if call.shop.get(gid)]
    paid = (pricing.Decimal(o["netPaymentSet"]["shopMoney"]["amount"]) for o in orders)
    return money(sum(paid, pricing.Decimal(0)), call.shop.currency)


@field("Customer", "addressesV2", "addresses")
def customer_addresses(record, args, call):
    """Return the addresses."""
    return list(record["_addresses"])


@field("Customer", "defaultEmailAddress")
def customer_email(record, args, call):
    """Return the e-mail address with its consent."""
    if not record["email"]:
        return None
    return {
        "emailAddress": record["email"],
        "marketingState": record.get("_emailState") or "NOT_SUBSCRIBED",
        "openTrackingLevel": "UNKNOWN",
        "openTrackingUrl": f"https://{call.shop.domain}/tracking",
        "marketingUnsubscribeUrl": f"https://{call.shop.domain}/unsubscribe",
        "validFormat": True,
    }


@field("Customer", "defaultPhoneNumber")
def customer_phone(record, args, call):
    """Return the phone number with its consent."""
    if not record["phone"]:
        return None
    state = record.get("_smsState") or "NEVER_SUBSCRIBED"
    return {"phoneNumber": record["phone"], "smsMarketingConsent": {"state": state}}


# --- orders ---
@field("LineItem", "discountedTotalSet")
def line_discounted_total(record, args, call):
    """Return the line's total after its own discounts, with codes when asked."""
    with_codes = args.get("withCodeDiscounts")
    return record["_discountedTotalWithCodes" if with_codes else "_discountedTotalSet"]


@field("Order", "transactionsCount")
def order_transactions_count(record, args, call):
    """Count the transactions."""
    return {"count": len(record["transactions"]), "precision": "EXACT"}


@field("Order", "fulfillmentsCount")
def order_fulfillments_count(record, args, call):
    """Count the fulfilments."""
    return {"count": len(record["fulfillments"]), "precision": "EXACT"}


@field("Order", "physicalLocation")
def order_location(record, args, call):
    """Return the store of a counter sale."""
    return record["retailLocation"]


@field("OrderTransaction", "shopifyPaymentsSet", "paymentDetails")
def nothing(record, args, call):
    """Answer null: card data is not modelled."""
    return None


@field("OrderTransaction", "totalUnsettledSet")
def transaction_unsettled(record, args, call):
    """Return what of an authorization is not captured."""
    order = call.shop.get(record["order"])
    pair = pricing.pair_of(order["_facts"])
    pending = record["kind"] == "AUTHORIZATION" or record["status"] == "PENDING"
    return bag(pricing.load(record["_amount"]) if pending else pair.zero(), pair)


# --- everything ---
@field("HasMetafields", "metafield")
def metafield(record, args, call):
    """Return one metafield of a record."""
    space = args.get("namespace") or "$app"
    return next(
        (
            found
            for found in map(call.shop.get, record.get("_metafields", ()))
            if found["key"] == args["key"] and found["namespace"] == space
        ),
        None,
    )


@field("HasMetafields", "metafields")
def metafields(record, args, call):
    """Return the metafields of a record."""
    found = map(call.shop.get, record.get("_metafields", ()))
    space, keys = args.get("namespace"), args.get("keys")
    return [
        m["id"]
        for m in found
        if (not space or m["namespace"] == space)
        and (not keys or m["key"] in keys or f"{m['namespace']}.{m['key']}" in keys)
    ]
