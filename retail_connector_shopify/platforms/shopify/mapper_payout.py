"""Payouts: every line of a deposit, tied to the payment, order or dispute it is of."""

from odoo.addons.retail_connector_base.canonical import (
    Money,
    Settlement,
    SettlementEntry,
)
from odoo.addons.retail_connector_base.canonical.payout import UNKNOWN

from .payout_types import KIND_OF
from .shapes import View, gid, moment, money

GATEWAY = "shopify_payments"
STATUSES = {
    "SCHEDULED": "scheduled",
    "IN_TRANSIT": "in_transit",
    "PAID": "paid",
    "FAILED": "failed",
    "CANCELED": "cancelled",
}


def settlement(view: View, payload) -> Settlement:
    """Return a payout with its balance transactions as a settlement."""
    net = money(payload["net"])
    total = -net if payload["transactionType"] == "WITHDRAWAL" else net
    issued = moment(payload["issuedAt"])
    return Settlement(
        external_id=payload["id"],
        gateway=GATEWAY,
        currency=net.currency,
        paid_on=issued.date(),
        total=total,
        entries=tuple(
            _entry(item)
            for item in payload["transactions"]
            if not _is_the_payout(item, total)
        ),
        status=STATUSES[payload["status"]],
        bank_reference=payload["externalTraceId"] or "",
        name=payload["legacyResourceId"],
    )


def _is_the_payout(item, total: Money) -> bool:
    """Return whether a transaction is the payout itself, seen from the balance."""
    return item["type"] == "TRANSFER" and money(item["net"]) == -total


def _entry(item):
    word = item["type"]
    order = item["associatedOrder"] or {}
    return SettlementEntry(
        external_id=item["id"],
        kind=KIND_OF.get(word, UNKNOWN),
        type=word,
        gross=money(item["amount"]),
        fee=money(item["fee"]),
        net=money(item["net"]),
        occurred_at=moment(item["transactionDate"]),
        tender_id=_global("OrderTransaction", item["sourceOrderTransactionId"]),
        order_id=order.get("id") or "",
        order_name=order.get("name") or "",
        dispute_id=_dispute(item),
        description=item["adjustmentReason"] or "",
    )


def _dispute(item):
    if item["sourceType"] != "DISPUTE":
        return ""
    return _global("ShopifyPaymentsDispute", item["sourceId"])


def _global(kind, number):
    return gid(kind, number) if number else ""
