"""A company whose stores sell with Square, and the seller on 127.0.0.1."""

import sys
import time
from pathlib import Path
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.tests import HttpCase

from odoo.addons.retail_connector_base.platforms.cipher import VARIABLE
from odoo.addons.retail_connector_base.tests.loopback import Loopback

from .common import PosCase

# The fake platforms live beside the addons, in the repository.
ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:
    sys.path.append(ROOT)

from tests.fake_platform.square import FakeSquare  # noqa: E402

EARLIER = 12 * 3600  # seconds the seller's day begins before the tests run


class SquareCase(Loopback, PosCase, HttpCase):
    """A connection to the seller; its stores S1 and S2 are listed by the platform."""

    @classmethod
    def _start_seller(cls):
        patcher = patch.dict("os.environ", {VARIABLE: Fernet.generate_key().decode()})
        patcher.start()
        cls.addClassCleanup(patcher.stop)
        cls.now = time.time() - EARLIER
        cls.seller = FakeSquare(
            lambda: cls.now,
            places=(
                ("S1", "Main street", "America/New_York"),
                ("S2", "Harbour", "America/New_York"),
            ),
        )
        cls.seller.__enter__()
        cls.addClassCleanup(cls.seller.__exit__)
        cls.seller.add_device("D1", "Till 1", "S1")

    @classmethod
    def _list_stores(cls):
        """Connect, let the platform list its stores, and set them up."""
        cls._start_seller()
        cls.backend.write(
            {
                "platform": "square",
                "environment": "test",
                "base_url": cls.seller.url,
                "unmatched_product": "park",
            }
        )
        cls.backend.credential_ids.filtered(
            lambda c: c.name == "access_token"
        ).new_value = "personal-token"
        cls.backend.action_test()
        found = cls.env["retail.pos.store"].search(
            [("backend_id", "=", cls.backend.id)], order="external_id"
        )
        cls.main, cls.harbour = found
        cls.main.warehouse_id, cls.harbour.warehouse_id = cls.warehouse, cls.warehouse2
        found.close_by = "day_end"
        found.register_ids._set_up()
        cls.till = cls.main.register_ids.filtered(lambda r: r.external_id == "D1")
        for row in cls.env["retail.mapping.tender"].search(
            [("backend_id", "=", cls.backend.id), ("state", "=", "suggested")]
        ):
            row.journal_id = cls.bank
            row.account_id = cls.gift_liability if row.is_gift_card else cls.clearing
            row.action_approve()

    def setUp(self):
        super().setUp()
        type(self).now = time.time() - EARLIER
        self.seller.reset()

    def wait(self, seconds):
        """Let time pass at the seller."""
        type(self).now += seconds

    # --- the two ways in ---

    def look(self, kind):
        """Look for what changed, all pages, and work on it."""
        flow = self.backend.sudo().flow_ids.filtered(lambda f: f.code == f"{kind}_in")
        self.backend._job_pull(flow.id)
        while (flow.cursor or {}).get("cursor"):
            self.backend._job_pull(flow.id)
        self.drain()

    def deliver(self, times=1, backwards=False, lose=()):
        """Have the seller's messages arrive; return the answers' status codes."""
        messages, self.seller.waiting = self.seller.waiting, []
        if backwards:
            messages = messages[::-1]
        path = f"/retail/webhook/{self.backend.sudo().token}"
        return [
            self.url_open(path, data=body, headers=headers).status_code
            for number, (_url, headers, body) in enumerate(messages)
            if number not in lose
            for _time in range(times)
        ]

    def drain(self):
        """Work on every lane that has something to do now."""
        for lane in self.env["retail.event"]._lanes_due(self.backend):
            self.backend._job_drain_in(lane)
        self.env.invalidate_all()

    def orders(self):
        """Return what is booked, oldest first."""
        return self.env["pos.order"].search(
            [("retail_backend_id", "=", self.backend.id)], order="id"
        )

    def troubles(self):
        """Return (state, cause, error) of what waits in the inbox."""
        events = self.env["retail.event"].search(
            [
                ("backend_id", "=", self.backend.id),
                ("state", "not in", ("done", "ignored")),
            ]
        )
        return [(event.state, event.cause, event.error) for event in events]
