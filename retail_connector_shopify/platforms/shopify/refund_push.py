"""Refunds out: what a credit note of Odoo asks for, given back once.

The platform is asked first what it would give back. Only when that is the credit note's
total, to the cent, the refund is made, under a key that a repeat carries again. The
credit note's number stands in the refund's note: a refund that has it was made before,
even if the answer was lost and the key is forgotten.
"""

from collections.abc import Sequence
from decimal import Decimal

from odoo.addons.retail_connector_base.platforms import (
    PushItem,
    PushResult,
    RefusedError,
    TransientError,
)

from .client import AdminClient
from .stock_push import derived

RESTOCK = {"cancel": "CANCEL", "return": "RETURN", "none": "NO_RESTOCK"}
BUSY = "is being processed"  # these errors have no code
BUSY_WAIT = 5  # seconds


def push(client: AdminClient, items: Sequence[PushItem], key: str) -> list[PushResult]:
    """Make the refunds; return one result per item, in their order."""
    return [_one(client, item, key) for item in items]


def _one(client, item, key):
    payload = item.payload
    found = client.run("refund_suggest", _asked(payload))["order"]
    if found is None:
        return _refused(item, "The shop does not know the order.", "not_found")
    made = [one["id"] for one in found["refunds"] if one["note"] == payload["note"]]
    if made:
        return PushResult(item.key, made[0], {"refund": {"id": made[0]}})
    problem = _problem(payload, found["suggestedRefund"]["amountSet"])
    if problem:
        return _refused(item, problem, "refund_differs")
    answer = client.run("refund_create", _input(payload, derived(key, item.key)))
    answer = answer["refundCreate"]
    for error in answer["userErrors"]:
        if BUSY in error["message"]:
            raise TransientError(error["message"], "busy", retry_after=BUSY_WAIT)
        return _refused(item, error["message"], "refused")
    return PushResult(item.key, answer["refund"]["id"], answer)


def _refused(item, message, code):
    return PushResult(item.key, error=RefusedError(message, code))


def _asked(payload):
    """Return the variables of the question what would be given back."""
    return {
        "id": payload["order_id"],
        "lines": _lines(payload),
        "full": False,
        "shipping": payload["shipping"] or None,
    }


def _problem(payload, amounts):
    """Return why the credit note and the shop do not agree, or nothing."""
    sides = {
        side["currencyCode"]: Decimal(side["amount"])
        for side in (amounts["shopMoney"], amounts["presentmentMoney"])
    }
    if set(sides) != {payload["currency"]}:
        return (
            f"The customer paid in {amounts['presentmentMoney']['currencyCode']}: "
            "make this refund in the shop."
        )
    [suggested] = sides.values()
    wanted = Decimal(payload["amount"]) - Decimal(payload["extra"])
    if suggested != wanted:
        return (
            f"The shop would give back {suggested}, the credit note says {wanted} "
            f"(difference {wanted - suggested:+})."
        )
    return ""


def _input(payload, key):
    shipping = {"amount": payload["shipping"]} if payload["shipping"] else None
    return {
        "id": payload["order_id"],
        "lines": _lines(payload),
        "shipping": shipping,
        "money": [
            {
                "orderId": payload["order_id"],
                "kind": "REFUND",
                "gateway": tender["gateway"],
                "amount": tender["amount"],
                "parentId": tender["parent_id"],
            }
            for tender in payload["tenders"]
        ],
        "methods": _credit(payload),
        "note": payload["note"],
        "currency": payload["currency"],
        "key": key,
    }


def _credit(payload):
    """Return the credit the customer is given instead of the money, if any."""
    if not payload.get("as_credit"):
        return []
    money = {"amount": payload["amount"], "currencyCode": payload["currency"]}
    return [{"storeCreditRefund": {"amount": money}}]


def _lines(payload):
    return [
        {
            "lineItemId": line["line_id"],
            "quantity": line["quantity"],
            "restockType": RESTOCK[line["restock"]],
            **({"locationId": line["location_id"]} if line["location_id"] else {}),
        }
        for line in payload["lines"]
    ]
