"""What customers' banks question: it moves the balance, and ends one way or another."""

from datetime import timedelta
from decimal import Decimal

from . import pricing
from .money import money
from .payouts import GATEWAY, balance_transaction
from .store import numeric, stamp

FEE = Decimal("15.00")
DAYS = 9  # until the evidence is due


def open_dispute(shop, order, reason="FRAUDULENT", kind="CHARGEBACK", amount=None):
    """Open a dispute about an order's card payment."""
    payment = next(
        record
        for record in map(shop.get, order["transactions"])
        if record["gateway"] == GATEWAY and record["kind"] in ("SALE", "CAPTURE")
    )
    total = pricing.load(payment["_amount"]).shop
    amount = Decimal(str(amount)) if amount is not None else total
    due = shop.platform.clock() + timedelta(days=DAYS).total_seconds()
    record = shop.add(
        "ShopifyPaymentsDispute",
        {
            "amount": money(amount, shop.currency),
            "initiatedAt": shop.now(),
            "evidenceDueBy": stamp(due),
            "evidenceSentOn": None,
            "finalizedOn": None,
            "order": order["id"],
            "reasonDetails": {
                "__typename": "ShopifyPaymentsDisputeReasonDetails",
                "reason": reason,
                "networkReasonCode": "10.4",
            },
            "status": "NEEDS_RESPONSE",
            "type": kind,
            "_amount": str(amount),
        },
    )
    if kind == "CHARGEBACK":
        _move(shop, record, "DISPUTE_WITHDRAWAL", -amount, FEE)
    shop.emit("disputes/create", record)
    return record


def decide(shop, record, status):
    """Move a dispute on: UNDER_REVIEW, WON, LOST, ACCEPTED or PREVENTED."""
    record["status"] = status
    if status == "UNDER_REVIEW":
        record["evidenceSentOn"] = shop.now()
    else:
        record["finalizedOn"] = shop.now()
    if status == "WON" and record["type"] == "CHARGEBACK":
        _move(shop, record, "DISPUTE_REVERSAL", Decimal(record["_amount"]), -FEE)
    shop.touch(record)
    shop.emit("disputes/update", record)
    return record


def _move(shop, record, kind, amount, fee):
    balance_transaction(
        shop, kind, amount, fee, source=str(numeric(record["id"])),
        source_type="DISPUTE", order=shop.get(record["order"]),
    )  # fmt: skip


def payload(shop, record):
    """Return the payload of disputes/create and update."""
    return {
        "id": numeric(record["id"]),
        "order_id": numeric(record["order"]),
        "type": record["type"].lower(),
        "amount": record["amount"]["amount"],
        "currency": shop.currency,
        "reason": record["reasonDetails"]["reason"].lower(),
        "network_reason_code": record["reasonDetails"]["networkReasonCode"],
        "status": record["status"].lower(),
        "evidence_due_by": record["evidenceDueBy"],
        "evidence_sent_on": record["evidenceSentOn"],
        "finalized_on": record["finalizedOn"],
        "initiated_at": record["initiatedAt"],
    }
