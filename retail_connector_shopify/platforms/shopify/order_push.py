"""What a person decided about an order: cancel it, take its money or let it go.

The platform knows no key for these, so before each the order is read: what took effect
already is not done again.
"""

from collections.abc import Sequence
from decimal import Decimal

from odoo.addons.retail_connector_base.platforms import (
    NotFoundError,
    PushItem,
    PushResult,
    RefusedError,
)

from .client import AdminClient
from .shapes import money

REASONS = {
    "customer": "CUSTOMER",
    "inventory": "INVENTORY",
    "fraud": "FRAUD",
    "declined": "DECLINED",
    "staff": "STAFF",
    "other": "OTHER",
}
NOTE_LENGTH = 255  # characters


def push(client: AdminClient, items: Sequence[PushItem], key: str) -> list[PushResult]:
    """Deliver decisions, one after the other; return one result per item."""
    return [_push_one(client, item) for item in items]


def _push_one(client, item):
    payload = item.payload
    order = client.run("order_state", {"id": payload["id"]})["order"]
    if order is None:
        return PushResult(item.key, error=NotFoundError("The order is gone."))
    answer, errors = ACTIONS[payload["action"]](client, order, payload)
    if errors:
        first = errors[0]
        code = (first.get("code") or "").lower() or None
        return PushResult(item.key, error=RefusedError(first["message"], code))
    return PushResult(item.key, payload["id"], answer)


def _cancel(client, order, payload):
    if order["cancelledAt"]:
        return {"already": order["cancelledAt"]}, ()
    answer = client.run(
        "order_cancel",
        {
            "id": order["id"],
            "reason": REASONS[payload["reason"]],
            "restock": payload["restock"],
            "notify": payload["notify"],
            "method": payload.get("refund_method"),
            "note": (payload.get("note") or "")[:NOTE_LENGTH] or None,
        },
    )["orderCancel"]
    return answer, answer["orderCancelUserErrors"]


def _children(order, parent, kind):
    """Return the transactions of a kind that took effect on an authorization."""
    return [
        item
        for item in order["transactions"]
        if item["kind"] == kind
        and item["status"] in ("SUCCESS", "PENDING")
        and (item["parentTransaction"] or {}).get("id") == parent
    ]


def _capture(client, order, payload):
    """Take a part or all of an authorization.

    ``captured`` in the payload is what had been taken of it when a person decided: if
    more has been taken by now, this decision took effect.
    """
    done = sum(
        (
            money(item["amountSet"]["presentmentMoney"]).amount
            for item in _children(order, payload["parent"], "CAPTURE")
        ),
        Decimal(0),
    )
    if done > Decimal(payload["captured"]):
        return {"already": str(done)}, ()
    answer = client.run(
        "order_capture",
        {
            "input": {
                "id": order["id"],
                "parentTransactionId": payload["parent"],
                "amount": payload["amount"],
                "currency": payload["currency"],
            }
        },
    )["orderCapture"]
    return answer, answer["userErrors"]


def _void(client, order, payload):
    if _children(order, payload["parent"], "VOID"):
        return {"already": True}, ()
    answer = client.run("order_void", {"parent": payload["parent"]})
    return answer["transactionVoid"], answer["transactionVoid"]["userErrors"]


def _paid(client, order, payload):
    if not order["canMarkAsPaid"]:
        return {"already": True}, ()
    answer = client.run("order_paid", {"id": order["id"]})["orderMarkAsPaid"]
    return answer, answer["userErrors"]


ACTIONS = {"cancel": _cancel, "capture": _capture, "void": _void, "paid": _paid}
