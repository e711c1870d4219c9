"""The fourth vendor, as a folder of its own: from the terminal to the bank."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.tests import tagged

from odoo.addons.retail_connector_base.platforms.cipher import VARIABLE
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
class TestSumupFlow(Loopback, PosCase):
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

    def look(self, kind):
        """Look for what changed, and work on it."""
        flow = self.backend.sudo().flow_ids.filtered(lambda f: f.code == f"{kind}_in")
        flow.cursor = False  # the merchant's clock is behind ours: all is read again
        self.backend._job_pull(flow.id)
        while (flow.cursor or {}).get("cursor"):
            self.backend._job_pull(flow.id)
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
