"""Stores whose tills send the store feed over HTTP to a real Odoo, on a bad line.

Each till has a line and a thread of its own, so several send at once: requests get
lost, come twice, late and out of order, answers are not heard, and workers may be
killed meanwhile. What is compared at the end is what was booked.
"""

import json
import secrets
import threading
import time
import urllib.error
import urllib.request
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from setup.till_client import signature
from tests.fake_platform.store_feed import Line, Till

from .server import run_in_shell, wait_until

DAYS = (date(2026, 11, 9), date(2026, 11, 10))
ANSWER = 20  # seconds for an answer
PAUSE = 0.3  # seconds between two requests of a till
QUIET = 240  # seconds until everything sent is booked and every day closed

SETUP = """
import json
from tests.e2e.seed_stores import open_stores
backend, registers = open_stores(env)
print("TILLS " + json.dumps({
    "token": backend.token,
    "keys": [[r.store_id.external_id, r.external_id, r._new_key()] for r in registers],
}))
"""
OF_SESSION = """
  FROM retail_pos_shift s
  JOIN retail_pos_register r ON r.id = s.register_id
  JOIN retail_pos_store t ON t.id = r.store_id
  JOIN pos_session p ON p.id = s.session_id"""
BOOKED = {
    "days": f"""
        SELECT t.external_id, r.external_id, s.business_date::text, s.late, s.state,
               s.over_short::text, p.state, m.date::text, m.state
        {OF_SESSION} LEFT JOIN account_move m ON m.id = p.move_id ORDER BY 1, 2, 3""",
    "entries by account and tax": f"""
        SELECT t.external_id, r.external_id, s.business_date::text,
               a.name->>'en_US', l.tax_line_id IS NOT NULL, sum(l.balance)::text
        {OF_SESSION}
          JOIN account_move_line l ON l.move_id = p.move_id
            OR l.move_id IN (SELECT y.move_id FROM account_payment y
                              WHERE y.pos_session_id = p.id)
            OR l.move_id IN (SELECT b.move_id FROM account_bank_statement_line b
                              WHERE b.pos_session_id = p.id)
          JOIN account_account a ON a.id = l.account_id
         GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5""",
    "tenders": f"""
        SELECT t.external_id, r.external_id, s.business_date::text,
               d.name->>'en_US', sum(y.amount)::text
        {OF_SESSION}
          JOIN pos_payment y ON y.session_id = p.id
          JOIN pos_payment_method d ON d.id = y.payment_method_id
         GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4""",
    "products": f"""
        SELECT t.external_id, r.external_id, s.business_date::text, q.default_code,
               sum(l.qty)::text, sum(l.price_subtotal)::text,
               sum(l.price_subtotal_incl)::text
        {OF_SESSION}
          JOIN pos_order o ON o.session_id = p.id
          JOIN pos_order_line l ON l.order_id = o.id
          JOIN product_product q ON q.id = l.product_id
         GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4""",
    "receipts": """
        SELECT b.external_id, b.total::text, b.tax_total::text, o.state,
               o.amount_total::text
          FROM retail_binding_receipt b LEFT JOIN pos_order o ON o.id = b.record_id
         ORDER BY 1""",
    "payments on clearing accounts": """
        SELECT b.external_id, y.amount::text, y.state, y.record_id IS NOT NULL
          FROM retail_binding_tender y
          JOIN retail_binding_receipt b ON b.id = y.receipt_binding_id
         WHERE y.state <> 'no_money' ORDER BY 1, 2""",
    "stock": """
        SELECT l.complete_name, p.default_code, sum(q.quantity)::text
          FROM stock_quant q
          JOIN stock_location l ON l.id = q.location_id AND l.usage = 'internal'
          JOIN product_product p ON p.id = q.product_id
         GROUP BY 1, 2 ORDER BY 1, 2""",
    "numbers": """
        SELECT t.external_id, r.external_id, r.contiguous_to, r.missing_count
          FROM retail_pos_register r JOIN retail_pos_store t ON t.id = r.store_id
         ORDER BY 1, 2""",
}
UNBOOKED = """
    SELECT (SELECT count(*) FROM retail_event e
              JOIN retail_backend b ON b.id = e.backend_id
             WHERE b.platform = 'store_feed' AND e.state NOT IN ('done', 'ignored')),
           (SELECT count(*) FROM retail_pos_shift WHERE state <> 'closed')"""


