"""Payloads about orders: the order itself, fulfilments, transactions, edits."""

from ..store import numeric
from .common import (
    address,
    allocations,
    amount,
    at,
    customer,
    line_item,
    money_set,
    tax_lines,
)
from .refunds import refund

SETS = {  # payload name: field of the order
    "current_shipping_price_set": "currentShippingPriceSet",
    "current_subtotal_price_set": "currentSubtotalPriceSet",
    "current_total_discounts_set": "currentTotalDiscountsSet",
    "current_total_price_set": "currentTotalPriceSet",
    "current_total_tax_set": "currentTotalTaxSet",
    "subtotal_price_set": "subtotalPriceSet",
    "total_discounts_set": "totalDiscountsSet",
    "total_line_items_price_set": "_itemsTotal",
    "total_price_set": "totalPriceSet",
    "total_shipping_price_set": "totalShippingPriceSet",
    "total_tax_set": "totalTaxSet",
}
PLAIN = [
    "current_subtotal_price",
    "current_total_discounts",
    "current_total_price",
    "current_total_tax",
    "subtotal_price",
    "total_discounts",
    "total_line_items_price",
    "total_price",
    "total_tax",
]
NULL = [
    "app_id",
    "browser_ip",
    "cart_token",
    "checkout_token",
    "client_details",
    "device_id",
    "landing_site",
    "landing_site_ref",
    "merchant_of_record_app_id",
    "reference",
    "referring_site",
    "source_url",
    "user_id",
    "original_total_additional_fees_set",
    "original_total_duties_set",
    "payment_terms",
    "current_total_additional_fees_set",
    "current_total_duties_set",
]


def order(shop, record):
    """Return the payload of orders/create, updated, paid, cancelled ..."""
    body = {
        "id": numeric(record["id"]),
        "admin_graphql_api_id": record["id"],
        **dict.fromkeys(NULL),
        **_identity(shop, record),
        **_times(shop, record),
    }
    for name, field in SETS.items():
        body[name] = money_set(record[field])
    for name in PLAIN:
        body[name] = amount(record[SETS[name + "_set"]])
    zero = money_set(shop.no_money())
    body |= {
        "total_cash_rounding_payment_adjustment_set": zero,
        "total_cash_rounding_refund_adjustment_set": zero,
        "total_outstanding": amount(record["totalOutstandingSet"]),
        "total_tip_received": amount(record["totalTipReceivedSet"]),
        "total_weight": 0,
        "tax_lines": tax_lines(record["taxLines"]),
        "billing_address": address(record["billingAddress"]),
        "shipping_address": address(record["shippingAddress"]),
        "customer": customer(shop, shop.get(record["customer"])),
        "discount_applications": [
            _application(a) for a in record["discountApplications"]
        ],
        "discount_codes": _codes(record),
        "fulfillments": [
            fulfilment(shop, shop.get(g), False) for g in record["fulfillments"]
        ],
        "line_items": [line_item(shop, shop.get(gid)) for gid in record["lineItems"]],
        "refunds": [refund(shop, shop.get(gid)) for gid in record["refunds"]],
        "shipping_lines": [_shipping(line) for line in record["shippingLines"]],
        "returns": [],
        "line_item_groups": [],
    }
    return body


def _identity(shop, record):
    ships = record["displayFulfillmentStatus"]
    word = {
        "FULFILLED": "fulfilled",
        "PARTIALLY_FULFILLED": "partial",
        "RESTOCKED": "restocked",
    }
    return {
        "buyer_accepts_marketing": False,
        "cancel_reason": (record["cancelReason"] or "").lower() or None,
        "confirmation_number": record["confirmationNumber"],
        "confirmed": record["confirmed"],
        "contact_email": record["email"],
        "currency": record["currencyCode"],
        "customer_locale": record["customerLocale"],
        "duties_included": False,
        "email": record["email"],
        "estimated_taxes": False,
        "financial_status": record["displayFinancialStatus"].lower(),
        "fulfillment_status": word.get(ships),
        "location_id": numeric(record["retailLocation"]),
        "merchant_business_entity_id": "MTAwMDAwMDAx",
        "name": record["name"],
        "note": record["note"],
        "note_attributes": [
            {"name": entry["key"], "value": entry["value"]}
            for entry in record["customAttributes"]
        ],
        "number": record["number"] - 1000,
        "order_number": record["number"],
        "order_status_url": record["statusPageUrl"],
        "payment_gateway_names": record["paymentGatewayNames"],
        "phone": record["phone"],
        "po_number": record["poNumber"],
        "presentment_currency": record["presentmentCurrencyCode"],
        "source_identifier": record["sourceIdentifier"],
        "source_name": record["sourceName"],
        "tags": ", ".join(record["tags"]),
        "tax_exempt": record["taxExempt"],
        "taxes_included": record["taxesIncluded"],
        "test": record["test"],
        "token": f"{numeric(record['id']):x}",
    }


