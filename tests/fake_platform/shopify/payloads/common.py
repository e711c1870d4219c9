"""Pieces that several payloads share."""

from datetime import datetime
from zoneinfo import ZoneInfo

from ..money import fixed
from ..store import numeric

MONEY_NAMES = (
    ("shop_money", "shopMoney"),
    ("presentment_money", "presentmentMoney"),
)


def at(shop, stamp):
    """Return a time in the shop's zone, as webhooks write it."""
    if not stamp:
        return None
    moment = datetime.fromisoformat(stamp.replace("Z", "+00:00"))
    return moment.astimezone(ZoneInfo(shop.timezone)).isoformat(timespec="seconds")


def money_set(bag):
    """Return a money bag in snake case with all its digits."""
    if bag is None:
        return None
    return {
        name: {
            "amount": fixed(bag[key]["amount"], bag[key]["currencyCode"]),
            "currency_code": bag[key]["currencyCode"],
        }
        for name, key in MONEY_NAMES
    }


def amount(bag):
    """Return the shop-currency amount of a bag."""
    return fixed(bag["shopMoney"]["amount"], bag["shopMoney"]["currencyCode"])


def tax_lines(lines):
    """Return tax lines."""
    return [
        {
            "channel_liable": line["channelLiable"],
            "price": amount(line["priceSet"]),
            "price_set": money_set(line["priceSet"]),
            "rate": line["rate"],
            "title": line["title"],
        }
        for line in lines
    ]


def allocations(entries):
    """Return discount allocations."""
    return [
        {
            "amount": amount(entry["allocatedAmountSet"]),
            "amount_set": money_set(entry["allocatedAmountSet"]),
            "discount_application_index": entry["discountApplication"]["index"],
        }
        for entry in entries
    ]


def address(record):
    """Return a postal address of an order."""
    if not record:
        return None
    return {
        "first_name": record.get("firstName"),
        "address1": record.get("address1"),
        "phone": record.get("phone"),
        "city": record.get("city"),
        "zip": record.get("zip"),
        "province": record.get("province"),
        "country": record.get("country"),
        "last_name": record.get("lastName"),
        "address2": record.get("address2"),
        "company": record.get("company"),
        "latitude": None,
        "longitude": None,
        "name": record.get("name"),
        "country_code": record.get("countryCodeV2"),
        "province_code": record.get("provinceCode"),
    }


def customer_address(record, customer_id):
    """Return a postal address of a customer."""
    if not record:
        return None
    plain = address(record)
    for name in ("latitude", "longitude"):
        del plain[name]
    return {
        "id": numeric(record["id"]),
        "customer_id": customer_id,
        **plain,
        "country_name": record.get("country"),
        "default": True,
    }


def customer(shop, record):
    """Return a customer inside an order."""
    if not record:
        return None
    number = numeric(record["id"])
    return {
        "id": number,
        "created_at": at(shop, record["createdAt"]),
        "updated_at": at(shop, record["updatedAt"]),
        "first_name": record["firstName"],
        "last_name": record["lastName"],
        "state": record["state"].lower(),
        "note": record["note"],
        "verified_email": record["verifiedEmail"],
        "multipass_identifier": None,
        "tax_exempt": record["taxExempt"],
        "email": record["email"],
        "phone": record["phone"],
        "currency": shop.currency,
        "tax_exemptions": [],
        "admin_graphql_api_id": record["id"],
        "default_address": customer_address(record["defaultAddress"], number),
    }


def line_item(shop, record, full=True):
    """Return a line item; inside refunds and fulfilments it is shorter."""
    price = record["originalUnitPriceSet"]
    body = {
        "id": numeric(record["id"]),
        "admin_graphql_api_id": record["id"],
        "current_quantity": record["currentQuantity"],
        "fulfillable_quantity": record["fulfillableQuantity"],
        "fulfillment_service": "manual",
        "fulfillment_status": "fulfilled"
        if record["fulfillmentStatus"] == "fulfilled"
        else None,
        "gift_card": record["isGiftCard"],
        "grams": 300 if record["requiresShipping"] else 0,
        "name": record["name"],
        "price": amount(price),
        "price_set": money_set(price),
        "product_exists": bool(record["product"]),
        "product_id": numeric(record["product"]),
        "properties": [
            {"name": entry["key"], "value": entry["value"]}
            for entry in record["customAttributes"]
        ],
        "quantity": record["quantity"],
        "requires_shipping": record["requiresShipping"],
        "sku": record["sku"],
        "taxable": record["taxable"],
        "title": record["title"],
        "total_discount": amount(record["totalDiscountSet"]),
        "total_discount_set": money_set(record["totalDiscountSet"]),
        "variant_id": numeric(record["variant"]),
        "variant_inventory_management": "shopify" if record["variant"] else None,
        "variant_title": record["variantTitle"],
        "vendor": record["vendor"],
        "tax_lines": tax_lines(record["taxLines"]),
        "duties": [],
        "discount_allocations": allocations(record["discountAllocations"]),
    }
    if full:
        body["attributed_staffs"] = []
        body["sales_line_item_group_id"] = None
    else:
        del body["current_quantity"]
    return body
