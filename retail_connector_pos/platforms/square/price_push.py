"""Prices out: of a variation, or of a variation at one location (list id)."""

from odoo.addons.retail_connector_base.platforms import PushResult

from . import catalog
from .shapes import minor


def push(client, items, key):
    """Deliver prices; return one result per item."""
    mine = {}
    for item in items:
        mine.setdefault(item.payload["variant_id"], []).append(item)
    edits = {one: _edit(rows) for one, rows in mine.items()}
    _done, refused = catalog.update(client, edits, key)
    return [_result(item, refused) for item in items]


def _result(item, refused):
    one = item.payload["variant_id"]
    if one in refused:
        return PushResult(item.key, error=refused[one])
    return PushResult(item.key, one, {"price": item.payload["price"]})


def _edit(rows):
    def apply(found):
        data = found["item_variation_data"]
        for item in rows:
            payload = item.payload
            if payload["list_id"]:
                _at_place(data, payload)
            else:
                data["price_money"] = minor(payload["price"], payload["currency"])
                data["pricing_type"] = "FIXED_PRICING"

    return apply


def _at_place(data, payload):
    """Set or take away the price of one location; what else differs there stays."""
    rows = data.setdefault("location_overrides", [])
    place = payload["list_id"]
    row = next((row for row in rows if row["location_id"] == place), None)
    if row is None:
        row = {"location_id": place}
        rows.append(row)
    if payload["price"] is None:
        row.pop("price_money", None)
        row.pop("pricing_type", None)
        if len(row) == 1:
            rows.remove(row)
    else:
        row["price_money"] = minor(payload["price"], payload["currency"])
        row["pricing_type"] = "FIXED_PRICING"