def _times(shop, record):
    return {
        "cancelled_at": at(shop, record["cancelledAt"]),
        "closed_at": at(shop, record["closedAt"]),
        "created_at": at(shop, record["createdAt"]),
        "processed_at": at(shop, record["processedAt"]),
        "updated_at": at(shop, record["updatedAt"]),
    }


def _application(entry):
    kind = entry["__typename"].removesuffix("Application")
    value = entry["value"]
    percentage = "percentage" in value
    body = {
        "target_type": entry["targetType"].lower(),
        "type": {
            "DiscountCode": "discount_code",
            "AutomaticDiscount": "automatic",
            "ManualDiscount": "manual",
        }[kind],
        "value": str(value["percentage"] if percentage else value["amount"]),
        "value_type": "percentage" if percentage else "fixed_amount",
        "allocation_method": entry["allocationMethod"].lower(),
        "target_selection": entry["targetSelection"].lower(),
    }
    for name in ("code", "title", "description"):
        if name in entry:
            body[name] = entry[name]
    return body


def _codes(record):
    sums = {}
    for item in record["_facts"]["lines"] + record["_facts"]["shipping"]:
        for index, value in item["discounts"]:
            sums[index] = sums.get(index, 0) + float(value[0])
    return [
        {
            "code": entry["code"],
            "amount": f"{sums.get(entry['index'], 0):.2f}",
            "type": "shipping"
            if entry["targetType"] == "SHIPPING_LINE"
            else "percentage"
            if "percentage" in entry["value"]
            else "fixed_amount",
        }
        for entry in record["discountApplications"]
        if "code" in entry
    ]


def _shipping(line):
    return {
        "id": numeric(line["id"]),
        "carrier_identifier": line["carrierIdentifier"],
        "code": line["code"],
        "current_discounted_price_set": money_set(line["currentDiscountedPriceSet"]),
        "discounted_price": amount(line["discountedPriceSet"]),
        "discounted_price_set": money_set(line["discountedPriceSet"]),
        "is_removed": False,
        "phone": None,
        "price": amount(line["originalPriceSet"]),
        "price_set": money_set(line["originalPriceSet"]),
        "requested_fulfillment_service_id": None,
        "source": line["source"],
        "title": line["title"],
        "tax_lines": tax_lines(line["taxLines"]),
        "discount_allocations": allocations(line["discountAllocations"]),
    }


def fulfilment(shop, record, full=True):
    """Return the payload of fulfillments/create and update."""
    parent = shop.get(record["order"]) or {}
    tracking = record["trackingInfo"][0] if record["trackingInfo"] else {}
    numbers = [each["number"] for each in record["trackingInfo"] if each["number"]]
    body = {
        "id": numeric(record["id"]),
        "order_id": numeric(record["order"]),
        "status": record["status"].lower(),
        "created_at": at(shop, record["createdAt"]),
        "service": "manual",
        "updated_at": at(shop, record["updatedAt"]),
        "tracking_company": tracking.get("company"),
        "shipment_status": None,
        "location_id": numeric(record["location"]),
        "origin_address": None,
        "line_items": [
            line_item(shop, shop.get(entry["lineItem"]), False)
            | {"quantity": entry["quantity"]}
            for entry in record["fulfillmentLineItems"]
        ],
        "tracking_number": tracking.get("number"),
        "tracking_numbers": numbers,
        "tracking_url": tracking.get("url"),
        "tracking_urls": [x["url"] for x in record["trackingInfo"] if x["url"]],
        "receipt": {},
        "name": record["name"],
        "admin_graphql_api_id": record["id"],
    }
    if full:
        body["email"] = parent.get("email")
        body["destination"] = address(parent.get("shippingAddress"))
    return body


def edited(shop, record):
    """Return the payload of orders/edited; it has no id of its own kind."""
    return {
        "order_edit": {
            "id": numeric(record["agreements"][-1]["id"]),
            "app_id": None,
            "created_at": at(shop, record["updatedAt"]),
            "committed_at": at(shop, record["updatedAt"]),
            "notify_customer": False,
            "order_id": numeric(record["id"]),
            "staff_note": "",
            "user_id": None,
            "line_items": {"additions": [], "removals": []},
            "discounts": {"line_item": {"additions": [], "removals": []}},
            "shipping_lines": {"additions": [], "removals": []},
        }
    }


def risk_changed(shop, record):
    """Return the payload of orders/risk_assessment_changed."""
    assessments = record["risk"]["assessments"]
    return {
        "provider_id": None,
        "provider_title": None,
        "risk_level": assessments[0]["riskLevel"].lower() if assessments else "none",
        "created_at": at(shop, record["updatedAt"]),
        "order_id": numeric(record["id"]),
        "admin_graphql_api_order_id": record["id"],
    }
