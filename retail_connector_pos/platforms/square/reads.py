"""Whole entities by id, in as few requests as possible."""

from datetime import timedelta

from odoo.addons.retail_connector_base.platforms import NotFoundError

from .shapes import moment, stamp

ORDERS = 100  # ids a request, by Square's limit
EVENTS = 30  # loyalty events a page, by Square's limit
ROWS = 100  # payments, refunds a page
FEW = 3  # payments that are read one by one
AROUND = timedelta(minutes=10)  # payments of an order are made close to it
SHIFT_SPAN = timedelta(days=4)  # a drawer may stay open over days


# --- sales ---


def receipts(client, ids):
    """Return id -> raw receipt; None for an order that is not finished."""
    found = dict.fromkeys(ids)
    for start in range(0, len(ids), ORDERS):
        part = list(ids[start : start + ORDERS])
        answer = client.ask("/v2/orders/batch-retrieve", {"order_ids": part})
        orders = [o for o in answer.get("orders") or () if o["state"] != "OPEN"]
        found.update(_complete(client, orders))
    return found


def _complete(client, orders):
    """Return id -> order with what Square keeps apart from it, place by place."""
    places = {}
    for order in orders:
        places.setdefault(order["location_id"], []).append(order)
    found = {}
    customers = _customers(client, orders)
    for place, mine in places.items():
        payments = _payments(client, place, mine)
        refunds = _refunds(client, place, mine)
        shifts = _shifts(client, place, mine)
        for order in mine:
            ids = {tender["id"] for tender in order.get("tenders") or ()}
            people = _people(order)
            found[order["id"]] = {
                "order": order,
                "payments": [p for p in payments if p["id"] in ids],
                "refunds": _mine(refunds, order),
                "shifts": shifts,
                "customers": [c for c in customers if c["id"] in people],
            }
    return found


def _span(orders):
    """Return from when to when the tenders of orders were made."""
    stamps = [
        moment(row["created_at"])
        for order in orders
        for row in (order, *(order.get("tenders") or ()), *(order.get("refunds") or ()))
        if row.get("created_at")
    ]
    return stamp(min(stamps) - AROUND), stamp(max(stamps) + AROUND)


def _payments(client, place, orders):
    """Return the payments of orders; one that is not near them is read by itself."""
    wanted = {t["id"] for order in orders for t in order.get("tenders") or ()}
    if not wanted:
        return []
    begin, end = _span(orders)
    rows = ()
    if len(wanted) > FEW:
        rows = client.all(
            "/v2/payments",
            "payments",
            location_id=place,
            begin_time=begin,
            end_time=end,
            limit=ROWS,
        )
    found = {row["id"]: row for row in rows if row["id"] in wanted}
    for missing in sorted(wanted - found.keys()):
        try:
            found[missing] = client.get(f"/v2/payments/{missing}")["payment"]
        except NotFoundError:
            continue  # a tender that was recorded without a payment
    return list(found.values())


def _refunds(client, place, orders):
    returned = [order for order in orders if order.get("refunds")]
    if not returned:
        return []
    begin, end = _span(returned)
    return client.all(
        "/v2/refunds",
        "refunds",
        location_id=place,
        begin_time=begin,
        end_time=end,
        limit=ROWS,
    )


def _mine(refunds, order):
    ids = [row["id"] for row in order.get("refunds") or ()]
    return [
        refund
        for refund in refunds
        if any(refund["id"] == one or refund["id"].endswith(f"_{one}") for one in ids)
    ]


def _people(order):
    rows = (order, *(order.get("tenders") or ()))
    return {row["customer_id"] for row in rows if row.get("customer_id")}


def _customers(client, orders):
    ids = {one for order in orders for one in _people(order)}
    return [row for row in parties(client, sorted(ids)).values() if row]


# --- drawers ---


