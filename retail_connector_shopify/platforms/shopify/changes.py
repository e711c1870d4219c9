"""Polling: what changed since, page by page, as Notices without payload.

Only ids and times are asked for: a page of 250 costs 13 points, and the drain reads the
entities in bulk. The filter of customers knows whole days only, so what is older than
asked for is dropped here.
"""

import hashlib
import json
from datetime import UTC, datetime

from odoo.addons.retail_connector_base.platforms import Notice, Page

from .client import AdminClient
from .shapes import moment, version

# kind -> (operation, its connection)
LISTS = {
    "order": ("orders_changed", "orders"),
    "quotation": ("drafts_changed", "draftOrders"),
    "product": ("products_changed", "products"),
    "party": ("customers_changed", "customers"),
    "collection": ("collections_changed", "collections"),
    "company": ("companies_changed", "companies"),
    "refund": ("aftersales_changed", "orders"),
    "return": ("aftersales_changed", "orders"),
}
# Refunds and returns have no list: they are looked for among the orders that changed.
# An order's return status forgets returns that were cancelled, so they are asked for.
WANTED = {
    "refund": lambda node: bool(node["refunds"]),
    "return": lambda node: bool(node["returns"]["nodes"]),
}
# kinds that are few and have no time of change: all of them, complete
WHOLE = {"location": "locations", "publication": "publications"}


def since_filter(since: datetime | None) -> str:
    """Return the search filter for what changed at or after a time; all for None."""
    if since is None:
        return ""
    return f"updated_at:>='{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'"


def changes(
    client: AdminClient, kind: str, since: datetime | None, cursor: str | None
) -> Page:
    """Return one page of what changed, oldest first."""
    if kind in WHOLE:
        return _all(client, WHOLE[kind], kind, cursor)
    if kind == "price_list":
        return _price_lists(client, cursor)
    if kind == "fulfilment":
        return _fulfilments(client, since, cursor)
    name, connection = LISTS[kind]
    data = client.run(name, {"query": since_filter(since), "after": cursor})
    found = data[connection]
    wanted = WANTED.get(kind, bool)
    notices = [
        _notice(kind, node)
        for node in found["nodes"]
        if (since is None or moment(node["updatedAt"]) >= since) and wanted(node)
    ]
    return Page(
        notices=tuple(notices),
        cursor=_next(found),
        until=moment(found["nodes"][-1]["updatedAt"]) if found["nodes"] else None,
    )


def _notice(kind, node):
    # Orders, refunds and returns are told apart: all three name the order.
    stamp = version(node["updatedAt"])
    return Notice(
        key=f"poll:{kind}:{node['id']}:{stamp}",
        topic=f"poll/{kind}",
        kind=kind,
        entity_id=node["id"],
        version=stamp,
        occurred_at=moment(node["updatedAt"]),
    )


def _all(client, name, kind, cursor):
    """Return all of a kind; they have no time of change and come along complete."""
    found = client.run(name, {"after": cursor})[name]
    notices = tuple(_whole(kind, node["id"], node) for node in found["nodes"])
    return Page(notices=notices, cursor=_next(found))


def _price_lists(client, cursor):
    """Return the catalogues that have a price list, by the list's id."""
    found = client.run("catalogs", {"after": cursor})["catalogs"]
    notices = tuple(
        _whole("price_list", node["priceList"]["id"], node)
        for node in found["nodes"]
        if node["priceList"]
    )
    return Page(notices=notices, cursor=_next(found))


def _whole(kind, entity_id, node):
    return Notice(
        key=f"poll:{entity_id}:{_digest(node)}",
        topic=f"poll/{kind}",
        kind=kind,
        entity_id=entity_id,
        payload=node,
    )


# Two lists tell of goods: what is to leave, and orders of which something has left.
SHIPPED = "(fulfillment_status:fulfilled OR fulfillment_status:partial)"
GOODS = {
    "work": ("fulfillment_orders_changed", "fulfillmentOrders", ""),
    "sent": ("orders_changed", "orders", SHIPPED),
}


def _fulfilments(client, since, cursor):
    """Return a page of orders whose goods moved; first one list, then the other."""
    part, _, after = (cursor or "work:").partition(":")
    name, connection, more = GOODS[part]
    query = " ".join(filter(None, (since_filter(since), more)))
    found = client.run(name, {"query": query, "after": after or None})[connection]
    notices = tuple(_goods_notice(node) for node in found["nodes"])
    following = _next(found)
    if following:
        return Page(notices, f"{part}:{following}")
    return Page(notices, "sent:" if part == "work" else None)


def _goods_notice(node):
    stamp = version(node["updatedAt"])
    return Notice(
        key=f"poll:goods:{node['id']}:{stamp}",
        topic="poll/fulfilment",
        kind="fulfilment",
        entity_id=node.get("orderId") or node["id"],
        version=stamp,
        occurred_at=moment(node["updatedAt"]),
    )


def _next(connection):
    page = connection["pageInfo"]
    return page["endCursor"] if page["hasNextPage"] else None


def _digest(node):
    """Return what tells one state of an entity from another."""
    text = json.dumps(node, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
