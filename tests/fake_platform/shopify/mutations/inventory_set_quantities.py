"""inventorySetQuantities: absolute quantities, compared before they are set."""

from collections import Counter

from .. import inventory
from ..errors import user_error
from ..registry import mutation
from . import _stock_checks as checks


@mutation("inventorySetQuantities")
def inventory_set_quantities(call, input):
    """Set all quantities or, if one is refused, none."""
    rows = input["quantities"]
    checks.require_change_from(rows, "InventoryQuantityInput")
    errors = checks.check_reason(input["reason"])
    errors += checks.check_reference(input.get("referenceDocumentUri"))
    if input["name"] not in ("available", "on_hand"):
        message = "The quantity name must be either 'available' or 'on_hand'."
        errors.append(user_error(["input", "name"], message, "INVALID_NAME"))
    checks.stop_on(errors)
    errors += _duplicates(rows)
    for place, row in enumerate(rows):
        errors += _check(
            call.shop, input["name"], ["input", "quantities", str(place)], row
        )
    checks.stop_on(errors)
    changes = [change for row in rows for change in _set(call.shop, input["name"], row)]
    if not changes:
        return {"inventoryAdjustmentGroup": None}
    group = checks.add_group(
        call, input["reason"], input.get("referenceDocumentUri"), changes
    )
    return {"inventoryAdjustmentGroup": group["id"]}


def _duplicates(rows):
    seen = Counter((row["inventoryItemId"], row["locationId"]) for row in rows)
    message = "The combination of inventoryItemId and locationId must be unique."
    return [
        user_error(
            ["input", "quantities", str(place), "locationId"],
            message,
            "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR",
        )
        for place, row in enumerate(rows)
        if seen[row["inventoryItemId"], row["locationId"]] > 1
    ]


def _check(shop, name, path, row):
    errors = checks.check_row(shop, path, row)
    errors += checks.check_bounds([*path, "quantity"], row["quantity"])
    if name == "on_hand" and row["quantity"] < 0:
        message = "The quantity can't be negative."
        errors.append(
            user_error([*path, "quantity"], message, "INVALID_QUANTITY_NEGATIVE")
        )
    if errors:
        return errors
    level = inventory.level_of(shop, row["inventoryItemId"], row["locationId"])
    expected = row["changeFromQuantity"]
    if expected is not None and expected != (
        inventory.quantity(level, name) if level else 0
    ):
        message = (
            "The changeFromQuantity argument no longer matches the persisted quantity."
        )
        return [
            user_error(
                [*path, "changeFromQuantity"], message, "CHANGE_FROM_QUANTITY_STALE"
            )
        ]
    return []


def _set(shop, name, row):
    level = inventory.stocked(shop, row["inventoryItemId"], row["locationId"])
    delta = row["quantity"] - inventory.quantity(level, name)
    if not delta:
        return []
    inventory.change(shop, level, available=delta)
    common = {"item": level["item"], "location": level["location"], "delta": delta}
    return [
        common | {"name": "available", "quantityAfterChange": None},
        common | {"name": "on_hand", "quantityAfterChange": None},
    ]