class Unheard(Exception):
    """No answer came."""


def open_stores(db):
    """Set up stores with tills in a database; return their address and keys."""
    told = run_in_shell(db, SETUP)
    [line] = [one for one in told.splitlines() if one.startswith("TILLS ")]
    return json.loads(line.removeprefix("TILLS "))


class Tills:
    """Four tills of three stores; ``with Tills(odoo, facts) as tills:`` they send.

    :param facts: what ``open_stores`` returned for the server's database
    """

    def __init__(self, odoo, facts):
        self.odoo = odoo
        self.url = f"{odoo.url}/retail/pos/{facts['token']}"
        self.keys = {(store, reg): key for store, reg, key in facts["keys"]}
        self.tills = [
            Till(store, register, seed, DAYS)
            for seed, (store, register) in enumerate(self.keys, start=1)
        ]
        self.locks = {id(till): threading.Lock() for till in self.tills}
        self.lines = [Line(self._gate, seed) for seed in range(len(self.tills))]
        self.ended, self.threads = threading.Event(), []

    def __enter__(self):
        for till, line in zip(self.tills, self.lines, strict=True):
            thread = threading.Thread(target=self._send, args=(till, line), daemon=True)
            self.threads.append(thread)
            thread.start()
        return self

    def __exit__(self, *exc):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def _send(self, till, line):
        """Send what waits, for ever; no answer means: later again."""
        while not self.ended.wait(PAUSE):
            with self.locks[id(till)]:
                if not till.queue and not line.held:
                    continue
                try:
                    line.carry(till)
                except Unheard:
                    continue

    def _gate(self, till, sent):
        """Send bytes signed with the till's key; return the answer."""
        place = f"{till.store}/{till.register}"
        moment, nonce = int(time.time()), secrets.token_hex(16)
        path = urlsplit(f"{self.url}/feed").path
        key = self.keys[till.store, till.register]
        call = urllib.request.Request(
            f"{self.url}/feed",
            data=sent,
            headers={
                "Content-Type": "application/json",
                "X-Feed-Register": place,
                "X-Feed-Timestamp": str(moment),
                "X-Feed-Nonce": nonce,
                "X-Feed-Signature": signature(
                    key, place, moment, nonce, "POST", path, sent
                ),
            },
        )
        try:
            with urllib.request.urlopen(call, timeout=ANSWER) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code < 500:
                raise AssertionError(f"{error.code}: {error.read()[:300]}") from error
            raise Unheard from error
        except (OSError, ValueError) as error:
            raise Unheard from error

    # --- what happens at the tills ---

    def sell(self, count):
        """Sell at every till; one sale of each is changed afterwards."""
        for till in self.tills:
            with self.locks[id(till)]:
                till.sell(count)
                till.revise()

    def close(self):
        """Close the day at every till."""
        for till in self.tills:
            with self.locks[id(till)]:
                till.close()

    # --- how it ends ---

    def heard(self):
        """Wait until every till knows that all its records are stored."""
        wait_until(lambda: not any(t.queue for t in self.tills), QUIET, "empty queues")

    def settle(self):
        """Wait until every record is booked, and every day closed."""
        wait_until(
            lambda: self.odoo.query(UNBOOKED) == [(0, 0)],
            QUIET,
            "records to be booked and days to be closed",
        )

    def state(self):
        """Return everything two runs must agree on."""
        return {name: self.odoo.query(query) for name, query in BOOKED.items()}

    def check(self):
        """What is booked is what the tills sold, to the cent; each receipt once."""
        records = [r for till in self.tills for r in till.sold if r["kind"] == "sale"]
        [(count, total, tax)] = self.odoo.query(
            "SELECT count(DISTINCT o.retail_receipt), sum(o.amount_total)::text, "
            "sum(o.amount_tax)::text FROM pos_order o WHERE o.source = 'retail'"
        )
        assert count == len(records)
        assert Decimal(total) == sum(Decimal(r["total"]) for r in records)
        assert Decimal(tax) == sum(Decimal(r["tax_total"]) for r in records)
        gaps = [row for row in self.odoo.query(BOOKED["numbers"]) if row[3]]
        assert not gaps, f"numbers missing: {gaps}"
        last = {(t.store, t.register): t.last for t in self.tills}
        assert {row[:2]: row[2] for row in self.odoo.query(BOOKED["numbers"])} == last
