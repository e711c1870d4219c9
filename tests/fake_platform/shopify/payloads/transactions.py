"""The payloads of transactions, which refunds contain too, and of moved money."""

from ..store import numeric
from .common import MONEY_NAMES, at


def transaction(shop, record):
    """Return a transaction; the money of its set has ``currency``, not a code."""
    presentment = record["amountSet"]["presentmentMoney"]
    return {
        "id": numeric(record["id"]),
        "order_id": numeric(record["order"]),
        "kind": record["kind"].lower(),
        "gateway": record["gateway"],
        "status": record["status"].lower(),
        "message": None,
        "created_at": at(shop, record["createdAt"]),
        "test": record["test"],
        "authorization": None,
        "location_id": numeric(record["location"]),
        "user_id": None,
        "parent_id": numeric(record["parentTransaction"]),
        "processed_at": at(shop, record["processedAt"]),
        "device_id": None,
        "error_code": None,
        "source_name": "web",
        "receipt": {},
        "amount": presentment["amount"],
        "currency": presentment["currencyCode"],
        "payment_id": record["paymentId"],
        "payment_details": None,
        "total_unsettled_set": {
            name: {
                "amount": "0.00",
                "currency": record["amountSet"][key]["currencyCode"],
            }
            for name, key in MONEY_NAMES
        },
        "manual_payment_gateway": record["manualPaymentGateway"],
        "amount_rounding": None,
        "admin_graphql_api_id": record["id"],
    }


def tender(shop, record):
    """Return the money that a transaction moved; what is given back is negative."""
    presentment = record["amountSet"]["presentmentMoney"]
    sign = "-" if record["kind"] == "REFUND" else ""
    return {
        "id": numeric(record["id"]),
        "order_id": numeric(record["order"]),
        "amount": sign + presentment["amount"],
        "currency": presentment["currencyCode"],
        "user_id": None,
        "test": record["test"],
        "processed_at": at(shop, record["processedAt"]),
        "remote_reference": record["paymentId"],
        "payment_details": None,
        "payment_method": "unknown",
    }
