"""The second reading: sales by their time, refunds by what was printed, payouts.

The import reads what changed, from where it ended, and takes details from the
transactions. This asks for the transactions of a day by the time they were made, reads
what was given back from the receipts that SumUp keeps, and holds what was paid out on
the day against the payments: a sale that no list shows is paid out all the same.
Amounts are read here by themselves: nothing is shared with the mappers but how money is
written, and what words mean.
"""

from datetime import UTC, timedelta
from urllib.parse import urlencode

from odoo.addons.retail_connector_base.canonical.tally import Entry
from odoo.addons.retail_connector_base.platforms import (
    NotFoundError,
    RejectedDocument,
    understood,
)

from .mapper_receipt import GIVEN_BACK, SOLD
from .mapper_store import gateway
from .shapes import moment, money

TALLIES = frozenset({"receipt", "tender", "paid"})
ROWS = 100  # transactions a page
RECORDS = 9999  # of payouts in one answer, by SumUp's limit
GIVEN_BACK_IN = timedelta(days=30)  # after the sale, or only Odoo knows of it
PAID_OUT_IN = timedelta(days=14)  # sales paid out later are read one by one


def tally(client, kinds, since, until):
    """Yield the Entries of a period (aware times)."""
    with understood():
        sold = list(_transactions(client, since, until))
        at_till = {"receipt", "tender"} & set(kinds)
        if at_till:
            older = _transactions(client, since - GIVEN_BACK_IN, since, ("REFUNDED",))
            for entry in _at_the_till(client, sold, older):
                if entry.kind in at_till and since <= entry.at < until:
                    yield entry
        if "paid" in kinds:
            yield from _paid_out(client, sold, since, until)


def _transactions(client, since, until, words=SOLD):
    """Yield the transactions that were made in a time, oldest first."""
    span = (("oldest_time", _stamp(since)), ("newest_time", _stamp(until)))
    asked = [("order", "ascending"), ("limit", ROWS), *span]
    query = urlencode([*asked, *(("statuses[]", word) for word in words)])
    while query:
        rows, query = client.history(query)
        yield from rows


def _stamp(at):
    return at.astimezone(UTC).isoformat()


def _id(row):
    return row.get("transaction_id") or row["id"]


# --- at the till ---


def _at_the_till(client, sold, older):
    """Yield sales and what was given back, each with its payment."""
    for row in sold:
        yield from _both(client, row, _id(row), moment(row["timestamp"]), row["amount"])
    for row in (*sold, *older):
        if row["status"] == "REFUNDED" or row.get("refunded_amount"):
            yield from _refunds(client, row)


def _refunds(client, row):
    slip = client.receipt(_id(row))["transaction_data"]
    events = [one for one in slip["events"] if one["type"] == "REFUND"]
    if not events:
        raise RejectedDocument("given back without saying when", "events")
    for event in events:
        if event["status"] in GIVEN_BACK:
            one = f"{_id(row)}/refund/{event['id']}"
            amount = -abs(money(event["amount"], row["currency"]).amount)
            yield from _both(client, row, one, moment(event["timestamp"]), amount)


def _both(client, row, one, at, amount):
    """Yield a receipt and its one payment."""
    values = {
        "entity_id": one,
        "name": row["transaction_code"],
        "at": at,
        "amount": money(amount, row["currency"]).amount,
        "currency": row["currency"],
        "place": client.merchant,
        "source": ("receipt", one),
    }
    yield Entry(kind="receipt", **values)
    yield Entry(kind="tender", tender=gateway(row["payment_type"]), **values)


# --- paid out ---


def _paid_out(client, sold, since, until):
    """Yield the payments that were paid out on the day, by their code.

    Payouts have a date and no time: it is the day that noon is in. What is paid out in
    parts is not compared.
    """
    date = (since + (until - since) / 2).date()
    records = client.payouts(date, date, RECORDS)
    if len(records) == RECORDS:
        raise RejectedDocument("more payouts than one answer holds", "payouts")
    codes = {}
    for record in records:
        if record["type"] == "PAYOUT" and record["status"] == "SUCCESSFUL":
            codes.setdefault(record["transaction_code"], []).append(record)
    if not codes:
        return
    earlier = _transactions(client, since - PAID_OUT_IN, since)
    known = {row["transaction_code"]: row for row in (*sold, *earlier)}
    for code, rows in codes.items():
        row = known.get(code) or _by_code(client, code)
        if (row.get("payouts_total") or 1) > 1:
            continue
        currency = rows[0]["currency"]
        gross = [
            money(one[x], currency).amount for one in rows for x in ("amount", "fee")
        ]
        yield Entry(
            kind="paid",
            entity_id=code,
            name=code,
            at=moment(row["timestamp"]) if row else since,
            amount=sum(gross),
            currency=currency,
            place=client.merchant,
            source=("receipt", _id(row)) if row else ("", ""),
        )


def _by_code(client, code):
    """Return a transaction that no list shows; nothing when it is gone."""
    try:
        return client.transaction(code, "transaction_code")
    except NotFoundError:
        return {}
