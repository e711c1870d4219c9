"""The fourth vendor, as a folder of its own: from the terminal to the bank."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.fields import Domain
from odoo.tests import tagged

from odoo.addons.retail_connector_base.platforms.cipher import VARIABLE
from odoo.addons.retail_connector_base.tests.clock import ClockMixin
from odoo.addons.retail_connector_base.tests.loopback import Loopback

from .common import PosCase

# The fake platforms live beside the addons, in the repository.
ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:
    sys.path.append(ROOT)

from tests.fake_platform.sumup import FakeSumup  # noqa: E402
from tests.fake_platform.sumup.server import KEY, MERCHANT  # noqa: E402

DAY = 86400


@tagged("post_install", "-at_install", "retail")
class TestSumupFlow(ClockMixin, Loopback, PosCase):
    """What the terminal took is in a session of its day, and the payout finds it."""

    @classmethod
    def _list_stores(cls):
        patcher = patch.dict("os.environ", {VARIABLE: Fernet.generate_key().decode()})
        patcher.start()
        cls.addClassCleanup(patcher.stop)
        cls.now = time.time() - 2 * DAY
        cls.merchant = FakeSumup(lambda: cls.now, currency="USD")
        cls.merchant.__enter__()
        cls.addClassCleanup(cls.merchant.__exit__)
        cls.backend.write(
            {
                "platform": "sumup",
                "environment": "test",
                "base_url": cls.merchant.url,
            }
        )
        for name, value in (("api_key", KEY), ("merchant_code", MERCHANT)):
            cls.backend.credential_ids.filtered(
                lambda row, name=name: row.name == name
            ).new_value = value
        cls.backend.action_test()
        cls.main = cls.backend.store_ids
        cls.main.write({"warehouse_id": cls.warehouse.id, "close_by": "day_end"})
        cls.main.register_ids._set_up()
        for row in cls.env["retail.mapping.tender"].search(
            [("backend_id", "=", cls.backend.id), ("state", "=", "suggested")]
        ):
            row.write({"journal_id": cls.bank.id, "account_id": cls.clearing.id})
            row.action_approve()

    def setUp(self):
        super().setUp()
        self.merchant.reset()
        type(self).now = time.time() - 2 * DAY

    @classmethod
    def _map_tax(cls, title="VAT", rate="0.08", tax=None):
        cls.tax.price_include_override = "tax_included"
        mapping = cls.env["retail.mapping.tax"].create(
            {
                "backend_id": cls.backend.id,
                "title": title,
                "rate": float(rate),
                "country_code": "US",
                "prices_include_tax": True,
                "tax_id": cls.tax.id,
            }
        )
        mapping.action_approve()
        return mapping

    def count(self, at):
        """Count the day that a time is in; return (kind -> row, number of requests)."""
        self.env.invalidate_all()
        day, before = (
            datetime.fromtimestamp(at, UTC).date(),
            len(self.merchant.requests),
        )
        self.backend._job_tally(str(day))
        rows = self.env["retail.tally"].search(
            [("backend_id", "=", self.backend.id), ("day", "=", day)]
        )
        asked = len(self.merchant.requests) - before
        return {row.kind: row for row in rows}, asked

    def look(self, kind):
        """Look for what changed, and work on it."""
        flow = self.backend.sudo().flow_ids.filtered(lambda f: f.code == f"{kind}_in")
        flow.cursor = False  # the merchant's clock is behind ours: all is read again
        self.backend._job_pull(flow.id)
        while (flow.cursor or {}).get("cursor"):
            self.backend._job_pull(flow.id)
        return self.work()

    def work(self):
        """Work on what came in; return what waits."""
        for lane in self.env["retail.event"]._lanes_due(self.backend):
            self.backend._job_drain_in(lane)
        self.env.invalidate_all()
        waiting = self.env["retail.event"].search(
            [("backend_id", "=", self.backend.id), ("state", "!=", "done")]
        )
        return [(event.state, event.cause, event.error) for event in waiting]

    def test_from_the_terminal_to_the_bank(self):
        sold = self.merchant.sell(10.8, products=[("Mug", 1, 10.8, 8, 0.8)])["id"]
        self.merchant.sell(5.4, "CASH", rates=[(0.08, 5.4, 0.4)])
        self.assertEqual(self.look("receipt"), [])
        event = self.merchant.give_back(sold, 10.8)
        type(self).now += DAY
        self.merchant.pay_out([sold], [(sold, 10.8)])
        self.assertEqual(self.look("receipt"), [])
        orders = self.env["pos.order"].search(
            [("retail_backend_id", "=", self.backend.id)],
            order="amount_total desc",
        )
        self.assertEqual(orders.mapped("amount_total"), [10.8, 5.4, -10.8])
        back = orders[2]
        self.assertEqual(back.retail_receipt, f"{sold}/refund/{event}")
        self.assertEqual(back.lines.refunded_orderline_id.order_id, orders[0])
        shift = orders.session_id.retail_shift_id
        self.assertEqual(len(shift), 1)
        shift.closed_at = datetime.now(UTC).replace(tzinfo=None)
        self.close(shift)
        self.assertEqual(shift.state, "closed", shift.problem)
        self.assertEqual(float(self.balance(self.tax_account)), -0.4)

        self.assertEqual(self.look("settlement"), [])
        lines = (
            self.env["retail.settlement"]
            .search([("backend_id", "=", self.backend.id)])
            .line_ids
        )
        tenders = orders.payment_ids.retail_tender_id
        self.assertEqual(
            sorted((line.kind, line.gross) for line in lines),
            [("refund", -10.8), ("sale", 10.8)],
        )
        self.assertEqual(lines.tender_id, tenders.filtered("reference"))

    def test_what_no_list_told_is_found_by_the_day_and_by_the_payout(self):
        self.backend.write({"tally_grace_minutes": 0, "timezone": "UTC"})
        self.backend.state = "live"
        merchant, first = self.merchant, self.now
        mug = {"products": [("Mug", 1, 10.8, 8, 0.8)]}
        sold, gone = (merchant.sell(10.8, **mug)["id"] for _sale in range(2))
        merchant.sell(5.4, "CASH", rates=[(0.08, 5.4, 0.4)])
        self.assertEqual(self.look("receipt"), [])
        rows, asked = self.count(first)
        kinds = ("receipt", "tender", "paid")
        self.assertEqual({rows[kind].state for kind in kinds}, {"equal"})
        self.assertEqual(rows["receipt"].there_amount, 27)
        # Sales of the day, those given back before, and for payouts nothing but them.
        self.assertEqual(asked, 3)

        lost = merchant.sell(21.6, products=[("Mug", 2, 10.8, 8, 1.6)])["id"]
        hidden = merchant.sell(10.8, **mug)["id"]
        merchant.give_back(sold, 10.8)
        merchant.cancel(gone)
        merchant.omitted |= {lost, sold, gone}
        merchant.hidden.add(hidden)
        self.look("receipt")
        rows, _asked = self.count(first)
        self.assertEqual(rows["receipt"].state, "repairing")
        self.assertEqual(
            sorted(
                (one.type, one.expected, one.found)
                for one in self.env["retail.discrepancy"].search(
                    [("tally_id", "=", rows["receipt"].id)]
                )
            ),
            [
                ("amount_mismatch", 0, 10.8),
                ("missing_in_odoo", -10.8, 0),
                ("missing_in_odoo", 21.6, 0),
            ],
        )
        self.assertEqual(self.work(), [])
        rows, asked = self.count(first)
        self.assertEqual({rows[kind].state for kind in kinds}, {"equal"})
        self.assertEqual(asked, 4)  # and the receipt of what was given back
        self.assertEqual(
            {
                (line.by, line.value): (line.there_amount, line.here_amount)
                for line in rows["tender"].line_ids
            },
            {
                ("all", ""): (27, 27),
                ("place", MERCHANT): (27, 27),
                ("tender", "card"): (21.6, 21.6),
                ("tender", "cash"): (5.4, 5.4),
            },
        )

        type(self).now += DAY
        merchant.pay_out([sold, lost, hidden], [(sold, 10.8)])
        rows, _asked = self.count(self.now)
        paid = rows["paid"]
        self.assertEqual((paid.there_count, paid.here_count), (3, 2))
        self.assertEqual((paid.state, paid.open_amount), ("repairing", 10.8))
        self.assertEqual(self.work(), [])
        paid = self.count(self.now)[0]["paid"]
        self.assertEqual((paid.state, paid.here_amount), ("equal", 43.2))
        # The other till booked it too, and names the same transaction.
        cash = self.env["pos.payment"].search(
            [
                ("name", "=", "cash"),
                ("transaction_id", "in", list(merchant.transactions)),
            ]
        )
        cash.payment_ref_no = merchant.transactions[lost]["transaction_code"]
        twice = self.count(self.now)[0]["paid"]
        found = self.env["retail.discrepancy"].search(
            [("tally_id", "=", twice.id), ("state", "=", "open")]
        )
        self.assertEqual(found.mapped("type"), ["duplicate_document"])
        self.assertEqual((found.expected, found.found), (21.6, 27))
        cash.payment_ref_no = "another"
        self.assertEqual(self.count(self.now)[0]["paid"].state, "equal")
        paid = self.count(time.time())[0]["paid"]
        self.assertEqual((paid.state, paid.rounds), ("later", 0))  # payouts are to come
        states = {row.state for row in self.count(first)[0].values()}
        self.assertEqual(states, {"equal"})  # what no list shows can be read by its id
        shown = {
            day["key"]: day["tone"]
            for day in self.env["retail.overview"]._proof(
                Domain("company_id", "=", self.company.id)
            )
        }
        day = datetime.fromtimestamp(first, UTC).date()
        self.assertEqual(shown[str(day)], "success")
        # A till that was offline may tell more of it: it is counted daily for a while.
        due = [day in self.backend._days_to_count()]
        for days in (1, 3):
            with self.later(days=days):
                due.append(day in self.backend._days_to_count())
        self.assertEqual(due, [False, True, False])
