"""Tills that leave files: stored, acknowledged, put away."""

import gzip
import json
import tempfile
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import config

from .feed_common import FeedCase
from .till import Till


@tagged("post_install", "-at_install", "retail")
class TestFeedFiles(FeedCase):
    """A folder of batches."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.root = Path(folder.name)
        old = config.get("retail_connector_files")
        config["retail_connector_files"] = folder.name
        cls.addClassCleanup(config.__setitem__, "retail_connector_files", old)
        cls.backend.credential_ids.filtered(
            lambda c: c.name == "drop_folder"
        ).value = "tills"
        cls.folder = cls.root / "tills"
        cls.folder.mkdir()

    def collect(self):
        """Run the job that collects files."""
        self.backend._job_collect_files()

    def test_a_file_is_stored_acknowledged_and_put_away(self):
        till = Till("S1", "1", seed=5)
        till.sell(4)
        (self.folder / "S1_1_1_1-4.json.gz").write_bytes(gzip.compress(till.batch()))
        (self.folder / "S1_1_1_5-9.json.part").write_bytes(b"half a fi")
        self.collect()
        answer = json.loads((self.folder / "S1_1_1_1-4.json.gz.ack.json").read_text())
        self.assertEqual(answer["answers"][0]["contiguous_to"], 4)
        self.assertTrue((self.folder / "done" / "S1_1_1_1-4.json.gz").exists())
        self.assertTrue((self.folder / "S1_1_1_5-9.json.part").exists())
        self.work()
        self.assertEqual(
            self.env["pos.order"].search_count(
                [("retail_backend_id", "=", self.backend.id)]
            ),
            len([r for r in till.sold if r["kind"] == "sale"]),
        )

    def test_in_shadow_mode_files_are_read_and_stay_for_the_other_reader(self):
        till = Till("S1", "1", seed=5)
        till.sell(4)
        (self.folder / "S1.json").write_bytes(till.batch())
        (self.folder / "bad.json").write_bytes(b"not json")
        before = sorted(path.name for path in self.folder.iterdir())
        self.backend.shadow = True
        for _time in range(2):
            self.collect()
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), before)
        events = self.env["retail.event"].search(
            [("backend_id", "=", self.backend.id), ("kind", "=", "receipt")]
        )
        self.assertEqual(len(events), len(till.sold))
        self.work()
        self.assertEqual(set(events.mapped("cause")), {"shadow"})
        self.assertFalse(
            self.env["pos.order"].search([("retail_backend_id", "=", self.backend.id)])
        )
        self.backend.shadow = False
        self.collect()
        self.assertTrue((self.folder / "done" / "S1.json").exists())

    def test_a_file_that_is_read_again_changes_nothing(self):
        till = Till("S1", "1", seed=5)
        till.sell(4)
        for _time in range(2):
            (self.folder / "again.json").write_bytes(till.batch())
            self.collect()
        answer = json.loads((self.folder / "again.json.ack.json").read_text())
        self.assertEqual(answer["answers"][0]["duplicates"], 4)

    def test_what_cannot_be_read_goes_into_quarantine(self):
        (self.folder / "bad.json").write_bytes(b"not json")
        till = Till("S9", "1", seed=5)
        (self.folder / "stranger.json").write_bytes(till.batch())
        self.collect()
        for name in ("bad.json", "stranger.json"):
            self.assertTrue((self.folder / "quarantine" / name).exists())
            self.assertTrue((self.folder / f"{name}.ack.json").exists())
        self.assertIn(
            "A till's file cannot be read", self.backend.activity_ids.mapped("summary")
        )

    def test_the_connection_test_looks_into_the_folder(self):
        self.assertFalse(self.backend._adapter(testing=True).check().problems)
