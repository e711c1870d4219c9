"""Write to the catalogue: read the objects, change our fields, send them whole.

An object carries the version it was read at; one that moved meanwhile is refused with
its whole batch. Then it is read again and only our fields are applied anew, so that
what somebody else changed stays.
"""

import uuid

from odoo.addons.retail_connector_base.platforms import (
    RefusedError,
    StaleError,
    TransientError,
)

from . import reads

BATCH = 1000  # objects a batch, which is taken or refused as a whole
REQUEST = 10_000  # objects a request
ROUNDS = 4  # readings of an object that keeps moving
# What Square writes itself and does not take back: place in an object -> fields
READ_ONLY = {
    "object": ("updated_at",),
    "item_data": ("description_plaintext",),
    "item_variation_data": ("ordinal",),
    "location_overrides": ("sold_out", "sold_out_valid_until"),
    "custom_attribute_values": ("custom_attribute_definition_id", "key", "type"),
}
KEYS = uuid.UUID("0c9a64e5-7f3f-4b55-9a58-1c1d0b1b8b8e")  # our own namespace


def derived(key, *parts) -> str:
    """Return a key for a part of a request, the same whenever it is repeated."""
    return str(uuid.uuid5(KEYS, "\n".join((key, *map(str, parts)))))


def update(client, edits, key):
    """Apply ``edits`` (object id -> function(object)); return (objects, errors).

    Both are by id. One object that is refused does not hold up the others.
    """
    done, errors, waiting = {}, {}, dict(edits)
    for number in range(ROUNDS):
        found = reads.objects(client, list(waiting))
        for one in [one for one in waiting if found[one] is None]:
            del waiting[one]
            errors[one] = RefusedError("It is not in the catalogue any more.", "gone")
        for one, edit in waiting.items():
            edit(found[one])
        objects = [bare(found[one]) for one in waiting]
        written, refused = upsert(client, objects, derived(key, number))
        done.update({row["id"]: row for row in written if row["id"] in waiting})
        waiting = {one: waiting[one] for one in waiting if one not in done}
        for one in list(waiting):
            error = refused.get(one)
            if not isinstance(error, StaleError) and error is not None:
                errors[one] = error
                del waiting[one]
        if not waiting:
            return done, errors
    late = TransientError("The catalogue keeps changing.", "version_mismatch", 30)
    return done, errors | dict.fromkeys(waiting, late)


def bare(found) -> dict:
    """Return an object without what only Square writes."""
    found = _without("object", found)
    for name in ("item_data", "item_variation_data"):
        if name in found:
            found[name] = _without(name, found[name])
    name = "custom_attribute_values"
    if name in found:
        found[name] = {k: _without(name, v) for k, v in found[name].items()}
    item, variation = found.get("item_data"), found.get("item_variation_data")
    if item and "variations" in item:
        item["variations"] = [bare(row) for row in item["variations"]]
    if variation and "location_overrides" in variation:
        rows = variation["location_overrides"]
        name = "location_overrides"
        variation[name] = [_without(name, row) for row in rows]
    return found


def _without(place, values):
    return {k: v for k, v in values.items() if k not in READ_ONLY[place]}


def upsert(client, objects, key):
    """Write objects; return (objects as written, id -> error of what was refused).

    A request that is refused as a whole is sent again one object at a time, unless it
    only came at a bad moment.
    """
    written, refused = [], {}
    for number, part in enumerate(portions(objects, REQUEST)):
        try:
            written += _send(client, part, derived(key, number))["objects"]
        except (RefusedError, StaleError) as error:
            if len(part) == 1:
                refused[part[0]["id"]] = error
                continue
            for one in part:
                more, errors = upsert(client, [one], derived(key, one["id"]))
                written += more
                refused |= errors
    return written, refused


def create(client, groups, key):
    """Write new objects; return (temporary id -> id, name -> error).

    :param groups: name -> object, whose id and parts' ids begin with ``#``
    """
    ids, errors = {}, {}
    names = {one["id"]: name for name, one in groups.items()}
    for number, part in enumerate(portions(list(groups.values()), REQUEST)):
        try:
            ids |= _ids(_send(client, part, derived(key, "create", number)))
        except RefusedError as error:
            if len(part) == 1:
                errors[names[part[0]["id"]]] = error
                continue
            for one in part:
                more, refused = create(client, {names[one["id"]]: one}, one["id"] + key)
                ids |= more
                errors |= refused
    return ids, errors


def portions(objects, most):
    """Yield objects in lists of at most so many, the parts inside them counted."""
    part, size = [], 0
    for one in objects:
        count = 1 + len((one.get("item_data") or {}).get("variations") or ())
        if part and size + count > most:
            yield part
            part, size = [], 0
        part.append(one)
        size += count
    if part:
        yield part


def _ids(answer):
    rows = answer.get("id_mappings") or ()
    return {row["client_object_id"]: row["object_id"] for row in rows}


def _send(client, objects, key):
    batches = [{"objects": part} for part in portions(objects, BATCH)]
    return client.change(
        "/v2/catalog/batch-upsert", {"idempotency_key": key, "batches": batches}
    )
