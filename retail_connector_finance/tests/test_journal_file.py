"""Batches that leave as files: attached, acknowledged, refused."""

import base64
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import config

from ..platforms.journal_file import table
from .ledger_common import LedgerCase


@tagged("post_install", "-at_install", "retail")
class TestJournalFile(LedgerCase):
    """The whole way of a file, and what comes back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.enterClassContext(
            patch.dict(config.options, {"retail_connector_files": str(cls.root)})
        )
        cls.policy.unlink()
        cls.backend = cls.env["retail.backend"].create(
            {"name": "Files", "platform": "journal_file", "environment": "test"}
        )
        cls.backend.state = "live"
        cls.policy = cls.env["retail.journal.policy"].create(
            {
                "name": "Files",
                "backend_id": cls.backend.id,
                "journal_ids": [(6, 0, cls.journal.ids)],
                "start_date": "2026-01-01",
                "approval": "never",
            }
        )
        cls.backend.ledger_watch_days = 4000

    def setting(self, name, value):
        self.backend.credential_ids.filtered(lambda c: c.name == name).new_value = value

    def test_a_download_is_attached_and_goes_by_odoos_codes(self):
        self.sell()
        [batch] = self.export()
        self.assertEqual(batch.state, "verified", batch.problem)
        found = table.read_csv(base64.b64decode(batch.file_id.datas))
        accounts = {line.account for line in found.lines}
        self.assertEqual(accounts, {a.code for a in (self.cash, self.sales, self.tax)})
        [row] = batch._outbox_rows()
        self.assertNotIn("content", row.answer["file"])
        self.assertIn(str(batch.file_id.id), batch.action_download()["url"])
        self.backend._job_plan_journal_watch()
        self.assertEqual(batch.state, "verified")

    def test_what_is_said_about_a_file_reaches_its_batch(self):
        self.setting("delivery", "folder")
        self.sell(day="2026-02-03")
        self.sell(day="2026-02-04")
        good, bad = self.export().sorted("date")
        self.assertTrue((self.root / f"{good.name}.csv").is_file())
        (self.root / f"{good.name}.csv.ack").write_text("")
        (self.root / f"{bad.name}.csv.rej").write_text("account unknown")
        self.backend._job_plan_journal_watch()
        self.assertTrue(good.acknowledged_at)
        self.assertEqual((bad.state, bad.problem), ("rejected", "account unknown"))
