"""The second reading: what the retailer's search has of a day, outlet and way to pay.

The import reads ``/sales`` by version, from where it ended. This asks ``/search`` for
the sales of a day by their date, and for those of the months before that are paid in
parts. Amounts are read here by themselves: nothing is shared with the mappers but how
money is written, and what a status means.

Totals of closures are no second reading of a day: only a register's last one can be
asked for, and a day does not close while they differ.
"""

from datetime import UTC, timedelta

from odoo.addons.retail_connector_base.canonical.tally import Entry
from odoo.addons.retail_connector_base.platforms import RejectedDocument, understood

from .shapes import CASH_TYPE, is_rounding, moment, money
from .states import DIRECT, ON_ACCOUNT, OPEN, PREPAID, STATES, state_of

TALLIES = frozenset({"receipt", "tender"})
ROWS = 1000  # a page, by the platform's limit
PARTS = timedelta(days=92)  # a layby or account is paid off within
AT_ONCE = timedelta(seconds=60)  # a payment so soon after is of the sale itself
PAID_IN_PARTS = [
    word
    for word, what in STATES.items()
    if what in (PREPAID, OPEN) or word in ON_ACCOUNT
]


def tally(reads, kinds, since, until):
    """Yield the Entries of a period (aware times)."""
    with understood():
        for sale in _sales(reads.client, since, until):
            for entry in _Count(reads, sale).entries():
                if entry.kind in kinds and since <= entry.at < until:
                    yield entry


def find(client, sale_id):
    """Return a sale that cannot be read by its id, a voided one; None: it is gone."""
    rows = client.get("/search", type="sales", _id=sale_id, page_size=1) or ()
    return next((row for row in rows if row["id"] == sale_id), None)


def _sales(client, since, until):
    """Yield each sale that may have something in a period, once."""
    seen = set()
    for asked in (
        {"date_from": _stamp(since), "date_to": _stamp(until)},
        {
            "date_from": _stamp(since - PARTS),
            "date_to": _stamp(since),
            "status": PAID_IN_PARTS,
        },
    ):
        for sale in _search(client, asked):
            if sale["id"] not in seen:
                seen.add(sale["id"])
                yield sale


def _search(client, asked):
    """Yield what a search finds, page by page.

    By invoice number: a sale that is made meanwhile moves others towards the end, so
    that one may be listed twice and none is left out.
    """
    asked = {
        "type": "sales",
        "order_by": "invoice_number",
        "order_direction": "asc",
        "page_size": ROWS,
        **asked,
    }
    start = 0
    while True:
        rows = client.get("/search", offset=start, **asked)
        if not isinstance(rows, list):
            raise RejectedDocument("no list of sales", "data")
        yield from rows
        if len(rows) < ROWS:
            return
        start += len(rows)


def _stamp(at):
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Count:
    """What one sale comes to."""

    def __init__(self, reads, sale):
        self.reads, self.sale = reads, sale
        self.state, self.at = state_of(sale), moment(sale.get("sale_date"))
        outlet = reads.outlets.get(sale["outlet_id"]) or {}
        self.currency = outlet.get("currency") or reads.currency
        self.later, self.now = [], []
        if self.state in (DIRECT, PREPAID, OPEN):
            for row in sale["payments"]:
                (self.later if self._is_apart(row) else self.now).append(row)

    def entries(self):
        """Yield the sale, its payments, and each payment that is a receipt of its own.

        Nothing of a sale that is parked or voided.
        """
        sale = self.sale
        if self.state in (DIRECT, PREPAID):
            paid = [self._when(row) for row in self.later if self.state == PREPAID]
            total = self._money(sale["total_price"]) + self._money(sale["total_tax"])
            rounded = [row for row in self.now if is_rounding(row.get("name"))]
            total -= sum(self._amount(row) for row in rounded)
            at = max([self.at, *paid])
            yield self._entry("receipt", sale["id"], total, at, sale["outlet_id"])
        yield from self._tenders(
            [row for row in self.now if not is_rounding(row.get("name"))]
        )
        for row in self.later:
            one, place = f"{sale['id']}/{row['id']}", self._place(row)
            taken = 0 if sale["status"] in ON_ACCOUNT else self._amount(row)
            yield self._entry("receipt", one, taken, self._when(row), place)
            yield self._tender(row, row["id"], self._amount(row), one)

    def _is_apart(self, row):
        """Return whether a payment is a receipt of its own."""
        if self.state == DIRECT:
            late = self._when(row) > self.at + AT_ONCE
            return self.sale["status"] in ON_ACCOUNT and late
        return True

    def _tenders(self, rows):
        """Yield payments with the sale; change belongs to the cash handed over."""
        cash = [row for row in rows if self._amount(row) and self._is_cash(row, rows)]
        given = next((row for row in cash if self._amount(row) > 0), None)
        change = [row for row in cash if given and self._amount(row) < 0]
        for number, row in enumerate(rows, 1):
            if row in change:
                continue
            back = [self._amount(one) for one in change if row is given]
            one = row.get("id") or f"{self.sale['id']}/{number}"
            amount = self._amount(row) + sum(back)
            yield self._tender(row, one, amount, self.sale["id"])

    def _tender(self, row, one, amount, receipt):
        return self._entry(
            "tender",
            one,
            amount,
            self._when(row),
            self._place(row),
            tender=row.get("name") or self._type(row)["name"],
            source=("receipt", receipt),
        )

    def _entry(self, kind, one, amount, at, place, **values):
        return Entry(
            **values,
            kind=kind,
            entity_id=one,
            name=self.sale.get("invoice_number") or one,
            at=at,
            amount=self._money(amount),
            currency=self.currency,
            place=place,
        )

    def _is_cash(self, row, rows):
        """Return whether a payment is cash; asked only where some is given back."""
        if all(self._amount(one) >= 0 for one in rows):
            return False
        return int(self._type(row).get("type_id") or 0) == CASH_TYPE

    def _type(self, row):
        types = {one["id"]: one for one in self.reads.payment_types}
        return types[row["retailer_payment_type_id"]]

    def _place(self, row):
        """Return the outlet where a payment was taken."""
        sale = self.sale
        if row.get("register_id") in (None, sale["register_id"]):
            return sale["outlet_id"]
        register = self.reads.registers.get(row["register_id"]) or {}
        return register.get("outlet_id") or sale["outlet_id"]

    def _when(self, row):
        return moment(row.get("payment_date")) or self.at

    def _amount(self, row):
        return self._money(row["amount"])

    def _money(self, value):
        return money(value, self.currency).amount
