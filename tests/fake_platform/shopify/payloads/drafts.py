"""Payloads about draft orders."""

from ..store import numeric
from .common import at


def draft(shop, record):
    """Return the payload of draft_orders/create and update."""
    order = record["order"]
    return {
        "admin_graphql_api_id": record["id"],
        "id": numeric(record["id"]),
        "name": record["name"],
        "status": record["status"].lower(),
        "created_at": at(shop, record["createdAt"]),
        "updated_at": at(shop, record["updatedAt"]),
        "completed_at": at(shop, record["completedAt"]),
        "order_id": numeric(order) if order else None,
        "currency": record["currencyCode"],
        "email": record["email"],
        "total_price": record["totalPriceSet"]["shopMoney"]["amount"],
        "total_tax": record["totalTaxSet"]["shopMoney"]["amount"],
        "taxes_included": record["taxesIncluded"],
        "tags": ", ".join(record["tags"]),
    }
