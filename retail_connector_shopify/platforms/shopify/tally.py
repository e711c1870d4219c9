"""The second reading: what the shop has of a day, by its own lists.

It asks other questions than the import does (what was sold in a day, not what changed),
reads amounts only, and shares nothing with the mappers but how money is written. Only
an order that was edited is read whole: what its edits left is in no list.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from odoo.addons.retail_connector_base.canonical.payment import EFFECT
from odoo.addons.retail_connector_base.canonical.tally import Entry

from . import reads
from .changes_money import SCOPES
from .mapper_order import order as parse_order
from .mapper_payment import KINDS
from .mapper_stock import level_id
from .shapes import id_of, moment, money

TALLIES = frozenset({"order", "refund", "payment", "settlement", "stock"})
WHOLE = 50  # edited orders read whole in one request


def tally(adapter, kinds, since, until):
    """Yield the Entries of some kinds in a period (aware times)."""
    client, view, scopes = adapter.client, adapter._view(), adapter._scopes()
    if "order" in kinds:
        yield from _orders(client, view, since, until)
    if {"refund", "payment"} & set(kinds):
        for entry in _money(client, view, since, until):
            if entry.kind in kinds:
                yield entry
    if "settlement" in kinds and SCOPES["settlement"] in scopes:
        yield from _payouts(client, since, until)
    if "stock" in kinds:
        yield from _stock(client)


def _period(field, since, until):
    """Return the search filter of a period; its end is not part of it."""
    first, last = (_text(since), _text(until))
    return f"{field}:>='{first}' {field}:<'{last}'"


def _text(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _pages(client, name, variables, *path) -> Iterator[dict]:
    """Yield the nodes of all pages of a list that lies at a path of the answer."""
    after = None
    while True:
        found = client.run(name, {**variables, "after": after})
        for step in path:
            if found is None:
                return
            found = found[step]
        yield from found["nodes"]
        if not found["pageInfo"]["hasNextPage"]:
            return
        after = found["pageInfo"]["endCursor"]


# --- orders ---


def _orders(client, view, since, until):
    query = _period("processed_at", since, until)
    edited = []
    for node in _pages(client, "orders_tally", {"query": query}, "orders"):
        if node["edited"]:
            edited.append(node)
        elif not node["test"]:
            yield _order(node, view.money(node["totalPriceSet"]), view)
        if len(edited) == WHOLE:
            yield from _edited(client, view, edited)
            edited = []
    yield from _edited(client, view, edited)


def _order(node, total, view=None):
    """Return the entry of an order; cash is counted as it was rounded."""
    amount = total.amount
    for item in node["transactions"] if view else ():
        bag = item["amountRoundingSet"]
        if bag and item["status"] == "SUCCESS" and item["kind"] in ("SALE", "CAPTURE"):
            amount += view.money(bag).amount
    return Entry(
        kind="order",
        entity_id=node["id"],
        name=node["name"],
        at=moment(node["processedAt"]),
        amount=amount,
        currency=total.currency,
        place=id_of(node["retailLocation"]),
    )


def _edited(client, view, nodes):
    """Yield orders that were edited; what was read whole counts."""
    found = reads.fetch(client, "order", [node["id"] for node in nodes])
    for node in nodes:
        payload = found[node["id"]]
        if payload and not node["test"]:
            yield _order(node, parse_order(view, payload).total)


# --- money that moved ---


def _money(client, view, since, until):
    """Yield refunds and payments of a period; both change their order."""
    query = f"updated_at:>='{_text(since)}'"
    for node in _pages(client, "money_tally", {"query": query}, "orders"):
        if node["test"]:
            continue
        for item in node["refunds"]:
            at = moment(item["createdAt"])
            given = view.money(item["totalRefundedSet"])
            if since <= at < until and given:
                yield _entry("refund", node, item, at, given, ("refund", node["id"]))
        for item in node["transactions"]:
            at = moment(item["processedAt"] or item["createdAt"])
            sign = EFFECT.get(KINDS.get(item["kind"]), 0)
            if not (since <= at < until) or not sign or item["test"]:
                continue
            if item["status"] == "SUCCESS":
                amount = view.money(item["amountSet"])
                if item["amountRoundingSet"]:
                    amount += view.money(item["amountRoundingSet"])
                kind = "refund" if sign < 0 else "order"
                source = (kind, node["id"])
                yield _entry("payment", node, item, at, amount * sign, source)


def _entry(kind, node, item, at, amount, source):
    return Entry(
        kind=kind,
        entity_id=item["id"],
        name=node["name"],
        at=at,
        amount=amount.amount,
        currency=amount.currency,
        place=id_of(node["retailLocation"]),
        tender=item.get("gateway") or "",
        source=source,
    )


def _payouts(client, since, until):
    query = _period("issued_at", since, until)
    path = ("shopifyPaymentsAccount", "payouts")
    for node in _pages(client, "payouts_tally", {"query": query}, *path):
        net = money(node["net"])
        yield Entry(
            kind="settlement",
            entity_id=node["id"],
            name=str(node["legacyResourceId"]),
            at=moment(node["issuedAt"]),
            amount=net.amount,
            currency=net.currency,
        )


# --- goods ---


def _stock(client):
    """Yield the units every location shows of every article, as they are now."""
    for place in client.all("locations", "locations"):
        if not place["isActive"]:
            continue
        path = ("location", "inventoryLevels")
        given = {"location": place["id"]}
        for node in _pages(client, "stock_tally", given, *path):
            if node["isActive"]:
                yield Entry(
                    kind="stock",
                    entity_id=level_id(node["item"]["id"], place["id"]),
                    amount=sum(q["quantity"] for q in node["quantities"]),
                    place=place["id"],
                )
