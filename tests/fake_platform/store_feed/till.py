"""A till that is as unreliable as tills are: offline, repeating, out of order, late."""

import json
import random
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

CENT = Decimal("0.01")
PRICES = {"MUG": "10.00", "TEE": "24.95", "CAP": "3.33"}
RATE = Decimal("0.08")
START = datetime(2026, 11, 9, 14, 0, tzinfo=UTC)


class Till:
    """Sell at random and keep every record until an answer covers it."""

    def __init__(self, store, register, seed, days=(date(2026, 11, 9),)):
        self.store, self.register = store, register
        self.random = random.Random(seed)
        self.queue, self.sold, self.missing = [], [], []
        self.last, self.epoch = 0, 1
        self.day, self.days = days[0], list(days)
        self.shift_from, self.float = 1, Decimal("100.00")

    # --- selling ---

    def record(self, kind, **values):
        """Give a record its number and id, once."""
        self.last += 1
        record = {
            "id": str(uuid.UUID(int=self.random.getrandbits(128), version=4)),
            "sequence": self.last,
            "kind": kind,
            "business_date": self.day.isoformat(),
            "ended_at": (START + timedelta(minutes=self.last % 500)).isoformat(),
            "currency": "USD",
            **values,
        }
        self.queue.append(record)
        self.sold.append(record)
        return record

    def sell(self, count):
        """Make records of every kind, at random."""
        for _number in range(count):
            roll = self.random.random()
            if roll < 0.03:
                self.record("void")
            elif roll < 0.05:
                self.record("no_sale")
            elif roll < 0.06:
                self.record("paid_out", amount="5.00", reason="stamps")
            else:
                self.record("sale", **self._basket())

    def _basket(self):
        lines = [
            self._line(number) for number in range(1, self.random.randint(1, 4) + 1)
        ]
        if self.random.random() < 0.05:
            lines.append(self._other(len(lines) + 1, "tip", "2.00"))
        if self.random.random() < 0.03:
            lines.append(self._other(len(lines) + 1, "gift_card_load", "25.00"))
        net = sum(Decimal(line["net"]) for line in lines)
        tax = sum(Decimal(t["amount"]) for line in lines for t in line["taxes"])
        total = net + tax
        return {
            "lines": lines,
            "tenders": self._tenders(total),
            "total": str(total),
            "tax_total": str(tax),
        }

    def _line(self, number):
        sku = self.random.choice(list(PRICES))
        quantity = Decimal(self.random.choice((1, 1, 2, 3)))
        if self.random.random() < 0.07:
            quantity = -quantity
        price = Decimal(PRICES[sku])
        line = {
            "line": number,
            "type": "item",
            "sku": sku,
            "quantity": str(quantity),
            "unit_price": str(price),
        }
        discount = Decimal(0)
        if self.random.random() < 0.2:
            discount = (price * quantity * Decimal("0.1")).quantize(CENT)
            line["discounts"] = [{"title": "Ten", "amount": str(discount)}]
        net = price * quantity - discount
        # Tills round tax as they like; now and then it is a cent off ours.
        tax = (net * RATE).quantize(CENT)
        if self.random.random() < 0.2:
            tax += CENT
        line["net"] = str(net)
        line["taxes"] = [{"code": "Sales tax", "rate": "8", "amount": str(tax)}]
        if quantity < 0 and self.last > 1:
            sold = self.random.randint(1, self.last - 1)
            line["returns"] = {
                "receipt": {**self._place(), "sequence": sold, "line": 1}
            }
        return line

    def _other(self, number, kind, amount):
        return {
            "line": number,
            "type": kind,
            "quantity": "1",
            "unit_price": amount,
            "net": amount,
            "taxes": [],
        }

    def _tenders(self, total):
        if not total:
            return []
        if total < 0:
            return [{"tender": 1, "type": "cash", "amount": str(total)}]
        roll = self.random.random()
        if roll < 0.5:
            given = total.quantize(Decimal(10), "ROUND_UP")
            tender = {"tender": 1, "type": "cash", "amount": str(given)}
            if given > total:
                tender["change"] = str(given - total)
            return [tender]
        card = {"tender": 1, "type": "card", "reference": f"pay-{self._key()}"}
        if roll < 0.9 or total < 2:
            return [{**card, "amount": str(total)}]
        return [
            {**card, "amount": str(total - 1)},
            {"tender": 2, "type": "gift card", "amount": "1"},
        ]

    def _key(self):
        return f"{self.store}-{self.register}-{self.last + 1}"

    def _place(self):
        return {
            "store_id": self.store,
            "register_id": self.register,
            "epoch": self.epoch,
        }

    def revise(self):
        """Change a record of the day that may have been sent already."""
        mine = (r for r in self.sold if r["sequence"] >= self.shift_from)
        sales = [r for r in mine if r["kind"] == "sale"]
        old = self.random.choice(sales)
        new = {**old, **self._basket(), "revision": old.get("revision", 0) + 1}
        new["ended_at"] = (
            datetime.fromisoformat(old["ended_at"]) + timedelta(minutes=1)
        ).isoformat()
        self.sold[self.sold.index(old)] = new
        self.queue.append(new)

    def close(self):
        """Close the day with its totals; the next one begins."""
        mine = [r for r in self.sold if r["sequence"] >= self.shift_from]
        totals, cash = self.totals(mine), self.float
        cash += totals.get("cash", Decimal(0))
        cash -= sum(Decimal(r["amount"]) for r in mine if r["kind"] == "paid_out")
        sales = [r for r in mine if r["kind"] == "sale"]
        self.record(
            "shift_close",
            close={
                "first_sequence": self.shift_from,
                "last_sequence": self.last + 1,
                "sale_count": len(sales),
                "gross_total": str(
                    sum((Decimal(r["total"]) for r in sales), Decimal(0))
                ),
                "tax_total": str(
                    sum((Decimal(r["tax_total"]) for r in sales), Decimal(0))
                ),
                "opening_float": str(self.float),
                "expected_cash": str(cash),
                "counted_cash": str(cash),
                "tender_totals": [
                    {"type": name, "amount": str(amount)}
                    for name, amount in totals.items()
                ],
            },
        )
        self.shift_from = self.last + 1
        self.days.pop(0)
        self.day = self.days[0] if self.days else self.day

    @staticmethod
    def totals(records):
        """Return tender -> amount, net of change."""
        totals = {}
        for record in records:
            for tender in record.get("tenders", ()):
                name = tender["type"]
                totals[name] = totals.get(name, Decimal(0)) + Decimal(tender["amount"])
                change = Decimal(tender.get("change", "0"))
                if change:
                    totals["cash"] = totals.get("cash", Decimal(0)) - change
        return totals

    # --- sending ---

    def batch(self, most=40):
        """Return the bytes of the next request."""
        wanted = [
            record
            for record in self.queue
            if any(a <= record["sequence"] <= b for a, b in self.missing)
        ] or self.queue
        return json.dumps(
            {
                "feed_version": "1.0",
                **self._place(),
                "batch_id": str(uuid.uuid4()),
                "sent_at": START.isoformat(),
                "register_state": {
                    "last_sequence": self.last,
                    "queued": max(len(self.queue) - most, 0),
                },
                "transactions": wanted[:most],
            }
        ).encode()

    def hear(self, answer, sent):
        """Forget what an answer covers, of what was sent; note what is missing."""
        self.missing = answer["missing"]
        covered = {
            (r["sequence"], r.get("revision", 0))
            for r in json.loads(sent)["transactions"]
            if r["sequence"] <= answer["contiguous_to"]
        }
        self.queue = [
            r
            for r in self.queue
            if (r["sequence"], r.get("revision", 0)) not in covered
        ]


class Line:
    """A line between tills and the gate that loses and delays what it carries.

    :param gate: takes a till and the bytes it sent, returns the answer
    """

    def __init__(self, gate, seed, lost=0.18, late=0.12, unheard=0.09):
        self.gate, self.random = gate, random.Random(seed)
        self.lost, self.late, self.unheard = lost, late, unheard
        self.held, self.requests, self.repeats = [], 0, 0

    def carry(self, till):
        """Carry one request and, with luck, its answer."""
        sent = till.batch()
        self.requests += 1
        if self.random.random() < self.lost:
            return
        if self.random.random() < self.late:
            self.held.append((till, sent))  # arrives after later ones
            return
        self._deliver(till, sent)
        if self.held and self.random.random() < 0.5:
            self._deliver(*self.held.pop(0))

    def _deliver(self, till, sent):
        answer = self.gate(till, sent)
        self.repeats += answer["duplicates"]
        if self.random.random() >= self.unheard:
            till.hear(answer, sent)

    def drain(self, tills, most=500):
        """Carry until every till's queue is empty."""
        for _round in range(most):
            waiting = [till for till in tills if till.queue]
            if not waiting:
                return
            for till in waiting:
                self.carry(till)
        raise AssertionError("the tills' queues do not empty")
