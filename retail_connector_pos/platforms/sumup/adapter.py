"""SumUp as a store: its sales and refunds in, and the payouts that settle them."""

import functools
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from odoo.addons.retail_connector_base.platforms import (
    Adapter,
    Health,
    NotFoundError,
    Notice,
    Page,
    RejectedDocument,
    Setting,
    Unsupported,
    understood,
)

from . import mapper_payout, mapper_receipt, mapper_store, tally
from .client import SumupClient
from .shapes import day

ROWS = 100  # transactions a page
SPAN = timedelta(days=31)  # of payouts in one request
AGAIN = timedelta(days=7)  # a payout's record may change its status so late
BEGINNING = timedelta(days=90)  # of payouts, when nothing was read yet
REFUND = "/refund/"  # between a transaction and the event that gave money back
MAPPERS = {
    "receipt": mapper_receipt.receipt,
    "settlement": mapper_payout.settlement,
    "store": mapper_store.store,
}


class SumupAdapter(Adapter):
    """One SumUp merchant."""

    code, label = "sumup", "SumUp"
    settings = (
        Setting(
            "api_key", "API key", "Of SumUp's dashboard.", secret=True, required=True
        ),
        Setting(
            "merchant_code",
            "Merchant code",
            "As the dashboard shows it, e.g. MH4H92C7.",
            required=True,
        ),
        Setting(
            "payouts",
            "Payouts",
            "day: what is paid out on a day is one deposit at the bank. reference: "
            "each reference is one.",
            default="day",
        ),
    )
    kinds = frozenset(MAPPERS)
    max_fetch = {"receipt": 50}
    tallies = tally.TALLIES

    @functools.cached_property
    def client(self) -> SumupClient:
        """Return the client, made when it is first needed."""
        return SumupClient(self)

    def check(self):
        merchant = self.client.profile()
        store = mapper_store.store(merchant)
        return Health(
            name=store.name,
            currency=store.currency,
            country=merchant["country"],
            locations=(store,),
        )

    def fetch_many(self, kind, ids):
        if kind == "store":
            return dict.fromkeys(ids, self.client.profile())
        if kind != "receipt":
            raise Unsupported(f"{self.label} gives no single {kind}")
        found = {}
        for one in ids:
            transaction_id, _sep, refund = one.partition(REFUND)
            try:
                transaction = self.client.transaction(transaction_id)
            except NotFoundError:
                found[one] = None
                continue
            found[one] = {"transaction": transaction}
            if refund:
                found[one]["refund"] = int(refund)
        return found

    def changes(self, kind, since, cursor):
        readers = {
            "receipt": self._sales,
            "settlement": self._payouts,
            "store": self._store,
        }
        if kind not in readers:
            raise Unsupported(f"{self.label} has no list of {kind}")
        return readers[kind](since, cursor)

    def _store(self, since, cursor):
        merchant = self.client.profile()
        return Page((self._notice("store", self.client.merchant, payload=merchant),))

    def _sales(self, since, cursor):
        """Return one page of transactions that changed, and their refunds."""
        query = [("order", "ascending"), ("limit", ROWS)]
        query += [("statuses[]", word) for word in (*mapper_receipt.SOLD, "CANCELLED")]
        if since:
            query.append(("changes_since", since.astimezone(UTC).isoformat()))
        rows, after = self.client.history(cursor or urlencode(query))
        notices = {}
        for row in rows:
            for notice in self._of_transaction(row):
                notices[notice.key] = notice
        return Page(tuple(notices.values()), after)

    def _of_transaction(self, row):
        one = row["transaction_id"]
        gone = row["status"] == "CANCELLED"
        key = f"poll/receipt/{one}/{'gone' if gone else 'sold'}"
        yield self._notice("receipt", one, key)
        if row["status"] == "REFUNDED" or row.get("refunded_amount"):
            # Only the transaction itself lists its refunds.
            for event in mapper_receipt.refunds(self.client.transaction(one)):
                entity = f"{one}{REFUND}{event['id']}"
                yield self._notice("receipt", entity, f"poll/receipt/{entity}")

    def _payouts(self, since, cursor):
        """Return the deposits of some weeks; a day is told when it is over."""
        now = datetime.fromtimestamp(self.clock(), UTC)
        start = min(since, now) - AGAIN if since else now - BEGINNING
        first = day(json.loads(cursor)) if cursor else start.date()
        yesterday = now.date() - timedelta(days=1)
        last = min(first + SPAN, yesterday)
        if first > last:
            return Page(())
        records = self.client.payouts(first, last, tally.RECORDS)
        if len(records) == tally.RECORDS:
            raise RejectedDocument("more payouts than one answer holds", "payouts")
        groups = mapper_payout.grouped(records, self.values.get("payouts") or "")
        notices = tuple(
            self._notice("settlement", one, payload={"id": one, "records": rows})
            for one, rows in groups.items()
        )
        following = last + timedelta(days=1)
        more = following <= yesterday
        return Page(notices, json.dumps(following.isoformat()) if more else None)

    def _notice(self, kind, entity, key="", payload=None):
        """Return a notice; without a key its content tells whether it is news."""
        return Notice(
            key=key,
            topic=f"poll/{kind}",
            kind=kind,
            entity_id=entity,
            lane=f"store:{self.client.merchant}" if kind == "receipt" else "",
            payload=payload,
        )

    def parse(self, kind, payload):
        with understood():
            return MAPPERS[kind](payload)

    def tally(self, kinds, since, until):
        return tally.tally(self.client, kinds, since, until)
