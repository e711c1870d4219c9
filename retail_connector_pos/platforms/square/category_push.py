"""Categories out: made once, renamed when their name changes."""

from odoo.addons.retail_connector_base.platforms import PushResult, RefusedError

from . import catalog
from .catalog_item import temporary


def push(client, items, key):
    """Deliver categories; return one result per item."""
    errors, groups, edits = {}, {}, {}
    known = _by_name(client) if any(item.again for item in items) else {}
    for item in items:
        payload = item.payload
        one = payload["id"] or (item.again and known.get(payload["title"]))
        if payload["smart"]:
            errors[item.key] = RefusedError(
                "Square has no categories that fill themselves.", "smart_collection"
            )
        elif one:
            edits.setdefault(one, []).append(item)
        else:
            groups[item.key] = {
                "type": "CATEGORY",
                "id": temporary(payload["key"]),
                "category_data": {"name": payload["title"]},
            }
    ids, refused = catalog.create(client, groups, key) if groups else ({}, {})
    changes = {one: _edit(rows) for one, rows in edits.items()}
    _done, stuck = catalog.update(client, changes, key) if changes else ({}, {})
    errors |= refused
    answers = {n: ids[one["id"]] for n, one in groups.items() if n not in refused}
    for one, rows in edits.items():
        for item in rows:
            answers[item.key] = one
            if one in stuck:
                errors[item.key] = stuck[one]
    return [
        PushResult(item.key, error=errors[item.key])
        if item.key in errors
        else PushResult(item.key, answers[item.key])
        for item in items
    ]


def _edit(rows):
    def apply(found):
        found["category_data"]["name"] = rows[-1].payload["title"]

    return apply


def _by_name(client):
    """Return name -> id of the categories there are: an answer may have been lost."""
    rows = client.all("/v2/catalog/list", "objects", types="CATEGORY")
    return {row["category_data"].get("name"): row["id"] for row in rows}
