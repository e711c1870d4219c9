"""Stock out. A count when nothing moved since Odoo looked, else the difference.

Square has no "set if it is still so". So what it has is read first. When that is the
number Odoo based its figure on, everything sold before is in Odoo: a physical count as
of that reading is right, and Square takes what is sold afterwards off it, because it
applies changes by their time. When the number moved, a sale is not in Odoo yet and a
count would undo it: then only Odoo's own difference is sent.
"""

from datetime import UTC, datetime
from decimal import Decimal

from odoo.addons.retail_connector_base.platforms import (
    PushResult,
    RefusedError,
    StaleError,
    TransientError,
)

from . import reads
from .catalog import derived
from .client import KEY_SPENT
from .shapes import stamp


def push(client, items, key):
    """Deliver stock levels in one request, all or none; return a result per item."""
    read_at = datetime.fromtimestamp(client.clock(), UTC)
    found = reads.counts(client, [_key(item.payload) for item in items])
    changes, owners = [], []
    for item in items:
        change = _change(item.payload, found[_key(item.payload)], read_at)
        if change:
            changes.append(change)
            owners.append(item)
    refused = _send(client, changes, owners, key) if changes else {}
    return [PushResult(item.key, error=refused.get(item.key)) for item in items]


def _key(payload):
    return f"{payload['stock_id']}|{payload['location_id']}"


def _change(payload, row, at):
    """Return the change of one level, None when there is nothing to do."""
    wanted = Decimal(payload["quantity"])
    seen = Decimal(row["quantity"]) if row else None
    known = payload["compare"]
    if seen == wanted and (known is None or Decimal(known) == seen):
        return None
    common = {
        "catalog_object_id": payload["stock_id"],
        "occurred_at": stamp(at),
    }
    if known is None or seen is None or Decimal(known) == seen:
        return {
            "type": "PHYSICAL_COUNT",
            "physical_count": {
                **common,
                "state": "IN_STOCK",
                "location_id": payload["location_id"],
                "quantity": str(wanted),
            },
        }
    return _adjustment(common, payload["location_id"], wanted - Decimal(known))


def _adjustment(common, place, difference):
    """Return Odoo's own difference: received, or gone elsewhere."""
    if not difference:
        return None
    moved = {"from_state": "NONE", "to_state": "IN_STOCK", "to_location_id": place}
    if difference < 0:
        moved = {
            "from_state": "IN_STOCK",
            "to_state": "SOLD",
            "from_location_id": place,
        }
    return {
        "type": "ADJUSTMENT",
        "adjustment": {**common, **moved, "quantity": str(abs(difference))},
    }


def _send(client, changes, owners, key):
    """Send the changes; return item key -> error of those that did not go in."""
    try:
        client.change(
            "/v2/inventory/changes/batch-create",
            {"idempotency_key": derived(key, "stock"), "changes": changes},
        )
        return {}
    except RefusedError as error:
        if error.code == KEY_SPENT.lower():
            # Sent before and taken, its answer was lost: see what is there now.
            stale = StaleError("It was sent before.", error.code)
            return {item.key: stale for item in owners}
        return _refusals(error, owners)


def _refusals(error, owners):
    """Name the change that is at fault; the others go again without it."""
    at_fault = [
        item
        for number, item in enumerate(owners)
        if f"changes[{number}]" in error.message
    ]
    if not at_fault:
        return {item.key: error for item in owners}
    again = TransientError(error.message, "batch_refused", retry_after=1)
    return {item.key: error if item in at_fault else again for item in owners}
