"""inventoryAdjustQuantities: deltas of one named quantity."""

from .. import inventory
from ..errors import user_error
from ..registry import mutation
from . import _stock_checks as checks


@mutation("inventoryAdjustQuantities")
def inventory_adjust_quantities(call, input):
    """Add all deltas or none."""
    name, rows = input["name"], input["changes"]
    checks.require_change_from(rows, "InventoryChangeInput")
    errors = checks.check_reason(input["reason"])
    errors += checks.check_reference(input.get("referenceDocumentUri"))
    if name not in inventory.NAMES or name == "committed":
        message = "The specified quantity name is invalid."
        errors.append(user_error(["input", "name"], message, "INVALID_QUANTITY_NAME"))
    checks.stop_on(errors)
    for place, row in enumerate(rows):
        errors += _check(call.shop, name, ["input", "changes", str(place)], row)
    checks.stop_on(errors)
    changes = []
    for row in rows:
        level = inventory.stocked(call.shop, row["inventoryItemId"], row["locationId"])
        inventory.change(call.shop, level, **{name: row["delta"]})
        changes.append(
            {
                "item": level["item"],
                "location": level["location"],
                "delta": row["delta"],
                "name": name,
                "ledgerDocumentUri": row.get("ledgerDocumentUri"),
            }
        )
    group = checks.add_group(
        call, input["reason"], input.get("referenceDocumentUri"), changes
    )
    return {"inventoryAdjustmentGroup": group["id"]}


def _check(shop, name, path, row):
    errors = checks.check_row(shop, path, row)
    document = row.get("ledgerDocumentUri")
    if name == "available" and document:
        message = "A ledger document URI is not allowed when adjusting available."
        errors.append(
            user_error(
                [*path, "ledgerDocumentUri"], message, "INVALID_AVAILABLE_DOCUMENT"
            )
        )
    if name != "available" and not document:
        message = "A ledger document URI is required except when adjusting available."
        errors.append(
            user_error(
                [*path, "ledgerDocumentUri"], message, "INVALID_QUANTITY_DOCUMENT"
            )
        )
    if errors:
        return errors
    level = inventory.level_of(shop, row["inventoryItemId"], row["locationId"])
    now = inventory.quantity(level, name) if level else 0
    errors += checks.check_bounds([*path, "delta"], now + row["delta"])
    expected = row["changeFromQuantity"]
    if expected is not None and expected != now:
        message = (
            "The changeFromQuantity argument no longer matches the persisted quantity."
        )
        errors.append(
            user_error(
                [*path, "changeFromQuantity"], message, "CHANGE_FROM_QUANTITY_STALE"
            )
        )
    return errors
