"""metafieldsSet: at most 25, all or none, with compare-and-set."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal

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
    return {
        "metafields": [set_metafield(call.shop, entry)["id"] for entry in metafields]
    }


def find(shop, owner, namespace, key):
    """Return a metafield of a record."""
    for record in map(shop.get, owner.get("_metafields", ())):
        if record["namespace"] == namespace and record["key"] == key:
            return record
    return None


def definition_of(shop, owner_type, namespace, key):
    """Return the definition of a metafield, None without one."""
    for record in shop.table("MetafieldDefinition").values():
        if (record["ownerType"], record["namespace"], record["key"]) == (
            owner_type, namespace, key,
        ):  # fmt: skip
            return record
    return None


def check_metafield(shop, path, entry, owner_type, owner=None):
    """Return the errors of a metafield's type and value.

    :param owner: id of the record that has it, None for a new one
    """
    space = entry.get("namespace") or "$app"
    definition = definition_of(shop, owner_type, space, entry["key"])
    kind = entry.get("type") or (definition and definition["type"]["name"])
    if not kind:
        return [user_error([*path, "type"], "can't be blank", "BLANK")]
    if definition and kind != definition["type"]["name"]:
        wanted = definition["type"]["name"]
        message = f"Type '{kind}' must be consistent with the definition's type: "
        return [user_error([*path, "type"], f"{message}'{wanted}'.", "INVALID_TYPE")]
    problem = wrong_value(kind, entry["value"]) or wrong_target(
        shop, kind, entry["value"]
    )
    if problem:
        return [user_error([*path, "value"], problem, "INVALID_VALUE")]
    if kind == "id":
        for other in shop.table("Metafield").values():
            if (
                (other["namespace"], other["key"], other["value"])
                == (space, entry["key"], entry["value"])
                and other["owner"] != owner
                and shop.get(other["owner"])
            ):
                message = "Value has already been taken"
                return [user_error([*path, "value"], message, "TAKEN")]
    return []


TARGETS = {
    "product": "Product",
    "variant": "ProductVariant",
    "collection": "Collection",
}


def wrong_target(shop, kind, value):
    """Return what is wrong with what a reference names, None for nothing."""
    what = kind.removeprefix("list.").removesuffix("_reference")
    if not kind.endswith("_reference"):
        return None
    wanted = json.loads(value) if kind.startswith("list.") else [value]
    if all(shop.want(gid, TARGETS[what]) for gid in wanted):
        return None
    return f"Value require that you select a {what}."


def wrong_value(kind, value):
    """Return what is wrong with a value of a type, None for nothing."""
    try:
        if kind == "number_integer":
            int(value)
        elif kind == "number_decimal":
            Decimal(value)
        elif kind == "boolean" and value not in ("true", "false"):
            return "Value must be true or false."
        elif kind == "date":
            date.fromisoformat(value)
        elif kind == "date_time":
            datetime.fromisoformat(value)
        elif kind == "single_line_text_field" and "\n" in value:
            return "Value must be a single line text string."
        elif kind in ("json", "money", "rating", "weight") or kind.startswith("list."):
            json.loads(value)
    except (ArithmeticError, ValueError):
        return f"Value must be a valid {kind}."
    return None


def _check(shop, path, entry):
    owner = shop.get(entry["ownerId"])
    if owner is None:
        return [user_error([*path, "ownerId"], "Owner does not exist.", "INVALID")]
    known = find(shop, owner, entry.get("namespace") or "$app", entry["key"])
    if not known or entry.get("type"):
        kind = owner["__typename"].upper()
        errors = check_metafield(shop, path, entry, kind, owner["id"])
        if errors:
            return errors
    if "compareDigest" in entry and entry["compareDigest"] != (
        known and known["compareDigest"]
    ):
        message = (
            "The resource has been updated since it was loaded. Try again with an "
            "updated `compareDigest` value."
        )
        return [user_error(path, message, "STALE_OBJECT")]
    return []


def set_metafield(shop, entry):
    """Create or change a metafield; return the record."""
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
    definition = definition_of(shop, record["ownerType"], space, entry["key"])
    defined = definition and definition["type"]["name"]
    record["type"] = entry.get("type") or record.get("type") or defined
    record["value"] = entry["value"]
    record["jsonValue"] = entry["value"]
    record["sizeInBytes"] = len(entry["value"].encode())
    record["compareDigest"] = hashlib.sha256(entry["value"].encode()).hexdigest()
    shop.touch(record)
    return record
