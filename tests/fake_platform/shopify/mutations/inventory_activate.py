"""inventoryActivate: stock an item at a location."""

from .. import inventory
from ..errors import UserErrors, refuse, user_error
from ..registry import mutation
from ._stock_checks import LIMIT


@mutation("inventoryActivate")
def inventory_activate(
    call, inventory_item_id, location_id, available=None, on_hand=None,
    stock_at_legacy_location=False,
):  # fmt: skip
    """Create the level, or confirm it; a known quantity is kept."""
    item = call.shop.want(inventory_item_id, "InventoryItem")
    location = call.shop.want(location_id, "Location")
    if item is None:
        refuse(["inventoryItemId"], "The specified inventory item could not be found.")
    if location is None:
        refuse(["locationId"], "The specified location could not be found.")
    why = f"The product couldn't be stocked at {location['name']} because "
    if available is not None and on_hand is not None:
        message = (
            f"{why}not allowed to set available and on_hand quantities at the same "
            "time."
        )
        raise UserErrors(
            *(user_error([name], message) for name in ("available", "onHand"))
        )
    level = inventory.level_of(call.shop, item["id"], location["id"])
    given = {"available": available, "onHand": on_hand}
    given = {name: value for name, value in given.items() if value is not None}
    if level is not None and level["isActive"]:
        for name in given:
            words = {"available": "available", "onHand": "on_hand"}[name]
            refuse(
                [name],
                f"Not allowed to set an {words} quantity when the item is already "
                "active at the location.",
            )
        return {"inventoryLevel": level["id"]}
    for name, value in given.items():
        if abs(value) > LIMIT:
            limits = "the quantity needs to be between -1 billion and 1 billion."
            refuse([name], f"{why}{limits}")
    level = inventory.stocked(call.shop, item["id"], location["id"])
    level["isActive"] = True  # what it held before stays, unless a quantity is given
    for value in given.values():
        inventory.set_available(call.shop, level, value)
    call.shop.emit("inventory_levels/connect", level)
    return {"inventoryLevel": level["id"]}
