"""Read XML of others: no entities, no network, elements by their local names."""

from datetime import UTC, datetime

from lxml import etree

from odoo.addons.retail_connector_base.platforms import RejectedDocument


def parse(raw: bytes):
    """Return the root of an XML document; refuse what could harm."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError:
        raise RejectedDocument("not XML", code="not_xml") from None
    if root.getroottree().docinfo.doctype:
        raise RejectedDocument("a DOCTYPE is not taken", code="doctype")
    return root


def child(element, *names):
    """Return the element at a path of local names, or None."""
    for name in names:
        element = element.find(f"{{*}}{name}") if element is not None else None
    return element


def text(element, name) -> str:
    """Return the text of a child; empty when there is none."""
    return path(element, name)


def path(element, *names) -> str:
    """Return the text at a path of local names."""
    found = child(element, *names)
    return (found.text or "").strip() if found is not None else ""


def number(element, name):
    """Return a child's whole number, or None."""
    found = text(element, name)
    return int(found) if found.isdigit() else None


def amount(element, name) -> str:
    """Return a child's amount as plain text."""
    return text(element, name)


def flag(element, name) -> bool:
    """Return whether an attribute is set to true."""
    return (element.get(name) or "").lower() in ("true", "1")


def stamp(element, name) -> str:
    """Return a child's time with its zone; UTC when it has none."""
    found = text(element, name)
    if not found:
        return ""
    try:
        moment = datetime.fromisoformat(found)
    except ValueError:
        return found
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
