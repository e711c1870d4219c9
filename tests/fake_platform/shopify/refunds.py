"""Refunds: units and money given back, consistent to the cent over several refunds."""

from . import fulfilment, inventory, pricing
from .charges import give_back as give_back_charges
from .ledger import line_sale, shipping_sale
from .money import bag, load
from .order_view import refresh
from .orders import touched
from .refund_money import PENDING, adjust, pay_back
from .refund_money import note as write_ledger


def refund(
    shop, order, parts, shipping=False, restock="RETURN", money=True, amount=None,
    note=None, charges=(), **ways,
):  # fmt: skip
    """Give back ``parts`` ([[line id, units], ...]), shipping, and the money for them.

    ``charges``: kinds of charges (duty, fee) that are given back too. An ``amount``
    other than what the parts are worth leaves an order adjustment. ``ways`` say how
    the money goes (see ``refund_money.pay_back``).
    """
    was_paid = order["displayFinancialStatus"] in ("PAID", "PARTIALLY_REFUNDED")
    record, due, sales = take_back(shop, order, parts, shipping, restock, note)
    due += give_back_charges(shop, order, record, charges, sales)
    pair = pricing.pair_of(order["_facts"])
    paid = pair.zero()
    if money:
        wanted = due if amount is None else pair.amount(amount)
        sent, paid = pay_back(shop, order, record, wanted, **ways)
        if sent != due and (was_paid or amount is not None):
            adjust(shop, record, due - sent, pair)
        if sent != paid:
            adjust(shop, record, sent - paid, pair, PENDING)
    write_ledger(shop, order, record, sales, paid)
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


def take_back(shop, order, parts, shipping, restock, note, returned=False):
    """Take units and shipping back; return the record, what it is worth, the sales."""
    facts = order["_facts"]
    pair = pricing.pair_of(facts)
    by_id = {line["id"]: line for line in facts["lines"]}
    for gid, units, *_where in parts:
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
    for gid, units, *where in parts:
        due += _line(
            shop, order, record, by_id[gid], units, *(where or [restock, None]), sales,
            returned,
        )  # fmt: skip
    for place in range(len(facts["shipping"]) if shipping else 0):
        due += _shipping(shop, order, record, place, sales, shipping)
    return record, due, sales


def _line(shop, order, record, line, units, restock, location, sales, returned):
    """Take units of a line back; return what they are worth.

    ``returned``: they were shipped, and came back by a return.
    """
    pair = pricing.pair_of(order["_facts"])
    amount, taxes = pricing.refund_of(line, units, pair)
    tax = pair.total(taxes)
    unshipped = 0 if returned else pricing.unshipped(line)
    if restock == "RETURN":
        if units <= pricing.returnable(line):
            unshipped = 0
        elif units <= unshipped:
            restock = "CANCEL"  # what never left cannot come back
    line["removed"] += units
    line["back"] = line.get("back", 0) + max(0, units - unshipped)
    location = location or order["_location"]
    restocked = line["ships"] and restock != "NO_RESTOCK"
    record["refundLineItems"].append(
        {
            "__typename": "RefundLineItem",
            "id": shop.new_id("RefundLineItem"),
            "lineItem": line["id"],
            "quantity": units,
            "restockType": restock if line["ships"] else "NO_RESTOCK",
            "restocked": restocked,
            "location": location if restocked else None,
            "priceSet": bag(pair.round(load(line["unit"])), pair),
            "subtotalSet": bag(amount, pair),
            "totalTaxSet": bag(tax, pair),
        }
    )
    sales.append(line_sale(shop, order, line, amount, taxes, -units))
    _stock(shop, order, line, units, unshipped, restock, location)
    return amount if order["taxesIncluded"] else amount + tax


def _stock(shop, order, line, units, unshipped, restock, back_to):
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
        inventory.restock(shop, line["variant"], back_to, returned)


def _shipping(shop, order, record, place, sales, wanted=True):
    """Give a shipping line back, or a part of it; return what it is worth.

    ``wanted``: True for what is left of it, or an amount.
    """
    pair = pricing.pair_of(order["_facts"])
    line = order["_facts"]["shipping"][place]
    amount = pricing.shipping_net(line, pair) - load(line["refunded"])
    taxes = [
        load(whole) - load(gone)
        for whole, gone in zip(line["taxes"], line["tax_refunded"], strict=True)
    ]
    if not amount:
        return amount
    if wanted is not True:
        share = pair.amount(wanted).least(amount)
        part = share.shop / amount.shop
        taxes = [pair.round(tax.times(part)) for tax in taxes]
        amount = share
    line["refunded"] = (load(line["refunded"]) + amount).dump()
    line["tax_refunded"] = [
        (load(gone) + tax).dump()
        for gone, tax in zip(line["tax_refunded"], taxes, strict=True)
    ]
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
