"""Stock levels: named quantities per item and location, and the moves of a sale."""

from .store import numeric

NAMES = (
    "available",
    "committed",
    "damaged",
    "incoming",
    "quality_control",
    "reserved",
    "safety_stock",
)
ON_HAND = (
    "available",
    "committed",
    "damaged",
    "quality_control",
    "reserved",
    "safety_stock",
)


def level_id(item, location):
    """Return the id of the level of an item at a location."""
    item_number, location_number = numeric(item), numeric(location)
    number = (item_number * 31 + location_number) % 10**12 + 10**12
    return f"gid://shopify/InventoryLevel/{number}?inventory_item_id={item_number}"


def level_of(shop, item, location):
    """Return the level record, None when the item was never stocked there."""
    return shop.table("InventoryLevel").get(level_id(item, location))


def stocked(shop, item, location):
    """Return the level, an inactive one where the item is not stocked yet.

    Since 2026-04 a quantity may be set anywhere; where the item is not stocked, that
    leaves an inactive level, which sells nothing until it is activated.
    """
    return level_of(shop, item, location) or activate(
        shop, item, location, active=False
    )


def activate(shop, item, location, available=0, active=True):
    """Stock an item at a location."""
    record = {
        "id": level_id(item, location),
        "item": item,
        "location": location,
        "isActive": active,
        "canDeactivate": True,
        "_quantities": dict.fromkeys(NAMES, 0) | {"available": available},
    }
    shop.add("InventoryLevel", record)
    shop.get(item)["_levels"].append(record["id"])
    return record


def quantity(level, name):
    """Return a named quantity; on hand is what the others add up to."""
    if name == "on_hand":
        return sum(level["_quantities"][part] for part in ON_HAND)
    return level["_quantities"][name]


def change(shop, level, quiet=False, **deltas):
    """Add to named quantities and tell the subscribers when available changed."""
    for name, delta in deltas.items():
        level["_quantities"][name] += delta
    shop.touch(level)
    if deltas.get("available") and not quiet:
        shop.emit("inventory_levels/update", level)


def set_available(shop, level, value):
    """Set the available quantity."""
    change(shop, level, available=value - level["_quantities"]["available"])


def commit(shop, variant, location, units):
    """Reserve units for an order."""
    _move(shop, variant, location, available=-units, committed=units)


def release(shop, variant, location, units):
    """Give reserved units back."""
    _move(shop, variant, location, available=units, committed=-units)


def ship(shop, variant, location, units):
    """Take reserved units out of the shop."""
    _move(shop, variant, location, committed=-units)


def sell(shop, variant, location, units):
    """Hand units over at the counter."""
    _move(shop, variant, location, available=-units)


def restock(shop, variant, location, units):
    """Take returned units back."""
    _move(shop, variant, location, available=units)


def _move(shop, variant, location, **deltas):
    record = shop.get(variant) if variant else None
    if record is None:
        return
    item = shop.get(record["inventoryItem"])
    if not item["tracked"]:
        return
    level = level_of(shop, item["id"], location) or activate(shop, item["id"], location)
    change(shop, level, **deltas)


def available_total(shop, item_id):
    """Return the available units of an item over all locations."""
    levels = shop.table("InventoryLevel")
    return sum(
        levels[gid]["_quantities"]["available"]
        for gid in shop.get(item_id)["_levels"]
        if levels[gid]["isActive"]
    )
