"""The second reading: what the seller's own lists have of a day, store and tender.

Receipts are the orders closed in the day; payments and refunds come from their own
lists, which the import reads for nothing but details. Amounts are read here by
themselves: nothing is shared with the mappers but how money is written.
"""

from datetime import timedelta

from odoo.addons.retail_connector_base.canonical.tally import Entry

from .changes_sales import PLACES, SIZE
from .shapes import moment, money, stamp

TALLIES = frozenset({"receipt", "tender"})
LATE = timedelta(hours=72)  # a payment taken offline is listed so much later
ROWS = 100
SALE, RETURN = "COMPLETED", ("COMPLETED", "APPROVED", "PENDING")
WORDS = {"EXTERNAL": "OTHER"}  # a payment's source -> what an order calls it


def tally(client, kinds, since, until):
    """Yield the Entries of a period (aware times)."""
    rows = client.get("/v2/locations").get("locations") or ()
    places = [row["id"] for row in rows]
    if "receipt" in kinds:
        for start in range(0, len(places), PLACES):
            yield from _receipts(client, places[start : start + PLACES], since, until)
    if "tender" in kinds:
        for place in places:
            yield from _tenders(client, place, since, until)


def _receipts(client, places, since, until):
    span = {"start_at": stamp(since), "end_at": stamp(until)}
    body = {
        "location_ids": places,
        "limit": SIZE,
        "query": {
            "filter": {
                "state_filter": {"states": [SALE]},
                "date_time_filter": {"closed_at": span},
            },
            "sort": {"sort_field": "CLOSED_AT", "sort_order": "ASC"},
        },
    }
    for order in client.ask_all("/v2/orders/search", "orders", body):
        at = moment(order["closed_at"])
        if not since <= at < until:
            continue
        sold = money(order["total_money"])
        back = (order.get("return_amounts") or {}).get("total_money")
        net = sold - money(back, sold.currency)
        yield Entry(
            kind="receipt",
            entity_id=order["id"],
            name=order["id"],
            at=at,
            amount=net.amount,
            currency=net.currency,
            place=order["location_id"],
        )


def _tenders(client, place, since, until):
    """Yield what was paid and given back in a store, by the time of the till."""
    asked = {
        "location_id": place,
        "begin_time": stamp(since),
        "end_time": stamp(until + LATE),
        "limit": ROWS,
    }
    for row in client.all("/v2/payments", "payments", **asked):
        offline = row.get("offline_payment_details") or {}
        at = moment(offline.get("client_created_at") or row["created_at"])
        if row["status"] == SALE and since <= at < until:
            yield _entry(row, at, money(row["total_money"]), row["source_type"])
    asked["end_time"] = stamp(until)
    for row in client.all("/v2/refunds", "refunds", **asked):
        at = moment(row["created_at"])
        if row["status"] in RETURN and since <= at < until:
            kind = row.get("destination_type") or ""
            yield _entry(row, at, -money(row["amount_money"]), kind)


def _entry(row, at, amount, kind):
    card = (row.get("card_details") or {}).get("card") or {}
    word = WORDS.get(kind, kind)
    if card.get("card_brand") == "SQUARE_GIFT_CARD":
        word = "SQUARE_GIFT_CARD"
    return Entry(
        kind="tender",
        entity_id=row["id"],
        name=row.get("receipt_number") or row["id"],
        at=at,
        amount=amount.amount,
        currency=amount.currency,
        place=row["location_id"],
        tender=word,
        source=("receipt", row.get("order_id") or ""),
    )
