"""The payload of refunds/create."""

from ..store import numeric
from .common import amount, at, line_item, money_set
from .transactions import transaction


def refund(shop, record):
    """Return a refund with its lines; the line totals are numbers, not texts."""
    return {
        "id": numeric(record["id"]),
        "order_id": numeric(record["order"]),
        "created_at": at(shop, record["createdAt"]),
        "note": record["note"],
        "user_id": None,
        "processed_at": at(shop, record["processedAt"]),
        "duties": [],
        "total_duties_set": money_set(shop.no_money()),
        "return": _return(shop, record),
        "refund_shipping_lines": [
            _shipping(line) for line in record["refundShippingLines"]
        ],
        "restock": record["_restock"],
        "admin_graphql_api_id": record["id"],
        "order_adjustments": [
            _adjustment(a, record) for a in record["orderAdjustments"]
        ],
        "transactions": [
            transaction(shop, shop.get(gid)) for gid in record["transactions"]
        ],
        "refund_line_items": [_line(shop, part) for part in record["refundLineItems"]],
    }


def _return(shop, record):
    if not record.get("return"):
        return None
    gid = record["return"]
    return {"id": numeric(gid), "admin_graphql_api_id": gid}


def _line(shop, part):
    return {
        "id": numeric(part["id"]),
        "quantity": part["quantity"],
        "line_item_id": numeric(part["lineItem"]),
        "location_id": numeric(part["location"]),
        "restock_type": part["restockType"].lower(),
        "subtotal": float(amount(part["subtotalSet"])),
        "total_tax": float(amount(part["totalTaxSet"])),
        "subtotal_set": money_set(part["subtotalSet"]),
        "total_tax_set": money_set(part["totalTaxSet"]),
        "line_item": line_item(shop, shop.get(part["lineItem"]), False),
    }


def _shipping(line):
    return {
        "id": numeric(line["id"]),
        "subtotal_amount_set": money_set(line["subtotalAmountSet"]),
        "tax_amount_set": money_set(line["taxAmountSet"]),
        "shipping_line_id": numeric(line["shippingLine"]["id"]),
    }


def _adjustment(entry, record):
    return {
        "id": numeric(entry["id"]),
        "order_id": numeric(record["order"]),
        "refund_id": numeric(record["id"]),
        "amount": amount(entry["amountSet"]),
        "amount_set": money_set(entry["amountSet"]),
        "tax_amount": amount(entry["taxAmountSet"]),
        "tax_amount_set": money_set(entry["taxAmountSet"]),
        "kind": "refund_discrepancy",
        "reason": "Refund discrepancy",
    }
