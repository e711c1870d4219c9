"""fulfillmentOrderMove, fulfillmentOrderHold and fulfillmentOrderReleaseHold."""

from .. import fulfilment_orders
from ..errors import not_found, refuse
from ..fulfilment_states import DONE, allows
from ..registry import mutation
from ._fulfilment_checks import lines_of

MOST_HOLDS = 10  # of one app on one fulfilment order


def _record(call, gid):
    record = call.shop.want(gid, "FulfillmentOrder")
    if record is None:
        raise not_found(gid)
    return record


@mutation("fulfillmentOrderMove")
def fulfillment_order_move(
    call, id, new_location_id, fulfillment_order_line_items=None
):
    """Have another location ship all or some of what is left."""
    record = _record(call, id)
    if record["status"] in DONE:
        refuse(None, "Cannot change location.")
    if record["requestStatus"] != "UNSUBMITTED":
        refuse(
            None,
            "Cannot move submitted fulfillment order that is at a 3PL fulfillment "
            "service.",
        )
    if record["_progress"]:
        refuse(
            ["id"],
            "Cannot move a fulfillment order that has had progress reported. To move a "
            "fulfillment order that has had progress reported, the fulfillment order "
            "must first be marked as open resolving the ongoing progress state.",
            "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS",
        )
    if call.shop.want(new_location_id, "Location") is None:
        refuse(["id"], "Location not found.")
    if new_location_id == record["_location"] or not allows(record, "MOVE"):
        refuse(None, "Cannot change location.")
    parts = lines_of(call.shop, record, fulfillment_order_line_items, None)
    moved, remaining = fulfilment_orders.move(call.shop, record, new_location_id, parts)
    return {
        "movedFulfillmentOrder": moved["id"],
        "originalFulfillmentOrder": record["id"],
        "remainingFulfillmentOrder": remaining and remaining["id"],
    }


@mutation("fulfillmentOrderHold")
def fulfillment_order_hold(call, id, fulfillment_hold):
    """Put a fulfilment order on hold; a part of it becomes one of its own."""
    record = _record(call, id)
    handle = fulfillment_hold.get("handle") or ""
    own = [
        entry
        for entry in map(call.shop.get, record["fulfillmentHolds"])
        if entry["heldByRequestingApp"]
    ]
    if len(own) >= MOST_HOLDS:
        refuse(
            ["id"],
            "The maximum number of fulfillment holds for this fulfillment order has "
            "been reached for this app. An app can only have up to 10 holds on a "
            "single fulfillment order at any one time.",
            "FULFILLMENT_ORDER_HOLD_LIMIT_REACHED",
        )
    if any(entry["handle"] == handle for entry in own):
        refuse(
            ["fulfillmentHold", "handle"],
            "The handle provided for the fulfillment hold is already in use by this "
            "app for another hold on this fulfillment order.",
            "DUPLICATE_FULFILLMENT_HOLD_HANDLE",
        )
    if not allows(record, "HOLD"):
        refuse(["id"], "Cannot hold a fulfillment order in this state.")
    rows = fulfillment_hold.get("fulfillmentOrderLineItems")
    held = record
    if rows:
        held = fulfilment_orders.split(
            call.shop, record, lines_of(call.shop, record, rows, None)
        )
    entry = fulfilment_orders.hold(call.shop, held, fulfillment_hold)
    return {
        "fulfillmentHold": entry["id"],
        "fulfillmentOrder": held["id"],
        "remainingFulfillmentOrder": record["id"] if held is not record else None,
    }


@mutation("fulfillmentOrderReleaseHold")
def fulfillment_order_release_hold(call, id, hold_ids=None, external_id=None):
    """Release the named holds; without names, all of them."""
    record = _record(call, id)
    fulfilment_orders.release(call.shop, record, hold_ids)
    return {"fulfillmentOrder": record["id"]}
