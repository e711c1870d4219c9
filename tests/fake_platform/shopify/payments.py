"""Transactions of orders."""

from . import giftcards, payouts, pricing
from .money import bag

MANUAL = {"Bank Deposit", "Cash on Delivery (COD)", "manual", "Invoice"}

MOVES_MONEY = {"SALE", "CAPTURE", "REFUND"}


def pay_at_checkout(shop, order, payment):
    """Add a payment: a fixed sum, a part of the total or all that is open."""
    facts = order["_facts"]
    pair = pricing.pair_of(facts)
    total = pricing.current_total(facts, order["taxesIncluded"])
    paid = pair.total(
        pricing.load(shop.get(gid)["_amount"])
        for gid in order["transactions"]
        if shop.get(gid)["status"] in ("SUCCESS", "PENDING")
    )
    amount = total - paid
    if payment.get("amount") is not None:
        amount = pair.amount(payment["amount"]).least(amount)
    elif payment.get("part"):
        amount = pair.round(total.times(pricing.Decimal(str(payment["part"])))).least(
            amount
        )
    if amount.shop > 0:
        record = add_transaction(
            shop, order, amount, payment["gateway"], payment["kind"], payment["status"]
        )
        if payment.get("rounding"):
            round_cash(record, payment["rounding"], pair)


def round_cash(record, rounding, pair):
    """Note by what cash was rounded; the amount of a transaction is before it."""
    amount = pair.amount(rounding)
    record["_rounding"] = amount.dump()
    record["amountRoundingSet"] = bag(amount, pair)


def device(shop, location):
    """Return the till of a store, None for a web order; each store has one."""
    if not location:
        return None
    known = f"gid://shopify/PointOfSaleDevice/{location.rpartition('/')[2]}"
    shop.table("PointOfSaleDevice").setdefault(
        known, {"__typename": "PointOfSaleDevice", "id": known}
    )
    return known


def staff(shop, name):
    """Return the member of the staff with a name, made when it is first named."""
    if not name:
        return None
    for known in shop.table("StaffMember").values():
        if known["name"] == name:
            return known["id"]
    return shop.add("StaffMember", {"name": name, "active": True})["id"]


def add_transaction(
    shop, order, amount, gateway, kind, status="SUCCESS", parent=None, at=None
):
    """Store a transaction of an order."""
    pair = pricing.pair_of(order["_facts"])
    record = shop.add(
        "OrderTransaction",
        {
            "createdAt": at or order["createdAt"],
            "amountSet": bag(amount, pair),
            "gateway": gateway,
            "formattedGateway": gateway.replace("_", " ").title(),
            "kind": kind,
            "status": status,
            "test": order["test"],
            "order": order["id"],
            "parentTransaction": parent,
            "paymentId": f"p{shop.next_number('payment', 100001)}",
            "manualPaymentGateway": gateway in MANUAL,
            "manuallyCapturable": False,
            "multiCapturable": False,
            "fees": [],
            "location": order["retailLocation"],
            "device": device(shop, order["retailLocation"]),
            "receiptJson": "{}",
            "_amount": amount.dump(),
        },
    )
    record["processedAt"] = record["createdAt"]
    record["fees"] = payouts.fees_of(shop, record)
    giftcards.pay(shop, record)
    order["transactions"].append(record["id"])
    return record


def tell(shop, record):
    """Send the webhooks of a transaction, and of the money when it moved."""
    shop.emit("order_transactions/create", record)
    if record["status"] == "SUCCESS" and record["kind"] in MOVES_MONEY:
        shop.emit("tender_transactions/create", record)
