"""Refunds: units and money given back, consistent to the cent over several refunds."""

from . import fulfilment, inventory, pricing
from .ledger import line_sale, note_agreement, shipping_sale
from .money import bag, load
from .order_view import refresh
from .orders import touched
from .payments import add_transaction


def refund(
    shop, order, parts, shipping=False, restock="RETURN", money=True, amount=None,
    note=None,
):  # fmt: skip
    """Give back ``parts`` ([[line id, units], ...]), shipping, and the money for them.

    An ``amount`` other than what the parts are worth leaves an order adjustment.
    """
    was_paid = order["displayFinancialStatus"] in ("PAID", "PARTIALLY_REFUNDED")
    record, due, sales = take_back(shop, order, parts, shipping, restock, note)
    pair = pricing.pair_of(order["_facts"])
    paid = pair.zero()
    if money:
        paid = _pay_back(
            shop, order, record, due if amount is None else pair.amount(amount)
        )
        if paid != due and (was_paid or amount is not None):
            record["orderAdjustments"].append(_adjustment(shop, due - paid, pair))
    record["totalRefundedSet"] = bag(paid, pair)
    note_agreement(shop, order, "RefundAgreement", "REFUND", sales, refund=record["id"])
    refresh(shop, order)
    return record


def remove(shop, order, parts):
    """Take units off an order by an edit: a refund record by which no money moves."""
    record, _due, sales = take_back(shop, order, parts, False, "CANCEL", None)
    pair = pricing.pair_of(order["_facts"])
    record["totalRefundedSet"] = bag(pair.zero(), pair)
    return sales


def refund_and_tell(shop, order, parts, **options):
    """Refund and tell the subscribers."""
    record = refund(shop, order, parts, **options)
    touched(shop, order)
    shop.emit("refunds/create", record)
    return record


def take_back(shop, order, parts, shipping, restock, note):
    """Take units and shipping back; return the record, what it is worth, the sales."""
    facts = order["_facts"]
    pair = pricing.pair_of(facts)
    by_id = {line["id"]: line for line in facts["lines"]}
    for gid, units in parts:
        if not 0 < units <= pricing.kept(by_id[gid]):
            raise ValueError("Quantity cannot refund more items than were purchased")
    record = shop.add(
        "Refund",
        {
            "processedAt": shop.now(),
            "note": note,
            "order": order["id"],
            "refundLineItems": [],
            "refundShippingLines": [],
            "orderAdjustments": [],
            "transactions": [],
            "duties": [],
            "_restock": restock in ("RETURN", "CANCEL"),
        },
    )
    order["refunds"].append(record["id"])
    due, sales = pair.zero(), []
    for gid, units in parts:
        due += _line(shop, order, record, by_id[gid], units, restock, sales)
    for place in range(len(facts["shipping"]) if shipping else 0):
        due += _shipping(shop, order, record, place, sales)
    return record, due, sales


def _line(shop, order, record, line, units, restock, sales):
    """Take units of a line back; return what they are worth."""
    pair = pricing.pair_of(order["_facts"])
    amount, taxes = pricing.refund_of(line, units, pair)
    tax = pair.total(taxes)
    unshipped = max(0, pricing.kept(line) - line["fulfilled"])
    if restock == "RETURN" and units <= unshipped:
        restock = "CANCEL"  # what never left cannot come back
    line["removed"] += units
    location = order["_location"] if line["ships"] and restock != "NO_RESTOCK" else None
    record["refundLineItems"].append(
        {
            "__typename": "RefundLineItem",
            "id": shop.new_id("RefundLineItem"),
            "lineItem": line["id"],
            "quantity": units,
            "restockType": restock if line["ships"] else "NO_RESTOCK",
            "restocked": location is not None,
            "location": location,
            "priceSet": bag(pair.round(load(line["unit"])), pair),
            "subtotalSet": bag(amount, pair),
            "totalTaxSet": bag(tax, pair),
        }
    )
    sales.append(line_sale(shop, order, line, amount, taxes, -units))
    _stock(shop, order, line, units, unshipped, restock)
    return amount if order["taxesIncluded"] else amount + tax


def _stock(shop, order, line, units, unshipped, restock):
    """Put units back: reserved ones are released, shipped ones come back."""
    if not line["ships"]:
        return
    reserved = min(units, unshipped)
    location = order["_location"]
    if reserved:
        fulfilment.forget(shop, order, [(line, reserved)])
        if restock == "NO_RESTOCK":
            inventory.ship(shop, line["variant"], location, reserved)
        else:
            inventory.release(shop, line["variant"], location, reserved)
    returned = units - reserved
    if returned and restock != "NO_RESTOCK":
        inventory.restock(shop, line["variant"], location, returned)


def _shipping(shop, order, record, place, sales):
    """Give what is left of a shipping line back; return what it is worth."""
    pair = pricing.pair_of(order["_facts"])
    line = order["_facts"]["shipping"][place]
    amount = pricing.shipping_net(line, pair) - load(line["refunded"])
    taxes = [
        load(whole) - load(gone)
        for whole, gone in zip(line["taxes"], line["tax_refunded"], strict=True)
    ]
    if not amount:
        return amount
    line["refunded"] = pricing.shipping_net(line, pair).dump()
    line["tax_refunded"] = list(line["taxes"])
    tax = pair.total(taxes)
    record["refundShippingLines"].append(
        {
            "__typename": "RefundShippingLine",
            "id": shop.new_id("RefundShippingLine"),
            "shippingLine": order["shippingLines"][place],
            "subtotalAmountSet": bag(amount, pair),
            "taxAmountSet": bag(tax, pair),
        }
    )
    sales.append(shipping_sale(shop, order, place, amount, taxes, -1))
    return amount if order["taxesIncluded"] else amount + tax


def _adjustment(shop, difference, pair):
    """Return the entry for money that was not given back, or given back in excess."""
    return {
        "__typename": "OrderAdjustment",
        "id": shop.new_id("OrderAdjustment"),
        "amountSet": bag(difference, pair),
        "taxAmountSet": bag(pair.zero(), pair),
        "reason": "REFUND_DISCREPANCY",
    }


def _pay_back(shop, order, record, amount):
    """Send money back by the ways it came; return what was sent."""
    pair = pricing.pair_of(order["_facts"])
    sent = pair.zero()
    for payment in list(map(shop.get, order["transactions"])):
        if payment["kind"] not in ("SALE", "CAPTURE") or payment["status"] != "SUCCESS":
            continue
        gone = pair.total(
            load(other["_amount"])
            for other in map(shop.get, order["transactions"])
            if other["parentTransaction"] == payment["id"] and other["kind"] == "REFUND"
        )
        part = (load(payment["_amount"]) - gone).least(amount - sent)
        if part.shop > 0:
            transaction = add_transaction(
                shop, order, part, payment["gateway"], "REFUND", parent=payment["id"],
                at=shop.now(),
            )  # fmt: skip
            record["transactions"].append(transaction["id"])
            sent += part
    return sent
