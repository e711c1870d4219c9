"""Products out: items with their variations, taxes, categories and pictures.

A new item is named by our own key until Square gives it an id. Its variations keep the
key in ``user_data``, so that an item whose creation was not answered is found again by
its SKUs instead of being made twice.
"""

from odoo.addons.retail_connector_base.platforms import (
    NotFoundError,
    PushResult,
    RefusedError,
)

from . import catalog
from .catalog_item import (
    UNNAMED,
    House,
    apply,
    new_item,
    tax_name,
    taxes_of,
    temporary,
)
from .catalog_pictures import show

SKUS = 250  # values of a search


def push(client, items, key, read_file):
    """Deliver products; return one result per item, in their order."""
    answers, errors = {}, {}
    known, fresh = {}, {}
    # Also an item whose pictures were refused was made, and is not made twice.
    found_again = _lost(client, [item for item in items if not item.payload["id"]])
    house = _house(client, items)
    for item in items:
        payload = item.payload
        one = payload["id"] or found_again.get(item.key)
        if payload["delete"]:
            answers[item.key] = _delete(client, one)
        elif one:
            known.setdefault(one, []).append(item)
        else:
            fresh[item.key] = item
    _check_taxes(items, house, errors)
    known = {
        one: [item for item in rows if item.key not in errors]
        for one, rows in known.items()
    }
    known = {one: rows for one, rows in known.items() if rows}
    fresh = {name: item for name, item in fresh.items() if name not in errors}
    _create(client, fresh, house, key, answers, errors)
    _update(client, known, house, key, answers, errors)
    show(client, items, answers, errors, key, read_file)
    return [
        PushResult(item.key, error=errors[item.key])
        if item.key in errors
        else PushResult(item.key, answers[item.key].get("id", ""), answers[item.key])
        for item in items
    ]


def _house(client, items):
    """Return what products need of the seller: the taxes charged now, the currency."""
    rows = [row for item in items for row in item.payload.get("variants") or ()]
    taxes, currency = {}, ""
    if any("taxable" in row for row in rows):
        found = client.all("/v2/catalog/list", "objects", types="TAX")
        taxes = {
            row["id"]: tax_name(row["tax_data"])
            for row in found
            if (row.get("tax_data") or {}).get("enabled")
        }
    if any(row.get("price") for row in rows):
        currency = client.merchant["currency"]
    return House(taxes, currency)


def _check_taxes(items, house, errors):
    """Hold back products whose taxes Square does not have."""
    for item in items:
        names = {n for r in item.payload.get("variants") or () for n in taxes_of(r)}
        missing = sorted(names - {UNNAMED} - set(house.taxes.values()))
        if UNNAMED in names and len(house.taxes) != 1:
            missing.append(UNNAMED)
        if missing:
            text = ", ".join(name.replace("|", " ") for name in missing)
            errors[item.key] = RefusedError(
                f"Square has no such tax, or more than one: {text}", "tax_unknown"
            )


def _lost(client, items):
    """Return item key -> id of what was made before its answer was lost."""
    marks = {}
    for item in items:
        for row in item.payload.get("variants") or ():
            mark = temporary(item.payload["key"], row["ref"])
            marks[mark] = (item.key, (row.get("values") or {}).get("sku"))
    skus = sorted({sku for _key, sku in marks.values() if sku})
    found = {}
    for start in range(0, len(skus), SKUS):
        values = skus[start : start + SKUS]
        query = {"attribute_name": "sku", "attribute_values": values}
        rows = client.ask_all(
            "/v2/catalog/search",
            "objects",
            {"object_types": ["ITEM_VARIATION"], "query": {"set_query": query}},
        )
        for row in rows:
            data = row["item_variation_data"]
            if data.get("user_data") in marks:
                found[marks[data["user_data"]][0]] = data["item_id"]
    return found


def _create(client, fresh, house, key, answers, errors):
    groups = {name: new_item(item.payload, house) for name, item in fresh.items()}
    if not groups:
        return
    ids, refused = catalog.create(client, groups, key)
    errors |= refused
    for name, item in fresh.items():
        if name in refused:
            continue
        payload = item.payload
        answers[name] = {
            "id": ids[temporary(payload["key"])],
            "whole": True,
            "variants": [
                _row(row["ref"], ids[temporary(payload["key"], row["ref"])])
                for row in payload["variants"]
            ],
        }


def _row(ref, variation):
    return {"ref": ref, "id": variation, "stock_id": variation}


def _update(client, known, house, key, answers, errors):
    """Change what is there. Rows that are new in it get their ids by reading back."""
    if not known:
        return
    edits = {one: _edit(rows, house) for one, rows in known.items()}
    done, refused = catalog.update(client, edits, key)
    for one, rows in known.items():
        for item in rows:
            if one in refused:
                errors[item.key] = refused[one]
            else:
                answers[item.key] = _answer(item.payload, done[one])


def _edit(rows, house):
    def edit(found):
        for item in rows:
            apply(item.payload, found, house)

    return edit


def _answer(payload, found):
    """Return what the exporter has to know of an item that was changed."""
    by_mark = {}
    for row in found["item_data"].get("variations") or ():
        by_mark[row["id"]] = row["id"]
        by_mark[row["item_variation_data"].get("user_data")] = row["id"]
    rows = []
    for row in payload.get("variants") or ():
        mark = row["id"] or temporary(payload["key"], row["ref"])
        if mark in by_mark:
            rows.append(_row(row["ref"], by_mark[mark]))
    return {
        "id": found["id"],
        "variants": rows,
        "whole": bool(payload.get("whole")),
    }


def _delete(client, one):
    """Delete an item with its variations; one that is gone is no error."""
    if one:
        try:
            client.send("DELETE", f"/v2/catalog/object/{one}", idempotent=True)
        except NotFoundError:
            return {"id": one, "deleted": True}
    return {"id": one, "deleted": True}
