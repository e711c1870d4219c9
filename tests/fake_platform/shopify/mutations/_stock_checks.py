"""Rules that the mutations of stock share."""

from ..errors import ApiError, UserErrors, user_error

LIMIT = 1_000_000_000  # units
REASONS = [
    "correction",
    "cycle_count_available",
    "damaged",
    "movement_canceled",
    "movement_created",
    "movement_received",
    "movement_updated",
    "other",
    "promotion",
    "quality_control",
    "received",
    "reservation_created",
    "reservation_deleted",
    "reservation_updated",
    "restock",
    "safety_stock",
    "shrinkage",
]


def require_change_from(rows, type_name):
    """Refuse rows without changeFromQuantity; null is an answer, silence is not."""
    for row in rows:
        if "changeFromQuantity" not in row:
            raise ApiError(
                f"{type_name} must include the following argument: changeFromQuantity.",
                "INVALID_FIELD_ARGUMENTS",
            )


def check_reason(reason):
    """Return the error of an unknown reason."""
    if reason in REASONS:
        return []
    return [
        user_error(
            ["input", "reason"],
            f"The specified reason is invalid. Valid values are: {', '.join(REASONS)}.",
            "INVALID_REASON",
        )
    ]


def check_reference(uri):
    """Return the error of a reference document that is no URI."""
    if uri is None or ("://" in uri and not uri.startswith("gid://shopify/")):
        return []
    return [
        user_error(
            ["input", "referenceDocumentUri"],
            "The specified reference document is invalid.",
            "INVALID_REFERENCE_DOCUMENT",
        )
    ]


def check_bounds(path, value):
    """Return the error of a quantity out of bounds."""
    if value > LIMIT:
        message = f"The quantity can't be higher than {LIMIT:,}."
        return [user_error(path, message, "INVALID_QUANTITY_TOO_HIGH")]
    if value < -LIMIT:
        message = f"The quantity can't be lower than -{LIMIT:,}."
        return [user_error(path, message, "INVALID_QUANTITY_TOO_LOW")]
    return []


def check_row(shop, path, row):
    """Return the errors of the item and the location of a row."""
    errors = []
    item = shop.want(row["inventoryItemId"], "InventoryItem")
    if item is None:
        message = "The specified inventory item could not be found."
        errors.append(
            user_error([*path, "inventoryItemId"], message, "INVALID_INVENTORY_ITEM")
        )
    elif shop.get(item["_variant"])["requiresComponents"]:  # a bundle has no stock
        message = "The specified inventory item is not allowed to be adjusted via API."
        errors.append(
            user_error(
                [*path, "inventoryItemId"], message, "NON_MUTABLE_INVENTORY_ITEM"
            )
        )
    if shop.want(row["locationId"], "Location") is None:
        message = "The specified location could not be found."
        errors.append(user_error([*path, "locationId"], message, "INVALID_LOCATION"))
    return errors


def stop_on(errors):
    """Refuse the whole call: nothing has been changed."""
    if errors:
        raise UserErrors(*errors)


def add_group(call, reason, uri, changes):
    """Store the adjustment group of a change."""
    return call.shop.add(
        "InventoryAdjustmentGroup",
        {
            "reason": reason,
            "referenceDocumentUri": uri,
            "_changes": changes,
        },
    )
