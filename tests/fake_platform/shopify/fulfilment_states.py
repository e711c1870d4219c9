"""What a fulfilment order may do next: its status, its actions, who is told."""

DONE = ("CLOSED", "CANCELLED")
ACTIONS = {
    "OPEN": ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD", "SPLIT"),
    "IN_PROGRESS": ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD", "SPLIT"),
    "ON_HOLD": ("RELEASE_HOLD", "HOLD", "MOVE"),
}


def left(shop, record):
    """Return the units that are still to be shipped."""
    return sum(shop.get(gid)["remainingQuantity"] for gid in record["lineItems"])


def settle(shop, record):
    """Set status and actions by what is left, held and done."""
    before = record["status"], record["supportedActions"]
    order = shop.get(record["order"])
    if record["status"] not in DONE and record["lineItems"] and not left(shop, record):
        cancelled = (order and order["cancelledAt"]) or not record["fulfillments"]
        record["status"] = "CANCELLED" if cancelled else "CLOSED"
        record["fulfillmentHolds"] = []
        if cancelled:
            announce(shop, "cancelled", record)
    elif record["status"] not in DONE:
        record["status"] = _open_status(record)
    names = ACTIONS.get(record["status"], ())
    if record["requestStatus"] != "UNSUBMITTED":
        names = ()
    record["supportedActions"] = [{"action": name} for name in names]
    if (record["status"], record["supportedActions"]) != before or record["lineItems"]:
        shop.touch(record)


def _open_status(record):
    if record["fulfillmentHolds"]:
        return "ON_HOLD"
    return "IN_PROGRESS" if record["fulfillments"] or record["_progress"] else "OPEN"


def allows(record, action):
    """Say whether a fulfilment order supports an action."""
    return {"action": action} in record["supportedActions"]


def announce(shop, event, record, **others):
    """Tell the subscribers what happened to a fulfilment order."""
    shop.emit(f"fulfillment_orders/{event}", {"_main": record, **others})
