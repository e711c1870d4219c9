"""An item of the catalogue as Odoo wants it: only the fields Odoo owns.

Options are written as the variation's name ("Red, L"): Square's own item options are
objects of their own, which a seller may use otherwise.
"""

from typing import NamedTuple

from .shapes import minor

NAME = 512  # characters
TEXT = 65_535
UNNAMED = "*"  # a tax that Odoo has no name for: the seller's only one


class House(NamedTuple):
    """What of the seller products need: id -> name of taxes charged, the currency."""

    taxes: dict = {}
    currency: str = ""


def tax_name(data) -> str:
    """Return a tax's title and percentage, as Odoo names it."""
    return f"{(data.get('name') or 'Tax')}|{float(data.get('percentage') or 0):g}"


def taxes_of(row) -> list:
    """Return the names of a variation's taxes; no list: whether it is taxed at all."""
    told = row.get("taxable")
    if isinstance(told, list):
        return told
    return [UNNAMED] if told else []


def temporary(key, ref="") -> str:
    """Return the id of an object until Square gives it one."""
    return f"#{key}-{ref}" if ref else f"#{key}"


def new_item(payload, house) -> dict:
    """Return a new item with all its variations."""
    item = {
        "type": "ITEM",
        "id": temporary(payload["key"]),
        "present_at_all_locations": True,
        "item_data": {"product_type": "REGULAR", "variations": []},
    }
    apply(payload, item, house)
    return item


def apply(payload, found, house) -> None:
    """Write what Odoo owns of an item into it; everything else stays."""
    data, parts = found["item_data"], payload["parts"]
    if "text" in parts:
        data["name"] = parts["text"]["title"][:NAME]
        data["description_html"] = parts["text"]["description_html"][:TEXT]
        data.pop("description", None)  # follows from it
    if "status" in parts:
        data["is_archived"] = parts["status"] == "archived"
        if parts["status"] == "draft":
            found["present_at_all_locations"] = False
            found["present_at_location_ids"] = []
        elif parts["status"] == "active":
            found["present_at_all_locations"] = True
    if "collections" in parts:
        data["categories"] = [{"id": one} for one in parts["collections"]]
    rows = payload.get("variants") or ()
    if any("taxable" in row for row in rows):
        names = {name for row in rows for name in taxes_of(row)}
        data["tax_ids"] = [
            one for one, name in house.taxes.items() if {name, UNNAMED} & names
        ]
        data["is_taxable"] = bool(names)
    _variations(payload, found, rows, house.currency)


def _variations(payload, found, rows, currency):
    data = found["item_data"]
    present = data.setdefault("variations", [])
    by_id = {row["id"]: row for row in present}
    for row in present:  # made before its answer was lost
        by_id.setdefault(row["item_variation_data"].get("user_data"), row)
    kept = []
    for row in rows:
        mark = temporary(payload["key"], row["ref"])
        variation = by_id.get(row["id"]) if row["id"] else by_id.get(mark)
        if variation is None:
            variation = _new(payload, found, row, mark)
            present.append(variation)
        kept.append(variation)
        _fill(variation["item_variation_data"], row, currency)
    if payload.get("whole") and rows:
        data["variations"] = kept


def _new(payload, found, row, mark):
    return {
        "type": "ITEM_VARIATION",
        "id": mark,
        "present_at_all_locations": found.get("present_at_all_locations", True),
        "item_variation_data": {
            "item_id": found["id"],
            "user_data": mark,
            "pricing_type": "VARIABLE_PRICING",
        },
    }


def _fill(data, row, currency):
    """Write the fields of a variation; its price only when it is new."""
    names = [value for _name, value in row.get("options") or ()]
    data["name"] = ", ".join(names) or data.get("name") or "Regular"
    values = row.get("values")
    if values is not None:
        _set(data, "sku", values["sku"])
        _set(data, "upc", values["barcode"])
        data["track_inventory"] = bool(values["tracked"])
    if row.get("price"):
        data["price_money"] = minor(row["price"], currency)
        data["pricing_type"] = "FIXED_PRICING"


def _set(data, name, value):
    """Write a text; an empty one is taken away."""
    if value:
        data[name] = value
    else:
        data.pop(name, None)
