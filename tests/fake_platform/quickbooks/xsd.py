"""Judge JSON by the published XML schemas, whose names the JSON mirrors.

A reference is ``{"value": ..., "name": ...}`` in JSON, an element with a name attribute
in XML; apart from that an element is a key, and a repeated one a list.
"""

import functools
import re
from decimal import Decimal, InvalidOperation

from lxml import etree

from tests.specs import spec

XS = "{http://www.w3.org/2001/XMLSchema}"
FILES = (
    *("IntuitBaseTypes.xsd", "IntuitNamesTypes.xsd", "Finance.xsd"),
    *("IntuitRestServiceDef.xsd", "Report.xsd", "SalesTax.xsd"),
)


@functools.cache
def _types():
    """Return (complex types, simple types) by name."""
    complex_types, simple_types = {}, {}
    for name in FILES:
        root = etree.parse(str(spec("quickbooks", name))).getroot()
        for node in root.iter(f"{XS}complexType"):
            if node.get("name"):
                complex_types[node.get("name")] = node
        for node in root.iter(f"{XS}simpleType"):
            if node.get("name"):
                simple_types[node.get("name")] = node
    return complex_types, simple_types


@functools.cache
def fields(type_name):
    """Return element name -> type name of a complex type, inherited ones too."""
    node = _types()[0][type_name]
    found = {}
    for extension in node.iter(f"{XS}extension"):
        base = _bare(extension.get("base"))
        if base in _types()[0]:
            found |= fields(base)
    for element in node.iter(f"{XS}element"):
        name = element.get("name") or _bare(element.get("ref"))
        found[name] = _bare(element.get("type") or element.get("ref"))
    for attribute in node.iter(f"{XS}attribute"):
        found[attribute.get("name")] = _bare(attribute.get("type"))
    return found


def violations(type_name, value, path):
    """Yield what is wrong with a JSON value of a type."""
    complex_types, simple_types = _types()
    if type_name == "ReferenceType":
        yield from _reference(value, path)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from violations(type_name, item, f"{path}[{index}]")
    elif type_name in complex_types and isinstance(value, dict):
        known = fields(type_name)
        for name, item in value.items():
            if name not in known:
                yield f"{path}.{name}: unknown element"
            else:
                yield from violations(known[name], item, f"{path}.{name}")
    elif type_name in simple_types:
        yield from _simple(simple_types[type_name], value, path)
    else:
        yield from _builtin(type_name, value, path)


def _reference(value, path):
    if not isinstance(value, dict) or "value" not in value:
        yield f"{path}: a reference has a value"
    elif set(value) - {"value", "name", "type"}:
        yield f"{path}: unknown parts {sorted(set(value) - {'value', 'name', 'type'})}"


def _simple(node, value, path):
    allowed = [item.get("value") for item in node.iter(f"{XS}enumeration")]
    if allowed and value not in allowed:
        yield f"{path}: {value!r} is none of {allowed}"
    for limit in node.iter(f"{XS}maxLength"):
        if len(str(value)) > int(limit.get("value")):
            yield f"{path}: longer than {limit.get('value')}"


def _builtin(type_name, value, path):
    if type_name == "decimal":
        try:
            Decimal(str(value))
        except InvalidOperation:
            yield f"{path}: {value!r} is no number"
    elif type_name == "date" and not re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        yield f"{path}: {value!r} is no date"
    elif type_name == "boolean" and not isinstance(value, bool):
        yield f"{path}: {value!r} is no boolean"
    elif type_name == "string" and not isinstance(value, str):
        yield f"{path}: {value!r} is no text"


def _bare(name):
    return (name or "").rpartition(":")[2]
