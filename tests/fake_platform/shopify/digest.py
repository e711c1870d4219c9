"""The state of a shop in a few comparable rows."""

import hashlib
import json

from .money import fixed


def order_row(order):
    """Return an order's identity, totals and statuses."""
    currency = order["currencyCode"]

    def shop_amount(name):
        return fixed(order[name]["shopMoney"]["amount"], currency)

    return {
        "id": order["id"],
        "name": order["name"],
        "created_at": order["createdAt"],
        "updated_at": order["updatedAt"],
        "source": order["sourceName"],
        "currency": currency,
        "presentment_currency": order["presentmentCurrencyCode"],
        "presentment_total": fixed(
            order["totalPriceSet"]["presentmentMoney"]["amount"],
            order["presentmentCurrencyCode"],
        ),
        "total": shop_amount("totalPriceSet"),
        "current_total": shop_amount("currentTotalPriceSet"),
        "tax": shop_amount("totalTaxSet"),
        "current_tax": shop_amount("currentTotalTaxSet"),
        "discounts": shop_amount("totalDiscountsSet"),
        "shipping": shop_amount("totalShippingPriceSet"),
        "tip": shop_amount("totalTipReceivedSet"),
        "received": shop_amount("totalReceivedSet"),
        "refunded": shop_amount("totalRefundedSet"),
        "outstanding": shop_amount("totalOutstandingSet"),
        "financial_status": order["displayFinancialStatus"],
        "fulfillment_status": order["displayFulfillmentStatus"],
        "cancelled": bool(order["cancelledAt"]),
        "customer": order["customer"],
        "email": order["email"],
        "lines": len(order["lineItems"]),
        "risk": order["risk"]["recommendation"],
        "test": order["test"],
    }


def level_rows(shop):
    """Return the stock levels."""
    return [
        {
            "id": level["id"],
            "item": level["item"],
            "sku": shop.get(level["item"])["sku"],
            "location": level["location"],
            "location_name": shop.get(level["location"])["name"],
            "active": level["isActive"],
            "available": level["_quantities"]["available"],
            "committed": level["_quantities"]["committed"],
        }
        for level in shop.table("InventoryLevel").values()
    ]


def digest(shop, volatile=False):
    """Return levels and orders and a hash over them; times only when asked for."""
    levels = {
        f"{row['sku']}@{row['location_name']}": [row["available"], row["committed"]]
        for row in level_rows(shop)
    }
    orders = {}
    for order in shop.table("Order").values():
        row = order_row(order)
        if not volatile:
            del row["created_at"], row["updated_at"]
        orders[row["name"]] = row
    content = {"levels": levels, "orders": orders}
    text = json.dumps(content, sort_keys=True)
    return content | {"hash": hashlib.sha256(text.encode()).hexdigest()}
