"""metafieldsSet: at most 25, all or none, with compare-and-set."""

import hashlib

from ..errors import UserErrors, user_error
from ..registry import mutation

MAX = 25


@mutation("metafieldsSet")
def metafields_set(call, metafields):
    """Create or change metafields."""
    if len(metafields) > MAX:
        message = f"Exceeded the maximum metafields input limit of {MAX}."
        raise UserErrors(user_error(["metafields"], message, "LESS_THAN_OR_EQUAL_TO"))
    errors = []
    for place, entry in enumerate(metafields):
        errors += _check(call.shop, ["metafields", str(place)], entry)
    if errors:
        raise UserErrors(*errors)
    return {"metafields": [_set(call.shop, entry)["id"] for entry in metafields]}


def find(shop, owner, namespace, key):
    """Return a metafield of a record."""
    for record in map(shop.get, owner.get("_metafields", ())):
        if record["namespace"] == namespace and record["key"] == key:
            return record
    return None


def _check(shop, path, entry):
    owner = shop.get(entry["ownerId"])
    if owner is None:
        return [user_error([*path, "ownerId"], "Owner does not exist.", "INVALID")]
    known = find(shop, owner, entry.get("namespace") or "$app", entry["key"])
    if not known and not entry.get("type"):
        return [user_error([*path, "type"], "can't be blank", "BLANK")]
    if "compareDigest" in entry and entry["compareDigest"] != (
        known and known["compareDigest"]
    ):
        message = (
            "The resource has been updated since it was loaded. Try again with an "
            "updated `compareDigest` value."
        )
        return [user_error(path, message, "STALE_OBJECT")]
    return []


def _set(shop, entry):
    owner = shop.get(entry["ownerId"])
    space = entry.get("namespace") or "$app"
    record = find(shop, owner, space, entry["key"])
    if record is None:
        kind = owner["__typename"].upper()
        record = shop.add(
            "Metafield",
            {
                "namespace": space,
                "key": entry["key"],
                "owner": owner["id"],
                "ownerType": "PRODUCTVARIANT" if kind == "PRODUCTVARIANT" else kind,
            },
        )
        owner.setdefault("_metafields", []).append(record["id"])
    record["type"] = entry.get("type") or record["type"]
    record["value"] = entry["value"]
    record["jsonValue"] = entry["value"]
    record["sizeInBytes"] = len(entry["value"].encode())
    record["compareDigest"] = hashlib.sha256(entry["value"].encode()).hexdigest()
    shop.touch(record)
    return record
