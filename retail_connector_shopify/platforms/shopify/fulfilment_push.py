"""Shipments out: none of these changes knows idempotency keys, so the state is read.

All orders of a request are read in one request before anything is changed. A shipment
that was sent before (``again``) is looked for among the shop's fulfilments: the one
with our tracking numbers, our lines and our location that Odoo does not know yet is
ours. The other changes are states to be reached, so that reading is enough.
"""

from collections.abc import Sequence

from odoo.addons.retail_connector_base.platforms import (
    NotFoundError,
    PlatformError,
    PushItem,
    PushResult,
    RefusedError,
    TransientError,
)

from . import fulfilment_allot as allot
from .client import AdminClient
from .reads_fulfilment import states

HOLD_REASON = "OTHER"
PREPARED = "no_line_items_to_prepare_for_fulfillment_order"
TURN = "turn"  # code of what only waits for another change to be settled
TURN_WAIT = 5  # seconds


def push(client: AdminClient, items: Sequence[PushItem], key: str) -> list[PushResult]:
    """Deliver changes in their order; return one result per item.

    When the platform cannot answer, those that follow wait: their order matters.
    """
    orders = sorted({item.payload["order_id"] for item in items})
    found = states(client, orders)
    results, stopped = [], None
    for item in items:
        if stopped is not None:
            wait = TransientError("It waits for its turn.", TURN, TURN_WAIT)
            results.append(PushResult(item.key, error=wait))
            continue
        try:
            results.append(_deliver(client, found, item))
        except TransientError as error:
            stopped = error
            results.append(PushResult(item.key, error=error))
        except (RefusedError, NotFoundError) as error:
            results.append(PushResult(item.key, error=_refused(error)))
    return results


def _deliver(client, found, item):
    order_id = item.payload["order_id"]
    order = found.get(order_id)
    if not order:
        raise RefusedError("The order is gone at the shop.", "not_found")
    external_id, answer = ACTIONS[item.payload["action"]](client, order, item)
    if answer:  # it changed: whoever comes next for this order must see it
        found.update(states(client, [order_id]))
    return PushResult(item.key, external_id, {"id": external_id, **(answer or {})})


def _refused(error: PlatformError) -> RefusedError:
    if isinstance(error, RefusedError):
        return error
    return RefusedError(error.message, error.code)


def _run(client, name, root, variables):
    """Run a change; raise RefusedError for what the shop says against it."""
    answer = client.run(name, variables)[root]
    for error in answer["userErrors"]:
        code = (error.get("code") or "refused").lower()
        raise RefusedError(error["message"], code)
    return answer


# --- shipments ---


def _ship(client, order, item):
    """Make a fulfilment of a location's fulfilment orders; moves them there before."""
    given = item.payload
    if item.again:
        ours = allot.already_sent(order, given, item.context.get("known") or ())
        if ours:
            return ours["id"], {"found": True}
    order = _bring_here(client, order, given)
    answer = _run(
        client,
        "fulfillment_create",
        "fulfillmentCreate",
        {
            "fulfillment": {
                "lineItemsByFulfillmentOrder": allot.parts(order, given),
                "trackingInfo": _tracking(given),
                "notifyCustomer": bool(given.get("notify")),
            }
        },
    )
    made = answer["fulfillment"]
    return made["id"], {"name": made["name"]}


def _bring_here(client, order, given):
    """Move what other locations were asked to ship; return the order as it is then."""
    moves = allot.moves(order, given)
    for work_id, lines in moves.items():
        _run(
            client,
            "fulfillment_order_move",
            "fulfillmentOrderMove",
            {"id": work_id, "location": given["location_id"], "lines": lines},
        )
    return states(client, [order["id"]])[order["id"]] if moves else order


def _tracking(given):
    """Return the platform's form of carrier, numbers and links; None without any."""
    tracking = {
        "company": given.get("carrier") or None,
        "numbers": given.get("numbers") or None,
        "urls": given.get("urls") or None,
    }
    tracking = {name: value for name, value in tracking.items() if value}
    return tracking or None


# --- changes of what was shipped ---


def _track(client, order, item):
    given = item.payload
    parcel = _parcel(order, given)
    if allot.is_tracked(parcel, given):
        return parcel["id"], None
    variables = {
        "id": parcel["id"],
        "tracking": _tracking(given) or {},
        "notify": bool(given.get("notify")),
    }
    _run(client, "fulfillment_tracking", "fulfillmentTrackingInfoUpdate", variables)
    return parcel["id"], {"tracked": True}


def _cancel(client, order, item):
    parcel = _parcel(order, item.payload)
    if parcel["status"] == "CANCELLED":
        return parcel["id"], None
    _run(client, "fulfillment_cancel", "fulfillmentCancel", {"id": parcel["id"]})
    return parcel["id"], {"cancelled": True}


def _parcel(order, given):
    for parcel in order["fulfillments"]:
        if parcel["id"] == given["fulfilment_id"]:
            return parcel
    raise RefusedError("The fulfilment is gone at the shop.", "not_found")


# --- holds ---


def _hold(client, order, item):
    """Hold all that is to leave, once: the handle is ours and unique there."""
    given = item.payload
    changed = False
    for work in allot.open_work(order):
        if not allot.our_holds(work, given["handle"]):
            hold = {
                "reason": HOLD_REASON,
                "reasonNotes": given.get("note") or "",
                "handle": given["handle"],
            }
            _run(
                client,
                "fulfillment_order_hold",
                "fulfillmentOrderHold",
                {"id": work["id"], "hold": hold},
            )
            changed = True
    return order["id"], {"held": True} if changed else None


def _release(client, order, item):
    """Release our hold, nobody else's."""
    changed = False
    for work in allot.open_work(order):
        holds = allot.our_holds(work, item.payload["handle"])
        if holds:
            variables = {"id": work["id"], "holds": holds}
            _run(
                client,
                "fulfillment_order_release",
                "fulfillmentOrderReleaseHold",
                variables,
            )
            changed = True
    return order["id"], {"released": True} if changed else None


# --- pickup ---


def _ready(client, order, item):
    """Say that goods can be fetched; the platform tells the customer, once."""
    work_id = item.payload["work_id"]
    works = {work["id"]: work for work in allot.open_work(order)}
    if work_id not in works:
        raise RefusedError("The goods were fetched or are not expected.", "not_found")
    try:
        _run(
            client,
            "fulfillment_order_ready",
            "fulfillmentOrderLineItemsPreparedForPickup",
            {"id": work_id},
        )
    except RefusedError as error:
        if error.code == PREPARED:  # by an earlier try, or by hand
            return work_id, None
        raise
    return work_id, {"ready": True}


ACTIONS = {
    "ship": _ship,
    "track": _track,
    "cancel": _cancel,
    "hold": _hold,
    "release": _release,
    "ready": _ready,
}
