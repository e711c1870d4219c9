"""What people in the shop do with goods: ship, move, hold, correct, take back."""

from . import fulfilment, fulfilment_orders
from .order_view import refresh
from .orders import touched


def fulfil(
    shop, order, part=False, company="DHL", number=None, location=None, lines=None,
    numbers=None,
):  # fmt: skip
    """Ship everything that is open, only the first line, or [[line number, units]]."""
    parts = fulfilment.open_parts(order)
    if lines is not None:
        facts = order["_facts"]["lines"]
        parts = [(facts[place], units) for place, units in lines]
    parts = parts[:1] if part else parts
    if not parts:
        raise ValueError("There is nothing to ship.")
    numbers = numbers or [number or f"JD{shop.next_number('tracking', 10**8)}"]
    tracking = [
        {"company": company, "number": each, "url": f"https://dhl.example/{each}"}
        for each in numbers
    ]
    records = fulfilment.ship(shop, order, parts, tracking, _place(shop, location))
    return shipped(shop, order, *records)


def shipped(shop, order, *records):
    """Show that goods left, and tell the subscribers."""
    refresh(shop, order)
    whole = order["displayFulfillmentStatus"] == "FULFILLED"
    touched(shop, order, "orders/fulfilled" if whole else "orders/partially_fulfilled")
    for record in records:
        shop.emit("fulfillments/create", record)
    return order


def _place(shop, location):
    """Return a location's id by id or name."""
    found = shop.table("Location").values()
    return next((x["id"] for x in found if location in (x["id"], x["name"])), None)


def move(shop, order, location, lines=None):
    """Have another location ship what is open, all or [[line number, units]]."""
    place = _place(shop, location)
    wanted = _units_by_line(order, lines)
    for record in _open_orders(shop, order):
        if record["_location"] != place and (parts := _parts(shop, record, wanted)):
            fulfilment_orders.move(shop, record, place, parts)
    return order


def hold(shop, order, reason="INVENTORY_OUT_OF_STOCK", note="", handle="by-hand"):
    """Put what is open on hold."""
    for record in _open_orders(shop, order):
        fulfilment_orders.hold(
            shop,
            record,
            {"reason": reason, "reasonNotes": note, "handle": handle},
            ours=False,
        )
    return order


def release(shop, order):
    """Release all holds."""
    for record in _open_orders(shop, order):
        if record["fulfillmentHolds"]:
            fulfilment_orders.release(shop, record)
    return order


def track(shop, order, numbers, company="DHL", place=-1):
    """Correct the tracking of a fulfilment, by default the last one."""
    record = shop.get(order["fulfillments"][place])
    fulfilment_orders.track(
        shop,
        record,
        [
            {"company": company, "number": each, "url": f"https://dhl.example/{each}"}
            for each in numbers
        ],
    )
    return order


def unship(shop, order, place=-1):
    """Cancel a fulfilment, by default the last one: its units are open again."""
    fulfilment_orders.cancel_fulfilment(shop, shop.get(order["fulfillments"][place]))
    return order


def deliver_digital(shop, order):
    """Send the gift cards of an order by e-mail: a fulfilment without a location."""
    lines = [x for x in order["_facts"]["lines"] if x["kind"] == "gift_card"]
    parts = [(line, line["quantity"]) for line in lines]
    record = fulfilment.add_fulfilment(shop, order, parts, None)
    return shipped(shop, order, record)


def _open_orders(shop, order):
    return [
        record
        for record in map(shop.get, list(order["fulfillmentOrders"]))
        if record["status"] not in ("CLOSED", "CANCELLED")
    ]


def _units_by_line(order, lines):
    """Return line item id -> units wanted; None for all."""
    if lines is None:
        return None
    facts = order["_facts"]["lines"]
    return {facts[place]["id"]: units for place, units in lines}


def _parts(shop, record, wanted):
    """Return [(fulfilment order line, units)] of what is wanted, taking it off."""
    parts = []
    for item in map(shop.get, record["lineItems"]):
        units = item["remainingQuantity"]
        if wanted is not None:
            units = min(units, wanted.get(item["lineItem"], 0))
            wanted[item["lineItem"]] = wanted.get(item["lineItem"], 0) - units
        if units:
            parts.append((item, units))
    return parts


ACTIONS = {
    "fulfil": fulfil,
    "move": move,
    "hold": hold,
    "release": release,
    "track": track,
    "unship": unship,
    "deliver_digital": deliver_digital,
}
