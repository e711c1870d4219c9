"""What changed, page by page: hints only, what is new is read by its id.

A cursor says which list of the reading is next and how far it got, so that any worker
can go on.
"""

import json
from datetime import UTC, datetime

from odoo.addons.retail_connector_base.platforms import ConfigError, Notice, Page

from .changes_sales import sales
from .shapes import moment, stamp, version

SHIFT_DAYS = 7  # a drawer that was opened so long ago may be closed now
PAYOUT_DAYS = 14  # a payout's status changes for so long
DAY = 86400


def changes(adapter, kind, since, cursor) -> Page:
    """Return one page of what changed at or after ``since``."""
    state = json.loads(cursor) if cursor else None
    return READERS[kind](adapter, since, state)


def _places(client):
    rows = client.get("/v2/locations").get("locations") or ()
    return [row["id"] for row in rows]


def _by_place(adapter, since, state, path, name, notice, **params):
    """Return one page of a list that Square keeps for each location."""
    client = adapter.client
    state = state or {"places": _places(client), "cursor": None}
    if not state["places"]:
        return Page(())
    place, *rest = state["places"]
    answer = client.get(path, location_id=place, cursor=state["cursor"], **params)
    notices = tuple(notice(place, row) for row in answer.get(name) or ())
    if answer.get("cursor"):
        after = {"places": state["places"], "cursor": answer["cursor"]}
    else:
        after = {"places": rest, "cursor": None} if rest else None
    return Page(notices, json.dumps(after) if after else None)


def _before(adapter, since, days):
    """Return the earlier of ``since`` and some days ago; None: from the beginning."""
    if since is None:
        return None
    ago = datetime.fromtimestamp(adapter.clock() - days * DAY, UTC)
    return stamp(min(since, ago))


# --- stores ---


def stores(adapter, since, state):
    """Return all stores: there are few, and what they have tells what changed."""
    return Page(
        tuple(
            hint("store", row["location"]["id"], payload=row)
            for row in adapter.store_rows()
        )
    )


def shifts(adapter, since, state):
    """Return drawer shifts opened lately; they are listed by their opening only."""

    def notice(place, row):
        return hint(
            "session",
            f"{place}/{row['id']}",
            version(row.get("updated_at") or row.get("opened_at")),
            lane=f"store:{place}",
        )

    begin = _before(adapter, since, SHIFT_DAYS)
    return _by_place(
        adapter,
        since,
        state,
        "/v2/cash-drawers/shifts",
        "cash_drawer_shifts",
        notice,
        begin_time=begin or "2010-01-01T00:00:00Z",
        limit=1000,
    )


def payouts(adapter, since, state):
    """Return payouts made lately; they are listed by their making only."""

    def notice(_place, row):
        at = version(row.get("updated_at") or row["created_at"])
        return hint("settlement", row["id"], at)

    begin = _before(adapter, since, PAYOUT_DAYS)
    return _by_place(
        adapter,
        since,
        state,
        "/v2/payouts",
        "payouts",
        notice,
        begin_time=begin,
        limit=100,
    )


# --- things that are the seller's ---


def giftcards(adapter, since, state):
    """Return the cards on which something happened."""
    answer = adapter.client.get(
        "/v2/gift-cards/activities",
        begin_time=stamp(since) if since else None,
        sort_order="ASC",
        cursor=(state or {}).get("cursor"),
        limit=100,
    )
    newest = {
        row["gift_card_id"]: version(row["created_at"])
        for row in answer.get("gift_card_activities") or ()
    }
    return _page([hint("giftcard", one, at) for one, at in newest.items()], answer)


def loyalties(adapter, since, state):
    """Return the accounts whose points changed; a page has the newest event first."""
    body = {"limit": 30}
    if since:
        span = {"created_at": {"start_at": stamp(since)}}
        body["query"] = {"filter": {"date_time_filter": span}}
    try:
        answer = adapter.client.ask("/v2/loyalty/events/search", _body(body, state))
    except ConfigError as error:
        if error.code not in ("forbidden", "insufficient_scopes"):
            raise
        return Page(())  # signed in before points were read: the check says so
    newest = {}
    for row in answer.get("events") or ():
        at = version(row["created_at"])
        newest[row["loyalty_account_id"]] = max(
            at, newest.get(row["loyalty_account_id"], "")
        )
    return _page([hint("loyalty", one, at) for one, at in newest.items()], answer)


def customers(adapter, since, state):
    """Return customers by the time they were changed."""
    query = {"sort": {"field": "CREATED_AT", "order": "ASC"}}
    if since:
        query["filter"] = {"updated_at": {"start_at": stamp(since)}}
    answer = adapter.client.ask(
        "/v2/customers/search", _body({"limit": 100, "query": query}, state)
    )
    rows = answer.get("customers") or ()
    return _page(
        [hint("party", row["id"], version(row["updated_at"])) for row in rows],
        answer,
    )


def _catalogue(kind, types):
    def read(adapter, since, state):
        body = {"object_types": types, "limit": 1000}
        if since:  # only what changed after it
            body |= {"begin_time": stamp(since), "include_deleted_objects": True}
        answer = adapter.client.ask("/v2/catalog/search", _body(body, state))
        notices = [
            Notice(
                key=f"poll/{kind}/{row['id']}/{row.get('version')}",
                topic=f"poll/{kind}",
                kind=kind,
                entity_id=row["id"],
                version=version(row.get("updated_at")),
                deleted=bool(row.get("is_deleted")),
            )
            for row in answer.get("objects") or ()
        ]
        return _page(notices, answer)

    return read


def _body(body, state):
    return {**body, "cursor": state["cursor"]} if state else body


def _page(notices, answer):
    after = answer.get("cursor")
    return Page(tuple(notices), json.dumps({"cursor": after}) if after else None)


def hint(kind, entity_id, at="", lane="", payload=None):
    """Return a notice that something may be new; without a time it always is."""
    return Notice(
        key=f"poll/{kind}/{entity_id}/{at}" if at else "",  # else by its content
        topic=f"poll/{kind}",
        kind=kind,
        entity_id=entity_id,
        version=at,
        occurred_at=moment(at) if at else None,
        lane=lane,
        payload=payload,
    )


READERS = {
    "store": stores,
    "receipt": sales,
    "session": shifts,
    "settlement": payouts,
    "giftcard": giftcards,
    "loyalty": loyalties,
    "party": customers,
    "product": _catalogue("product", ["ITEM"]),
    "collection": _catalogue("collection", ["CATEGORY"]),
    "stock": lambda *_arguments: Page(()),  # levels are compared, not listed
}