def _shifts(client, place, orders):
    """Return the drawer shifts that sales of a place may belong to.

    A store without cash drawers costs one request; each shift found costs one more,
    because only the shift itself names its device.
    """
    ends = [moment(o.get("closed_at") or o["created_at"]) for o in orders]
    rows = client.all(
        "/v2/cash-drawers/shifts",
        "cash_drawer_shifts",
        location_id=place,
        begin_time=stamp(min(ends) - SHIFT_SPAN),
        end_time=stamp(max(ends) + AROUND),
        limit=1000,
    )
    kept = []
    for row in rows:
        ended = moment(row.get("ended_at"))
        if ended is None or ended >= min(ends):
            kept.append(_shift(client, place, row["id"]))
    names = ("id", "device", "opened_at", "ended_at", "closed_at")
    return [{name: row[name] for name in names if name in row} for row in kept]


def _shift(client, place, shift_id):
    path = f"/v2/cash-drawers/shifts/{shift_id}"
    return client.get(path, location_id=place)["cash_drawer_shift"]


def sessions(client, ids):
    """Return id -> raw shift; an id is ``location/shift``."""
    found = {}
    for one in ids:
        place, _sep, shift_id = one.partition("/")
        try:
            shift = _shift(client, place, shift_id)
        except NotFoundError:
            found[one] = None
            continue
        events = client.all(
            f"/v2/cash-drawers/shifts/{shift_id}/events",
            "cash_drawer_shift_events",
            location_id=place,
            limit=1000,
        )
        found[one] = {"shift": {**shift, "location_id": place}, "events": events}
    return found


# --- the rest ---


def parties(client, ids):
    """Return id -> customer."""
    found = dict.fromkeys(ids)
    for start in range(0, len(ids), ROWS):
        part = list(ids[start : start + ROWS])
        answer = client.ask("/v2/customers/bulk-retrieve", {"customer_ids": part})
        for one, row in (answer.get("responses") or {}).items():
            found[one] = row.get("customer")
    return found


def settlements(client, ids):
    """Return id -> payout with its entries."""
    found = {}
    for one in ids:
        try:
            payout = client.get(f"/v2/payouts/{one}")["payout"]
        except NotFoundError:
            found[one] = None
            continue
        entries = client.all(
            f"/v2/payouts/{one}/payout-entries", "payout_entries", limit=ROWS
        )
        found[one] = {"payout": payout, "entries": entries}
    return found


def giftcards(client, ids):
    """Return id -> gift card with its activities."""
    found = {}
    for one in ids:
        try:
            card = client.get(f"/v2/gift-cards/{one}")["gift_card"]
        except NotFoundError:
            found[one] = None
            continue
        rows = client.all(
            "/v2/gift-cards/activities",
            "gift_card_activities",
            gift_card_id=one,
            limit=ROWS,
        )
        found[one] = {"gift_card": card, "activities": rows}
    return found


def loyalties(client, ids):
    """Return id -> loyalty account with its events."""
    found = {}
    for one in ids:
        try:
            account = client.get(f"/v2/loyalty/accounts/{one}")["loyalty_account"]
        except NotFoundError:
            found[one] = None
            continue
        wanted = {"loyalty_account_filter": {"loyalty_account_id": one}}
        rows = client.ask_all(
            "/v2/loyalty/events/search",
            "events",
            {"query": {"filter": wanted}, "limit": EVENTS},
        )
        found[one] = {"loyalty_account": account, "events": rows}
    return found


def objects(client, ids):
    """Return id -> object of the catalogue; None for one that was deleted."""
    found = dict.fromkeys(ids)
    for start in range(0, len(ids), 1000):
        part = list(ids[start : start + 1000])
        answer = client.ask("/v2/catalog/batch-retrieve", {"object_ids": part})
        for row in answer.get("objects") or ():
            found[row["id"]] = None if row.get("is_deleted") else row
    return found


def counts(client, keys):
    """Return ``variation|location`` -> count of what is in stock."""
    pairs = [key.split("|") for key in keys]
    rows = client.ask_all(
        "/v2/inventory/counts/batch-retrieve",
        "counts",
        {
            "catalog_object_ids": sorted({one for one, _place in pairs}),
            "location_ids": sorted({place for _one, place in pairs}),
            "states": ["IN_STOCK"],
        },
    )
    found = dict.fromkeys(keys)
    for row in rows:
        key = f"{row['catalog_object_id']}|{row['location_id']}"
        if key in found:
            found[key] = row
    return found
