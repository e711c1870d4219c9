"""refundCreate: units, delivery and money given back, once per key."""

from decimal import Decimal

from .. import pricing, refunds
from ..errors import refuse
from ..refund_money import CREDIT, refundable
from ..registry import mutation


@mutation("refundCreate")
def refund_create(call, input):
    """Refund what is asked for, or nothing."""
    shop = call.shop
    order = shop.want(input["orderId"], "Order")
    if order is None:
        refuse(["orderId"], "Order does not exist")
    pair = pricing.pair_of(order["_facts"])
    parts = _parts(shop, order, input.get("refundLineItems") or [])
    exact = _transactions(shop, order, input, pair)
    wanted = pair.total(amount for _way, _parent, amount in exact)
    record = refunds.refund(
        shop, order, parts, shipping=_shipping(input), money=bool(exact),
        amount=str(wanted.shop) if exact else None, note=input.get("note"), exact=exact,
    )  # fmt: skip
    refunds.touched(shop, order)
    shop.emit("refunds/create", record)
    return {"refund": record["id"], "order": order["id"]}


def _parts(shop, order, rows):
    lines = {line["id"]: line for line in order["_facts"]["lines"]}
    parts = []
    for place, row in enumerate(rows):
        path = ["refundLineItems", str(place)]
        line = lines.get(row["lineItemId"])
        if line is None:
            refuse([*path, "lineItemId"], "Line item does not exist")
        if not 0 < row["quantity"] <= pricing.kept(line):
            refuse(
                [*path, "quantity"],
                "Quantity cannot refund more items than were purchased",
            )
        restock = row.get("restockType") or "NO_RESTOCK"
        location = row.get("locationId")
        if restock == "RETURN" and not location:
            refuse([*path, "locationId"], "Location can't be blank")
        if location and shop.want(location, "Location") is None:
            refuse([*path, "locationId"], "Location does not exist")
        parts.append([line["id"], row["quantity"], restock, location])
    return parts


def _shipping(input):
    asked = input.get("shipping") or {}
    if asked.get("fullRefund"):
        return True
    amount = asked.get("amount")
    return str(amount) if amount and Decimal(str(amount)) else False


def _transactions(shop, order, input, pair):
    """Return (gateway, parent, amount) of the money that is to go back."""
    found = []
    for row in input.get("transactions") or []:
        kind = row["kind"].lower()
        if kind != "refund":
            refuse(None, f"Kind {kind} is not a valid transaction")
        parent = row.get("parentId") and shop.want(row["parentId"], "OrderTransaction")
        if not parent or parent["order"] != order["id"]:
            refuse(
                ["transactions"],
                "Transactions require a parent_id associated with the order",
            )
        amount = pair.amount(row["amount"])
        limit = refundable(shop, order, parent)
        if amount.shop > limit.shop and not input.get("allowOverRefunding"):
            refuse(["transactions"], "Refund amount exceeds what can be refunded")
        found.append((row["gateway"], parent["id"], amount))
    for row in input.get("refundMethods") or []:
        if not order["customer"]:
            message = "Order must have a customer to refund to store credit"
            refuse(["refundMethods"], message)
        money = row["storeCreditRefund"]["amount"]
        found.append((CREDIT, None, pair.amount(money["amount"])))
    return found
