"""Read many entities in few requests, whole: what does not fit a page is fetched too.

``nodes(ids:)`` answers as many ids as we ask for at the price of one, so a batch is one
request. What a page of a nested list cuts off (lines beyond 100, variants beyond 100)
is read with a follow-up of the same entity; a change in between starts it over.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from odoo.addons.retail_connector_base.platforms import TransientError

from . import reads_money
from .client import AdminClient, TooDear
from .mapper_order_edits import needs_agreements
from .mapper_stock import level_id, split
from .shapes import GID

TYPES = {
    "order": "Order",
    "product": "Product",
    "party": "Customer",
    "company": "Company",
    "location": "Location",
    "price_list": "PriceList",
    "refund": "Order",
    "return": "Order",
    "quotation": "DraftOrder",
    "collection": "Collection",
    "publication": "Publication",
}
ITEM, PLACE = "InventoryItem", "Location"


def fetch(client: AdminClient, kind: str, ids: Sequence[str], **shown):
    """Return id -> payload, None for what is gone.

    :param shown: what may be asked for with the scopes we have: ``staff``, ``terms``
    """
    shown = {"staff": False, "terms": False, **shown}
    if kind == "stock":
        return _stock(client, ids)
    known = [one for one in dict.fromkeys(ids) if is_gid(one, TYPES[kind])]
    found = dict.fromkeys(ids)
    found.update(READERS[kind](client, known, shown))
    return found


MONEY_TYPES = {
    "settlement": ("ShopifyPaymentsPayout",),
    "dispute": ("ShopifyPaymentsDispute",),
    "giftcard": (reads_money.CARD, reads_money.CREDIT),
}


def fetch_money(client: AdminClient, kind: str, ids: Sequence[str], scopes):
    """Return id -> payout, dispute, gift card or credit account; None: gone."""
    found: dict[str, Any] = dict.fromkeys(ids)
    known = [one for one in found if any(is_gid(one, t) for t in MONEY_TYPES[kind])]
    if kind == "settlement":
        found.update(reads_money.payouts(client, nodes, known))
    elif kind == "dispute":
        found.update(reads_money.disputes(client, nodes, known))
    else:
        found.update(reads_money.giftcards(client, nodes, complete, known, scopes))
    return found


def is_gid(global_id, kind):
    """Return whether an id is of a kind: a malformed one fails a whole request."""
    start = f"{GID}{kind}/"
    return global_id.startswith(start) and global_id[len(start) :].isdigit()


def nodes(client: AdminClient, name: str, ids: Sequence[str], **variables):
    """Return (id -> node or None, answer); halve the ids when they are too dear."""
    if not ids:
        return {}, {}
    try:
        data = client.run(name, {"ids": list(ids), **variables})
    except TooDear:
        if len(ids) == 1:
            raise
        half = len(ids) // 2
        first, _ = nodes(client, name, ids[:half], **variables)
        rest, data = nodes(client, name, ids[half:], **variables)
        return {**first, **rest}, data
    # A node of another type than asked for is an empty object.
    found = zip(ids, data["nodes"], strict=True)
    return {one: node or None for one, node in found}, data


# --- orders ---


def _orders(client, ids, shown):
    found, _ = nodes(client, "orders_by_id", ids, **shown)
    orders = [order for order in found.values() if order]
    for order in orders:
        complete(client, order, "order", "lineItems", "order_lines")
        complete(client, order, "order", "shippingLines", "order_shipping_lines")
    edited = [order["id"] for order in orders if needs_agreements(order)]
    agreements, _ = nodes(client, "order_agreements", edited)
    for order_id, node in agreements.items():
        _same(found[order_id], node)
        found[order_id]["agreements"] = node["agreements"]
    return found


# --- what came back of orders ---


def _refunds(client, ids, shown):
    found, _ = nodes(client, "refunds_by_order", ids)
    for order in filter(None, found.values()):
        for refund in order["refunds"]:
            complete(client, refund, "refund", "refundLineItems", "refund_lines")
    return found


def _returns(client, ids, shown):
    return nodes(client, "returns_by_order", ids)[0]


def _drafts(client, ids, shown):
    found, _ = nodes(client, "drafts_by_id", ids, terms=shown["terms"])
    for draft in filter(None, found.values()):
        complete(client, draft, "draftOrder", "lineItems", "draft_lines")
    return found


# --- products, customers, locations ---


def _products(client, ids, shown):
    found, data = nodes(client, "products_by_id", ids)
    for product in filter(None, found.values()):
        product["currencyCode"] = data["shop"]["currencyCode"]
        complete(client, product, "product", "variants", "product_variants")
    return found


def _customers(client, ids, shown):
    return nodes(client, "customers_by_id", ids)[0]


def _companies(client, ids, shown):
    found, _ = nodes(client, "companies_by_id", ids)
    for company in filter(None, found.values()):
        complete_company(client, company)
    return found


def complete_company(client, company):
    """Fetch all places and people of a company, with all that each may do."""
    complete(client, company, "company", "locations", "company_locations")
    complete(client, company, "company", "contacts", "company_contacts")
    for person in company["contacts"]["nodes"]:
        name = "company_contact_held"
        complete(client, person, "companyContact", "roleAssignments", name)


def _price_lists(client, ids, shown):
    """Return the catalogues by their price list's id: a shop has few of them."""
    catalogs = client.all("catalogs", "catalogs")
    found = {node["priceList"]["id"]: node for node in catalogs if node["priceList"]}
    return {one: found.get(one) for one in ids}


def _locations(client, ids, shown):
    return nodes(client, "locations_by_id", ids)[0]


def _collections(client, ids, staff):
    return nodes(client, "collections_by_id", ids)[0]


def _publications(client, ids, staff):
    return nodes(client, "publications_by_id", ids)[0]


READERS = {
    "collection": _collections,
    "publication": _publications,
    "order": _orders,
    "product": _products,
    "party": _customers,
    "company": _companies,
    "location": _locations,
    "price_list": _price_lists,
    "refund": _refunds,
    "return": _returns,
    "quotation": _drafts,
}


def complete(client, entity, root, connection, name):
    """Fetch the further pages of a nested list into the entity."""
    page = entity[connection]["pageInfo"]
    while page["hasNextPage"]:
        data = client.run(name, {"id": entity["id"], "after": page["endCursor"]})
        more = data[root]
        _same(entity, more)
        entity[connection]["nodes"] += more[connection]["nodes"]
        page = more[connection]["pageInfo"]
    entity[connection]["pageInfo"] = page


def _same(entity, again: dict[str, Any] | None):
    """Refuse to join two readings of an entity that changed in between."""
    if not again or again["updatedAt"] != entity["updatedAt"]:
        raise TransientError("It changed while it was read.", "moving", retry_after=1)


# --- stock ---


def _stock(client, ids):
    """Return the levels asked for: one request per location and 250 items."""
    found: dict[str, Any] = dict.fromkeys(ids)
    by_location = defaultdict(list)
    for one in found:
        item, place = split(one)
        if is_gid(item, ITEM) and is_gid(place, PLACE):
            by_location[place].append(item)
    for place, items in by_location.items():
        levels, _ = nodes(client, "stock_by_item", items, location=place)
        for item, node in levels.items():
            level = node and node["inventoryLevel"]
            if level and level["isActive"]:
                found[level_id(item, place)] = {
                    "item": item,
                    "location": place,
                    "level": level,
                }
    return found
