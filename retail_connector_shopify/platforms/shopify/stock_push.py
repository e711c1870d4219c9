"""Stock levels out: all quantities of a request, or none, and exactly once.

Each quantity says what we believe the platform has (``compare``); the platform refuses
the whole request when one of them moved. ``compare`` null means that the item was not
stocked at the location when we looked: it is activated there instead, which the
platform refuses when it is stocked by now. Both requests carry keys derived from the
batch's key, so that a repeat takes no second effect.
"""

import uuid
from collections.abc import Sequence

from odoo.addons.retail_connector_base.platforms import (
    PlatformError,
    PushItem,
    PushResult,
    RefusedError,
    StaleError,
    TransientError,
)

from .client import AdminClient

REASON = "correction"
STALE = ("CHANGE_FROM_QUANTITY_STALE", "COMPARE_QUANTITY_STALE")
CONCURRENT = "IDEMPOTENCY_CONCURRENT_REQUEST"
SPENT_KEYS = (
    "IDEMPOTENCY_KEY_PARAMETER_MISMATCH",
    "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED",
)
CONCURRENT_WAIT = 5  # seconds
KEYS = uuid.UUID("6f0a3c1e-8a57-4f0e-9b0c-5d9f5a1f7c11")  # our own namespace


def push(client: AdminClient, items: Sequence[PushItem], key: str) -> list[PushResult]:
    """Deliver stock levels; return one result per item, in their order."""
    results = {}
    for item in items:
        if item.payload["compare"] is None:
            results[item.key] = _activate(client, item, key)
    known = [item for item in items if item.payload["compare"] is not None]
    if known:
        results.update(_set(client, known, key))
    return [results[item.key] for item in items]


def derived(key: str, *parts: str) -> str:
    """Return a key for a part of a batch, the same whenever the batch is repeated."""
    return str(uuid.uuid5(KEYS, "\n".join((key, *parts))))


# --- many quantities in one request ---


def _set(client, items, key):
    answer = client.run(
        "inventory_set",
        {
            "key": derived(key, "set"),
            "input": {
                "name": "available",
                "reason": REASON,
                "quantities": [_quantity(item.payload) for item in items],
            },
        },
    )["inventorySetQuantities"]
    errors = answer["userErrors"]
    if not errors:
        return {item.key: PushResult(item.key, answer=answer) for item in items}
    refused = _by_item(errors)
    return {
        item.key: PushResult(item.key, error=refused.get(index) or _with_others(errors))
        for index, item in enumerate(items)
    }


def _quantity(payload):
    return {
        "inventoryItemId": payload["stock_id"],
        "locationId": payload["location_id"],
        "quantity": int(payload["quantity"]),
        "changeFromQuantity": int(payload["compare"]),
    }


def _by_item(errors) -> dict[int, PlatformError]:
    """Return index -> error for the errors that name an item by their path."""
    found = {}
    for error in errors:
        if error["code"] == CONCURRENT:
            raise TransientError(
                error["message"], CONCURRENT.lower(), retry_after=CONCURRENT_WAIT
            )
        index = _index(error["field"])
        if index is not None:
            found.setdefault(index, _error(error))
    return found


def _index(path):
    """Return 3 for ``["input", "quantities", "3", "locationId"]``."""
    return next((int(part) for part in path or () if part.isdigit()), None)


def _error(error):
    code = (error["code"] or "").lower()
    if error["code"] in STALE:
        return StaleError(error["message"], code)
    return RefusedError(error["message"], code or None)


def _with_others(errors):
    """Return the error of an item that was only refused together with others.

    It is planned again, under a new key, without those. When no error named an item,
    nobody knows whose fault it is: then what the platform has is read again.
    """
    first = errors[0]
    if first["code"] in STALE and _index(first["field"]) is None:
        return StaleError(first["message"], first["code"].lower())
    if first["code"] in SPENT_KEYS or any(
        _index(error["field"]) is not None for error in errors
    ):
        # Nothing of the request took effect: without the culprit it can go at once.
        return TransientError(first["message"], "batch_refused", retry_after=1)
    return _error(first)


# --- an item that is not stocked at the location yet ---


def _activate(client, item, key):
    payload = item.payload
    answer = client.run(
        "inventory_activate",
        {
            "key": derived(key, payload["stock_id"], payload["location_id"]),
            "item": payload["stock_id"],
            "location": payload["location_id"],
            "available": int(payload["quantity"]),
        },
    )["inventoryActivate"]
    if not answer["userErrors"]:
        return PushResult(item.key, answer["inventoryLevel"]["id"], answer)
    error = answer["userErrors"][0]
    # These errors have no code. A quantity is refused as ``available`` when the item is
    # stocked there by now; what it has must be read before it is changed.
    if error["field"] == ["available"]:
        return PushResult(item.key, error=StaleError(error["message"]))
    return PushResult(item.key, error=RefusedError(error["message"]))
