"""The money of refunds: by which way it goes back, now, later or never."""

from . import pricing
from .ledger import note_agreement
from .money import bag, load
from .orders import touched
from .payments import add_transaction, round_cash, tell

PENDING = "PENDING_REFUND_DISCREPANCY"
REFUND = "REFUND_DISCREPANCY"
CREDIT = "shopify_store_credit"  # the gateway that stands for the customer's account


def adjust(shop, record, difference, pair, reason=REFUND):
    """Note money that was kept (above zero), given back in excess, or is on its way."""
    record["orderAdjustments"].append(
        {
            "__typename": "OrderAdjustment",
            "id": shop.new_id("OrderAdjustment"),
            "amountSet": bag(difference, pair),
            "taxAmountSet": bag(pair.zero(), pair),
            "reason": reason,
        }
    )


def refundable(shop, order, payment):
    """Return what of a payment was not given back yet."""
    pair = pricing.pair_of(order["_facts"])
    gone = pair.total(
        load(other["_amount"])
        for other in map(shop.get, order["transactions"])
        if other["parentTransaction"] == payment["id"]
        and other["kind"] == "REFUND"
        and other["status"] in ("SUCCESS", "PENDING")
    )
    return load(payment["_amount"]) - gone


def payments(shop, order):
    """Return the payments that money can go back to."""
    return [
        payment
        for payment in map(shop.get, order["transactions"])
        if payment["kind"] in ("SALE", "CAPTURE") and payment["status"] == "SUCCESS"
    ]


def pay_back(
    shop, order, record, amount, gateway=None, pending=False, exact=None, rounding=None
):
    """Send money back; return what was sent, and what of it has arrived.

    By the ways it came, unless a ``gateway`` of its own (store credit) or ``exact``
    parts ([payment id, amount]) are told. ``pending``: it has not arrived yet.
    ``rounding``: by what cash that goes back is rounded.
    """
    pair = pricing.pair_of(order["_facts"])
    if exact is not None:
        parts = [
            (shop.get(parent)["gateway"] if parent else way, part, parent)
            for way, parent, part in exact
        ]
    elif gateway:
        parts = [(gateway, amount, None)]
    else:
        parts, left = [], amount
        for payment in payments(shop, order):
            part = refundable(shop, order, payment).least(left)
            if part.shop > 0:
                parts.append((payment["gateway"], part, payment["id"]))
                left -= part
    for way, part, parent in parts:
        transaction = add_transaction(
            shop, order, part, way, "REFUND", parent=parent, at=shop.now(),
            status="PENDING" if pending else "SUCCESS",
        )  # fmt: skip
        record["transactions"].append(transaction["id"])
        if rounding:
            round_cash(transaction, rounding, pair)
        tell(shop, transaction)
    sent = pair.total(part for _way, part, _parent in parts)
    return sent, pair.zero() if pending else sent


def settle(shop, order, arrived=True):
    """Say what became of the money that was on its way."""
    pair = pricing.pair_of(order["_facts"])
    for record in map(shop.get, order["refunds"]):
        waiting = [
            transaction
            for transaction in map(shop.get, record["transactions"])
            if transaction["status"] == "PENDING"
        ]
        if not waiting:
            continue
        for transaction in waiting:
            transaction["status"] = "SUCCESS" if arrived else "FAILURE"
        amount = pair.total(load(transaction["_amount"]) for transaction in waiting)
        record["orderAdjustments"] = [
            entry for entry in record["orderAdjustments"] if entry["reason"] != PENDING
        ]
        if arrived:
            record["totalRefundedSet"] = bag(amount, pair)
        else:
            adjust(shop, record, amount, pair)
        shop.touch(record)
        for transaction in waiting:
            tell(shop, transaction)
    touched(shop, order)
    return order


def note(shop, order, record, sales, paid):
    """Write a refund into the order's ledger."""
    record["totalRefundedSet"] = bag(paid, pricing.pair_of(order["_facts"]))
    note_agreement(shop, order, "RefundAgreement", "REFUND", sales, refund=record["id"])
