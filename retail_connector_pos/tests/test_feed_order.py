"""A property: the same records give the same ledger, in whatever order they come."""

import contextlib
import os
import random

from odoo.tests import tagged

from .feed_common import FeedCase
from .till import Till

# Orders that are tried; the suite tries a few, RETAIL_ORDERS=50 more.
ORDERS = int(os.environ.get("RETAIL_ORDERS") or 2)


class Undone(Exception):
    """Takes back what an order booked, so that the next one starts the same."""


@tagged("post_install", "-at_install", "retail")
class TestFeedOrder(FeedCase):
    """Shuffled, repeated, in pieces, before and after the close: nothing differs."""

    maxDiff = None

    def records(self):
        """Return a day's records: sales, returns, changes, voids, cash taken out."""
        till = Till("S1", "1", 11)
        till.sell(20)
        for _number in range(3):
            till.revise()
        changed = {r["sequence"] for r in till.sold if r.get("revision")}
        plain = [
            record
            for record in till.sold
            if record["kind"] == "sale" and record["sequence"] not in changed
        ]
        for sale in random.Random(2).sample(plain, 3):
            till.record(
                "post_void", voids={**till._place(), "sequence": sale["sequence"]}
            )
        till.record("paid_out", amount="7.00", reason="stamps")
        return till, list(till.queue)

    def test_the_same_records_in_any_order_give_the_same_ledger(self):
        till, records = self.records()
        expected = self.outcome(till, records)
        self.assertEqual(len(expected["dates"]), 1)
        self.assertTrue(expected["ledger"] and expected["payments"])
        for seed in range(ORDERS):
            chance = random.Random(seed)
            again = chance.sample(records, 8)
            mixed = [*records, *again]
            chance.shuffle(mixed)
            with self.subTest(seed=seed):
                self.assertEqual(self.outcome(till, mixed, chance), expected)

    def outcome(self, till, records, chance=None):
        """Send records, close the day, return what is booked; take it all back."""
        found = {}
        with contextlib.suppress(Undone), self.env.cr.savepoint():
            self.send_all(till, records, chance)
            self.close_open("All is here")
            found = self.booked_of(self.till)
            raise Undone
        self.env.invalidate_all()
        return found

    def send_all(self, till, records, chance):
        """Send records in pieces; with chance the day is closed in their midst."""
        rest = list(records)
        early = chance.randrange(len(rest)) if chance else None
        while rest:
            size = chance.randint(1, 12) if chance else 20
            till.queue, rest, till.missing = rest[:size], rest[size:], []
            self.gate(till, till.batch(size))
            self.work()
            if early is not None and len(rest) <= early:
                self.close_open("The shop closes early")
                early = None

    def close_open(self, reason):
        """Close what is open at the till, whatever is missing."""
        shifts = self.till.shift_ids.filtered(lambda s: s.state != "closed")
        for shift in shifts:
            shift._override(reason)
            self.close(shift)
            self.assertEqual(shift.state, "closed", shift.problem)

    def booked_of(self, register):
        """Return everything that must not depend on the order."""
        sessions = register.shift_ids.session_id
        moves = self.env["account.move"].union(
            *(session._get_related_account_moves() for session in sessions)
        )
        totals = {}
        for line in moves.line_ids:
            key = (line.account_id.code, bool(line.tax_line_id))
            totals[key] = totals.get(key, 0.0) + line.balance
        tenders = self.env["retail.binding.tender"].search(
            [("backend_id", "=", self.backend.id), ("state", "!=", "no_money")]
        )
        items = moves.line_ids.filtered(lambda i: i.account_id == self.clearing)
        lines = sessions.order_ids.lines
        return {
            "dates": set(moves.mapped("date")),
            "ledger": {k: round(v, 2) for k, v in totals.items() if round(v, 2)},
            "payments": sorted(
                (tender.order_name, tender.amount, tender.state) for tender in tenders
            ),
            "owed": round(sum(items.mapped("amount_residual")), 2),
            "products": {
                product.default_code or product.name: (
                    sum(mine.mapped("qty")),
                    round(sum(mine.mapped("price_subtotal")), 2),
                )
                for product, mine in lines.grouped("product_id").items()
            },
            "stock": [self.on_hand(p) for p in (self.mug, self.tee, self.cap)],
        }
