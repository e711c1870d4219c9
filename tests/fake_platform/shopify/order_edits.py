"""Edits of an order: lines are added, units taken off, one agreement tells of it."""

from . import fulfilment, inventory, pricing, refunds
from .baskets import Baskets
from .ledger import line_sale, note_agreement, sales_of
from .money import load
from .order_view import refresh
from .orders import add_line, show_lines, touched


def goods(shop, order, wish):
    """Return a line of goods, {sku, quantity, price}, with the order's taxes."""
    country = _country(shop, order)
    found = _drawer(shop, order).lines({"lines": [wish]}, country, True, False)
    return found[0]


def custom(shop, order, title, price, quantity, taxed):
    """Return a line of something that is no product."""
    rates = _drawer(shop, order).rates(_country(shop, order)) if taxed else []
    return {
        "kind": "custom",
        "title": title,
        "price": price,
        "quantity": quantity,
        "rates": rates,
    }


def apply(shop, order, adds=(), takes=(), raises=()):
    """Add lines, take units off, ``[line id, units]``, and raise quantities.

    :param raises: {line, quantity}, see ``raise_quantity``
    """
    facts = order["_facts"]
    before = len(facts["lines"])
    raised = [raise_quantity(shop, order, **given) for given in raises]
    for item in adds:
        _add(shop, order, item)
    if adds:
        show_lines(shop, order)
    taken = refunds.remove(shop, order, list(takes)) if takes else []
    order["edited"] = True
    refresh(shop, order)
    sales = raised + sales_of(shop, order, facts["lines"][before:]) + taken
    as_refund = taken and shop.settings["removal_told_as"] == "refund"
    kind = "RefundAgreement" if as_refund else "OrderEditAgreement"
    links = {"refund": order["refunds"][-1]} if as_refund else {}
    note_agreement(shop, order, kind, "ORDER_EDIT", sales, **links)
    touched(shop, order)
    shop.emit("orders/edited", order)
    return order


def raise_quantity(shop, order, line=0, quantity=1):
    """Order more units of a line that has no discount; return the sale of them."""
    facts = order["_facts"]
    pair, item = pricing.pair_of(facts), facts["lines"][line]
    if item["discounts"] or item["removed"]:
        raise ValueError("Quantity cannot be increased on this line item")
    taxes = [load(amount) for amount in item["taxes"]]
    item["quantity"] += quantity
    item["taxes"] = pricing.taxes(
        pricing.net(item, pair), item["rates"], order["taxesIncluded"], pair
    )
    if item["variant"]:
        inventory.commit(shop, item["variant"], order["_location"], quantity)
    if item["ships"]:
        more = {**item, "quantity": quantity}
        fulfilment.open_fulfilment_order(shop, order, [more])
    added = [
        load(now) - before for now, before in zip(item["taxes"], taxes, strict=True)
    ]
    amount = load(item["unit"]).times(quantity)
    return line_sale(shop, order, item, amount, added, quantity)


def _add(shop, order, item):
    line = add_line(shop, order, item)
    pair = pricing.pair_of(order["_facts"])
    line["taxes"] = pricing.taxes(
        pricing.net(line, pair), line["rates"], order["taxesIncluded"], pair
    )
    order["_facts"]["lines"].append(line)
    if line.get("variant"):
        inventory.commit(shop, line["variant"], order["_location"], line["quantity"])
    if line["ships"]:
        fulfilment.open_fulfilment_order(shop, order, [line])


def _drawer(shop, order):
    drawer = Baskets(shop, "edit")
    drawer.exempt = order["taxExempt"]
    return drawer


def _country(shop, order):
    place = order["shippingAddress"]
    return place["countryCodeV2"] if place else shop.country
