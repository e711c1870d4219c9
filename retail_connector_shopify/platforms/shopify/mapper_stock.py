"""Stock levels: units of one inventory item at one location."""

from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import StockLevel

from .shapes import View, moment

SEPARATOR = "|"  # between the item's and the location's id


def level_id(item_id: str, location_id: str) -> str:
    """Return the id under which a level is fetched."""
    return f"{item_id}{SEPARATOR}{location_id}"


def split(entity_id: str) -> tuple[str, str]:
    """Return the ids of the inventory item and of the location."""
    item_id, _, location_id = entity_id.partition(SEPARATOR)
    return item_id, location_id


def stock(view: View, payload) -> StockLevel:
    """Return how many units there are."""
    level = payload["level"]
    units = {item["name"]: Decimal(item["quantity"]) for item in level["quantities"]}
    return StockLevel(
        stock_id=payload["item"],
        location_id=payload["location"],
        available=units["available"],
        on_hand=units.get("on_hand"),
        updated_at=moment(level["updatedAt"]),
    )
