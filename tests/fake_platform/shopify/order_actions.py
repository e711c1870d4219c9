"""What people in the shop do with orders: pay, ship, refund, edit, cancel, change."""

from . import giftcards, order_edits, pricing, refunds
from .fulfilment_actions import ACTIONS as FULFILMENT_ACTIONS
from .money import load
from .order_view import refresh
from .orders import touched
from .payments import add_transaction, tell
from .refund_money import settle
from .return_actions import RETURN_ACTIONS


def pay(shop, order, gateway=None, part=None):
    """Receive what is open, or a part of it; captures an authorization."""
    if order["cancelledAt"]:
        raise ValueError("Order cannot be marked as paid.")
    facts = order["_facts"]
    pair = pricing.pair_of(facts)
    for record in _payments_under_way(shop, order):
        record["status"] = "SUCCESS"
        refresh(shop, order)
        return _paid(shop, order, record)
    open_amount = pricing.current_total(facts, order["taxesIncluded"]) - _net_paid(
        shop, order
    )
    amount = open_amount
    if part:
        amount = pair.round(open_amount.times(pricing.Decimal(str(part)))).least(
            open_amount
        )
    if amount.shop <= 0:
        raise ValueError("Order cannot be marked as paid.")
    held = [
        record
        for record in map(shop.get, order["transactions"])
        if record["kind"] == "AUTHORIZATION"
    ]
    parent = held[0]["id"] if held else None
    record = add_transaction(
        shop, order, amount, gateway or (held[0]["gateway"] if held else "manual"),
        "CAPTURE" if held else "SALE", parent=parent, at=shop.now(),
    )  # fmt: skip
    return _paid(shop, order, record)


def _payments_under_way(shop, order):
    """Return the payments that did not arrive yet; refunds under way are others."""
    return [
        record
        for record in map(shop.get, order["transactions"])
        if record["status"] == "PENDING" and record["kind"] != "REFUND"
    ]


def _paid(shop, order, record):
    refresh(shop, order)
    done = order["displayFinancialStatus"] == "PAID"
    giftcards.issue_for(shop, order)
    touched(shop, order, *(["orders/paid"] if done else ["orders/partially_paid"]))
    tell(shop, record)
    return order


def _net_paid(shop, order):
    pair = pricing.pair_of(order["_facts"])
    amount = pair.zero()
    for record in map(shop.get, order["transactions"]):
        if record["status"] == "SUCCESS":
            if record["kind"] in ("SALE", "CAPTURE"):
                amount += load(record["_amount"])
            elif record["kind"] == "REFUND":
                amount -= load(record["_amount"])
    return amount


def cancel(shop, order, reason="CUSTOMER", restock=True, give_back=True):
    """Cancel: units go back, money goes back."""
    if order["cancelledAt"]:
        raise ValueError("Order has already been cancelled")
    order["cancelledAt"] = order["closedAt"] = shop.now()
    order["cancelReason"] = reason
    order["cancellation"] = {"staffNote": None}
    parts = [[line["id"], pricing.kept(line)] for line in order["_facts"]["lines"]]
    refunds.refund(
        shop,
        order,
        [part for part in parts if part[1]],
        shipping=True,
        restock="CANCEL" if restock else "NO_RESTOCK",
        money=give_back,
    )
    for record in _payments_under_way(shop, order):
        record["status"] = "FAILURE"
    refresh(shop, order)
    if order["capturable"]:
        held = next(
            r
            for r in map(shop.get, order["transactions"])
            if r["kind"] == "AUTHORIZATION"
        )
        add_transaction(
            shop, order, load(held["_amount"]), held["gateway"], "VOID",
            parent=held["id"], at=shop.now(),
        )  # fmt: skip
    touched(shop, order, "orders/cancelled")
    return order


def edit(shop, order, add=None, remove=None, increase=None):
    """Edit: ``add`` is {sku, quantity, price}, the others are {line, quantity}."""
    adds = [order_edits.goods(shop, order, add)] if add else []
    takes = []
    if remove:
        line = order["_facts"]["lines"][remove.get("line", 0)]
        units = min(remove.get("quantity", 1), pricing.kept(line))
        takes = [[line["id"], units]]
    raises = [increase] if increase else []
    return order_edits.apply(shop, order, adds, takes, raises)


def update(shop, order, **values):
    """Change plain fields: note, tags, email, phone, poNumber."""
    order.update(values)
    touched(shop, order)
    return order


def assess(shop, order, level="HIGH", recommendation="CANCEL"):
    """Give the order a risk assessment."""
    order["risk"] = {
        "recommendation": recommendation,
        "assessments": [{"riskLevel": level, "facts": [], "provider": None}],
    }
    order["riskLevel"] = level if level in ("LOW", "MEDIUM", "HIGH") else "LOW"
    touched(shop, order, "orders/risk_assessment_changed")
    return order


def expire(shop, order):
    """Let the time pass in which the order could be paid."""
    order["_expired"] = True
    for record in _payments_under_way(shop, order):
        record["status"] = "FAILURE"
    touched(shop, order)
    return order


def close(shop, order):
    """Archive the order."""
    order["closedAt"] = shop.now()
    touched(shop, order)
    return order


def delete(shop, order):
    """Delete the order for good."""
    if order["customer"]:
        shop.get(order["customer"])["_orders"].remove(order["id"])
    shop.remove(order["id"])
    shop.emit("orders/delete", order)
    return order


def give_back(
    shop, order, lines=None, shipping=False, restock="RETURN", amount=None, note=None,
    **ways,
):  # fmt: skip
    """Refund lines ([[line number, units], ...], all when None), shipping or a sum."""
    facts = order["_facts"]
    if lines is None:
        parts = [[x["id"], pricing.kept(x)] for x in facts["lines"] if pricing.kept(x)]
        parts = [] if amount is not None else parts
    else:
        parts = [[facts["lines"][place]["id"], units] for place, units in lines]
    refunds.refund_and_tell(
        shop, order, parts, shipping=shipping, restock=restock, amount=amount,
        note=note, **ways,
    )  # fmt: skip
    return order


ACTIONS = {
    "pay": pay,
    "cancel": cancel,
    "refund": give_back,
    "settle_refunds": settle,
    "edit": edit,
    "update": update,
    "assess": assess,
    "expire": expire,
    "close": close,
    "delete": delete,
    **FULFILMENT_ACTIONS,
    **RETURN_ACTIONS,
}
