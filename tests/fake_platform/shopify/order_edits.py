"""Edits that raise the quantity of a line."""

from . import fulfilment, inventory, pricing
from .ledger import line_sale
from .money import load


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
