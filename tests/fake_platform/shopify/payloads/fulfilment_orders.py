"""Payloads of fulfillment_orders/*: nested, with global ids, without the order."""

from ..store import numeric


def _short(record):
    return {"id": record["id"], "status": record["status"].lower()}


def fulfilment_order(shop, event):
    """Return the payload of most topics about a fulfilment order."""
    return {"fulfillment_order": _short(event["_main"])}


def moved(shop, event):
    """Return the payload of fulfillment_orders/moved."""
    return {
        "original_fulfillment_order": _short(event["_main"]),
        "moved_fulfillment_order": _short(event["_moved"]),
        "destination_location_id": str(numeric(event["_place"])),
    }
