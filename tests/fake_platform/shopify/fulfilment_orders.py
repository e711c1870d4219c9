"""Changes of fulfilment orders: split, move, hold, release; of fulfilments: cancel."""

from . import inventory
from .fulfilment import add_fulfilment_order
from .fulfilment_states import announce, settle
from .order_view import refresh
from .orders import touched


def split(shop, record, parts, location=None):
    """Move units into a new fulfilment order; return it.

    :param parts: [(fulfilment order line, units)]
    """
    order = shop.get(record["order"])
    place = location or record["_location"]
    method = record["deliveryMethod"]["methodType"]
    fresh = add_fulfilment_order(shop, order, place, method)
    for item, units in parts:
        item["remainingQuantity"] -= units
        item["totalQuantity"] -= units
        line = shop.add(
            "FulfillmentOrderLineItem",
            {
                **{k: v for k, v in item.items() if k not in ("id", "__typename")},
                "totalQuantity": units,
                "remainingQuantity": units,
            },
        )
        fresh["lineItems"].append(line["id"])
    record["lineItems"] = [
        gid for gid in record["lineItems"] if shop.get(gid)["totalQuantity"]
    ]
    return fresh


def move(shop, record, location, parts):
    """Have another location ship ``parts``; return (moved, remaining or None).

    What moves joins an open fulfilment order of the location, as at the platform.
    """
    order = shop.get(record["order"])
    _carry_stock(shop, record, location, parts)
    whole = sum(units for _item, units in parts) == sum(
        shop.get(gid)["remainingQuantity"] for gid in record["lineItems"]
    )
    if whole and not record["fulfillments"]:
        _place_at(shop, record, location)
        moved, remaining = record, None
    else:
        moved, remaining = split(shop, record, parts, location), record
        settle(shop, record)
    settle(shop, moved)
    refresh(shop, order)
    announce(shop, "moved", record, _moved=moved, _place=location)
    touched(shop, order)
    return moved, remaining


def _place_at(shop, record, location):
    place = shop.get(location)
    record["_location"] = location
    record["assignedLocation"] = {
        **record["assignedLocation"],
        "location": location,
        "name": place["name"],
    }


def _carry_stock(shop, record, location, parts):
    for item, units in parts:
        inventory.release(shop, item["variant"], record["_location"], units)
        inventory.commit(shop, item["variant"], location, units)


def hold(shop, record, given, ours=True):
    """Put a fulfilment order on hold; return the hold."""
    entry = shop.add(
        "FulfillmentHold",
        {
            "reason": given["reason"],
            "reasonNotes": given.get("reasonNotes"),
            "handle": given.get("handle") or "",
            "displayReason": given["reason"].replace("_", " ").capitalize(),
            "heldByRequestingApp": ours,
        },
    )
    record["fulfillmentHolds"].append(entry["id"])
    settle(shop, record)
    announce(shop, "placed_on_hold", record)
    return entry


def release(shop, record, hold_ids=None):
    """Release the named holds, all when none is named."""
    kept = [x for x in record["fulfillmentHolds"] if hold_ids and x not in hold_ids]
    record["fulfillmentHolds"] = kept
    settle(shop, record)
    if not kept:
        announce(shop, "hold_released", record)


def track(shop, fulfilment, tracking):
    """Replace the tracking of a fulfilment."""
    fulfilment["trackingInfo"] = tracking
    shop.touch(fulfilment)
    touched(shop, shop.get(fulfilment["order"]))
    shop.emit("fulfillments/update", fulfilment)


def cancel_fulfilment(shop, fulfilment):
    """Cancel a fulfilment: its units are to be shipped again, from where they were."""
    order = shop.get(fulfilment["order"])
    fulfilment["status"], fulfilment["displayStatus"] = "CANCELLED", "CANCELED"
    shop.touch(fulfilment)
    facts = {line["id"]: line for line in order["_facts"]["lines"]}
    sources = [shop.get(gid) for gid in fulfilment["fulfillmentOrders"]]
    for entry in fulfilment["fulfillmentLineItems"]:
        line, units = facts[entry["lineItem"]], entry["quantity"]
        line["fulfilled"] -= units
        shop.get(line["id"])["fulfillmentStatus"] = "unfulfilled"
        inventory.restock(shop, line["variant"], fulfilment["location"], units)
        inventory.commit(shop, line["variant"], fulfilment["location"], units)
        _open_again(shop, sources, line["id"], units)
    for record in sources:
        record["fulfillments"].remove(fulfilment["id"])
        record["status"] = "OPEN"
        settle(shop, record)
    refresh(shop, order)
    touched(shop, order)
    shop.emit("fulfillments/update", fulfilment)


def _open_again(shop, sources, line_id, units):
    for record in sources:
        for item in map(shop.get, record["lineItems"]):
            if item["lineItem"] == line_id and units:
                room = item["totalQuantity"] - item["remainingQuantity"]
                back = min(room, units)
                item["remainingQuantity"] += back
                units -= back
