"""A connection whose tills speak the store feed."""

import json
from datetime import UTC, datetime
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.addons.retail_connector_base.platforms.cipher import VARIABLE

from ..platforms.store_feed.batch import read_batch
from .common import PosCase

KEY = Fernet.generate_key().decode()


class FeedCase(PosCase):
    """Speak to the gate as tills do, without the network."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        patcher = patch.dict("os.environ", {VARIABLE: KEY})
        patcher.start()
        cls.addClassCleanup(patcher.stop)
        cls.backend.platform = "store_feed"
        cls.cap = cls._product("CAP", 1.0)
        cls.harbour_till = cls.harbour.register_ids

    def register_of(self, till):
        """Return the register a till is."""
        store = self.main if till.store == "S1" else self.harbour
        return store.register_ids.filtered(lambda r: r.external_id == till.register)

    def gate(self, till, sent):
        """Take in what a till sent and return the answer, as it travels."""
        batch = read_batch(sent, datetime.now(UTC))
        answer = self.env["retail.pos.gate"]._accept(self.register_of(till), batch)
        return json.loads(json.dumps(answer))

    def send(self, till):
        """Send a till's next batch; return the answer."""
        sent = till.batch()
        answer = self.gate(till, sent)
        till.hear(answer, sent)
        return answer

    def work(self):
        """Run what waits in the inbox."""
        Event = self.env["retail.event"]
        for _round in range(200):
            lanes = Event._lanes_due(self.backend)
            if not lanes:
                return
            for lane in lanes:
                self.backend._job_drain_in(lane)

    def close_all(self):
        """Run every close that is due; return the shifts."""
        shifts = self.env["retail.pos.shift"].search(
            [("backend_id", "=", self.backend.id), ("closed_at", "!=", False)]
        )
        for shift in shifts:
            self.backend._job_close_shift(shift.id)
        return shifts
