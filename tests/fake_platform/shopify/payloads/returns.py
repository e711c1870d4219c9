"""The payload of returns/*: ids of the return and of its order."""

from ..store import numeric
from .common import at


def back(shop, record):
    """Return a return as its messages tell it."""
    order = shop.get(record["order"])
    return {
        "id": numeric(record["id"]),
        "admin_graphql_api_id": record["id"],
        "created_at": at(shop, record["createdAt"]),
        "name": record["name"],
        "status": record["status"].lower(),
        "total_return_line_items": record["totalQuantity"],
        "order": {"id": numeric(order["id"]), "admin_graphql_api_id": order["id"]},
        "return_line_items": [
            {
                "id": numeric(line["id"]),
                "admin_graphql_api_id": line["id"],
                "quantity": line["quantity"],
                "return_reason_note": line["returnReasonNote"],
                "customer_note": line["customerNote"],
            }
            for line in map(shop.get, record["returnLineItems"])
        ],
    }
