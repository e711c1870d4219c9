"""Tenders of an order: what was authorised, paid, voided and paid back, and how."""

import json

from odoo.addons.retail_connector_base.canonical import Money, Tender

from .shapes import View, gid, id_of, moment, money

KINDS = {
    "AUTHORIZATION": "authorization",
    "EMV_AUTHORIZATION": "authorization",
    "SALE": "sale",
    "CAPTURE": "capture",
    "VOID": "void",
    "REFUND": "refund",
    "CHANGE": "change",
}  # SUGGESTED_REFUND is a proposal, no money
GIFT_CARD = "gift_card"  # the gateway of the platform's own cards
STATUSES = {
    "SUCCESS": "success",
    "PENDING": "pending",
    "AWAITING_RESPONSE": "pending",
    "FAILURE": "failure",
    "ERROR": "error",
    "UNKNOWN": "unknown",
}


def tenders(view: View, transactions) -> tuple[Tender, ...]:
    """Return the order's transactions as tenders, in the platform's order."""
    return tuple(_tender(view, item) for item in transactions if item["kind"] in KINDS)


def _tender(view, item):
    return Tender(
        external_id=item["id"],
        kind=KINDS[item["kind"]],
        status=STATUSES[item["status"]],
        gateway=item["gateway"] or "",
        amount=_amount(view, item),
        processed_at=moment(item["processedAt"] or item["createdAt"]),
        parent_id=id_of(item["parentTransaction"]),
        reference=item["paymentId"] or "",
        method=_method(item),
        fee=_sum(item["fees"], "amount"),
        fee_tax=_sum(item["fees"], "taxAmount"),
        gift_card_id=_gift_card(item),
        presentment=view.other(item["amountSet"]),
        rounding=_rounding(view, item["amountRoundingSet"]),
        test=item["test"],
    )


def _amount(view, item):
    """Return the money that moved: the platform states cash before its rounding."""
    amount = view.money(item["amountSet"])
    return amount + (_rounding(view, item["amountRoundingSet"]) or amount * 0)


def rounding(view: View, transactions, *kinds) -> Money | None:
    """Return the cash rounding of all transactions of a kind that took effect."""
    found = [
        tender.rounding
        for tender in tenders(view, transactions)
        if tender.rounding and tender.kind in kinds and tender.effect
    ]
    return Money.sum(found, found[0].currency) if found else None


def _method(item):
    """Return the card brand, wallet or other means, as precisely as it is told."""
    details = item["paymentDetails"] or {}
    return (
        details.get("company")
        or details.get("paymentMethodName")
        or item["formattedGateway"]
        or ""
    )


def _sum(fees, name):
    """Return the provider's charge; it is in the currency of the payout."""
    if not fees:
        return None
    amounts = [money(fee[name]) for fee in fees]
    return Money.sum(amounts, amounts[0].currency)


def _gift_card(item):
    """Return the card a payment was made with, which only its receipt names."""
    if item["gateway"] != GIFT_CARD:
        return ""
    try:
        receipt = json.loads(item["receiptJson"] or "{}")
    except ValueError:
        return ""
    number = receipt.get("gift_card_id") if isinstance(receipt, dict) else None
    return gid("GiftCard", number) if number else ""


def _rounding(view, bag):
    amount = view.money(bag) if bag else None
    return amount if amount else None
