"""Check data against the published schema: the part of JSON Schema that it uses."""

import json
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

FOLDER = Path(__file__).resolve().parents[2] / "static" / "store_feed"


class Problem(NamedTuple):
    """The first thing that does not fit: where, and which rule of the schema."""

    path: str
    code: str


TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}


@cache
def load(name):
    """Return a published schema."""
    return json.loads((FOLDER / name).read_text())


def check(value, schema, root=None, path=""):
    """Return the first Problem of ``value``, or None when it fits ``schema``."""
    root = root or schema
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        return check(value, root["$defs"][name], root, path)
    return (
        _check_value(value, schema, path)
        or _check_object(value, schema, root, path)
        or _check_array(value, schema, root, path)
    )


def _check_value(value, schema, path):
    if "const" in schema and value != schema["const"]:
        return Problem(path, "const")
    if "enum" in schema and value not in schema["enum"]:
        return Problem(path, "enum")
    if "type" in schema and not _is_of_type(value, schema["type"]):
        return Problem(path, "type")
    if isinstance(value, str):
        if "pattern" in schema and not re.fullmatch(schema["pattern"], value):
            return Problem(path, "pattern")
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 1e9):
            return Problem(path, "length")
        if "format" in schema and not _is_formatted(value, schema["format"]):
            return Problem(path, "format")
    whole = isinstance(value, int) and not isinstance(value, bool)
    if whole and not schema.get("minimum", value) <= value <= schema.get(
        "maximum", value
    ):
        return Problem(path, "range")
    return None


def _is_of_type(value, names):
    names = [names] if isinstance(names, str) else names
    if isinstance(value, bool):
        return "boolean" in names
    return any(isinstance(value, TYPES[name]) for name in names)


def _is_formatted(text, form):
    try:
        if form == "uuid":
            return str(UUID(text)) == text.lower()
        if form == "date":
            return date.fromisoformat(text).isoformat() == text
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _check_object(value, schema, root, path):
    if not isinstance(value, dict):
        return None
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            return Problem(f"{path}.{name}".lstrip("."), "required")
    for name, item in value.items():
        where = f"{path}.{name}".lstrip(".")
        if name in known:
            if problem := check(item, known[name], root, where):
                return problem
        elif schema.get("additionalProperties") is False:
            return Problem(where, "unknown")
    return None


def _check_array(value, schema, root, path):
    if not isinstance(value, list):
        return None
    if len(value) > schema.get("maxItems", len(value)):
        return Problem(path, "too_many")
    for index, item in enumerate(value):
        if problem := check(item, schema.get("items", {}), root, f"{path}[{index}]"):
            return problem
    return None
