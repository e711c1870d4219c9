"""Sales of all stores: what was updated, and what Square told late.

A sale made offline may come up to 72 hours later, and nobody promises that its time of
update is the time it came. So each reading that passes a full hour also looks at the
payments made offline in the last 96 hours, and each that passes midnight (UTC) at all
sales closed in the last four days. What is known by its version is dropped at once.
"""

import json
from datetime import UTC, datetime, timedelta

from odoo.addons.retail_connector_base.platforms import Notice, Page, RefusedError

from .shapes import moment, stamp, version

PLACES = 10  # locations a search, by Square's limit
SIZE = 500  # orders a page
IDS = 100  # orders by id in one request
OFFLINE = timedelta(hours=96)
CLOSED = timedelta(days=4)
HOUR, DAY = 3600, 86400
ENDED = ("invalid_cursor", "expired_cursor")  # of Square's own place in a list
FINISHED = ("COMPLETED", "CANCELED")


def sales(adapter, since, state) -> Page:
    """Return one page of the reading; ``state`` is where it goes on."""
    client = adapter.client
    if state is None:
        state = {"steps": _steps(client, since, adapter.clock()), "cursor": None}
    if not state["steps"]:
        return Page(())
    step, *rest = state["steps"]
    try:
        notices, after = READERS[step["list"]](client, step, state["cursor"])
    except RefusedError as error:
        if not state["cursor"] or error.code not in ENDED:
            raise
        # Square keeps a place for minutes only; a list that is begun again costs
        # requests, no work: what was seen is known.
        notices, after = READERS[step["list"]](client, step, None)
    if after:
        following = {"steps": [step, *rest], "cursor": after}
    else:
        following = {"steps": rest, "cursor": None} if rest else None
    return Page(notices, json.dumps(following) if following else None)


def _steps(client, since, now):
    """Return the lists that a reading goes through."""
    rows = client.get("/v2/locations").get("locations") or ()
    places = [row["id"] for row in rows]
    groups = [places[i : i + PLACES] for i in range(0, len(places), PLACES)]
    at = datetime.fromtimestamp(now, UTC)
    start = stamp(since) if since else None
    steps = [{"list": "updated", "places": group, "from": start} for group in groups]
    if since is None:
        return steps  # that is everything
    if _passed(since, now, HOUR):
        begin = stamp(at - OFFLINE)
        steps += [{"list": "offline", "places": [one], "from": begin} for one in places]
    if _passed(since, now, DAY):
        begin = stamp(at - CLOSED)
        steps += [{"list": "closed", "places": one, "from": begin} for one in groups]
    return steps


def _passed(since, now, period):
    """Return whether a full hour or day lies between two moments."""
    return since.timestamp() // period != now // period


def _notice(order):
    at = version(order["updated_at"])
    return Notice(
        key=f"poll/receipt/{order['id']}/{at}",
        topic="poll/receipt",
        kind="receipt",
        entity_id=order["id"],
        version=at,
        occurred_at=moment(order["updated_at"]),
        lane=f"store:{order['location_id']}",
    )


def _search(field):
    """Return the reader of orders by one of their times."""

    def read(client, step, cursor):
        body = {
            "location_ids": step["places"],
            "limit": SIZE,
            "query": {
                "filter": {"state_filter": {"states": list(FINISHED)}},
                "sort": {"sort_field": field.upper(), "sort_order": "ASC"},
            },
        }
        if step["from"]:
            span = {"start_at": step["from"]}
            body["query"]["filter"]["date_time_filter"] = {field: span}
        if cursor:
            body["cursor"] = cursor
        answer = client.ask("/v2/orders/search", body)
        orders = answer.get("orders") or ()
        return tuple(map(_notice, orders)), answer.get("cursor")

    return read


def _offline(client, step, cursor):
    """Read the sales whose payments were taken offline."""
    answer = client.get(
        "/v2/payments",
        location_id=step["places"][0],
        is_offline_payment="true",
        offline_begin_time=step["from"],
        cursor=cursor,
        limit=IDS,
    )
    payments = answer.get("payments") or ()
    ids = sorted({row["order_id"] for row in payments if row.get("order_id")})
    orders = ()
    if ids:
        found = client.ask("/v2/orders/batch-retrieve", {"order_ids": ids})
        orders = found.get("orders") or ()
    notices = tuple(_notice(one) for one in orders if one["state"] in FINISHED)
    return notices, answer.get("cursor")


READERS = {
    "updated": _search("updated_at"),
    "closed": _search("closed_at"),
    "offline": _offline,
}
