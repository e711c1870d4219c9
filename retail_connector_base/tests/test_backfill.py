"""History is read by export, with progress, and goes on after an accident."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from ..models import retail_backfill
from ..platforms import RefusedError, TransientError
from .common import MONDAY, MemoryAdapter, RetailCase


@tagged("post_install", "-at_install", "retail")
class TestBackfill(RetailCase):
    """Start, wait, read, cancel, resume."""

    def setUp(self):
        super().setUp()
        for number in range(7):
            self.world.save(f"p{number}", f"Person {number}", minutes=number)
        self.backfill = self.env["retail.backfill"].create(
            {"backend_id": self.backend.id, "kind": "party"}
        )
        patcher = patch.object(retail_backfill, "CHUNK", 3)
        patcher.start()
        self.addCleanup(patcher.stop)

    def step(self):
        """Run the job once; return whether it queued the next."""
        with trap_jobs() as jobs:
            self.backend._job_backfill(self.backfill.id)
            names = [job.method_name for job in jobs.enqueued_jobs]
        return "_job_backfill" in names

    def events(self):
        """Return what was received."""
        return self.Event.search([("backend_id", "=", self.backend.id)])

    def test_all_of_history_comes_in(self):
        self.backfill.action_start()
        self.assertTrue(self.step())
        self.assertEqual(self.backfill.state, "exporting")
        self.assertTrue(self.step())
        self.assertRecordValues(
            self.backfill, [{"state": "reading", "count": 7, "progress": 0.0}]
        )
        self.assertFalse(self.step())
        self.assertRecordValues(
            self.backfill, [{"state": "done", "done": 7, "progress": 100.0}]
        )
        self.assertEqual(len(self.events()), 7)
        self.assertEqual(set(self.events().mapped("origin")), {"export"})
        self.assertTrue(all(self.events().mapped("complete")))

    def test_the_time_left_counts_reading_and_working(self):
        self.backfill.action_start()
        self.assertFalse(self.backfill.remaining, "nothing is known yet")
        self.step()
        self.step()
        self.assertEqual(self.backfill.remaining, "being measured")
        self.step()
        self.assertRecordValues(
            self.backfill, [{"waiting": 7, "worked": 0, "work_progress": 0.0}]
        )
        lanes = self.Event._lanes_due(self.backend)
        self.backend._job_drain_in(lanes[0])
        self.env.invalidate_all()
        worked = self.backfill.worked
        self.assertTrue(0 < worked < 7)
        hour = timedelta(hours=1)
        self.backfill.write(
            {
                "measured_at": fields.Datetime.now() - hour,
                "measured_worked": worked - 5 if worked > 5 else worked,
            }
        )
        self.assertEqual(self.backfill.waiting, 7 - worked)
        for lane in lanes[1:]:
            self.backend._job_drain_in(lane)
        self.env.invalidate_all()
        self.assertRecordValues(
            self.backfill,
            [{"worked": 7, "waiting": 0, "work_progress": 100.0, "remaining": False}],
        )

    def test_an_interrupted_reading_goes_on_behind_the_last_chunk(self):
        self.backfill.action_start()
        self.step()
        self.step()
        original = MemoryAdapter.export_read

        def breaks(this, state, skip=0):
            for number, notice in enumerate(original(this, state, skip)):
                if number == 4:
                    raise TransientError("the line broke")
                yield notice

        broken = False
        with patch.object(MemoryAdapter, "export_read", breaks):
            try:  # assertRaises would roll back what was committed in reality
                self.step()
            except RetryableJobError:
                broken = True
        self.assertTrue(broken)
        self.assertEqual((self.backfill.state, self.backfill.done), ("reading", 3))
        self.step()
        self.assertEqual((self.backfill.state, self.backfill.done), ("done", 7))
        self.assertEqual(len(self.events()), 7)

    def test_it_can_be_cancelled_and_taken_up_again(self):
        self.backfill.action_start()
        self.step()
        self.backfill.action_cancel()
        self.assertFalse(self.step())
        self.assertFalse(self.events())
        self.backfill.action_start()
        self.assertEqual(self.backfill.state, "exporting", "the export is still there")
        with self.assertRaises(UserError):
            self.backfill.action_start()

    def test_a_refused_export_hands_back_to_polling(self):
        flow = self.flow("party_in")
        flow.cursor = {"since": "2026-11-02T12:00:00+00:00", "cursor": None}
        self.backfill.write({"flow_id": flow.id, "since": MONDAY.replace(tzinfo=None)})
        self.world.errors = [RefusedError("not in your plan")]
        self.step()
        self.assertEqual(self.backfill.state, "failed")
        self.assertEqual(self.backfill.error, "not in your plan")
        self.assertEqual(flow.cursor["since"], "2026-11-02T08:00:00+00:00")
        self.assertTrue(self.backend.activity_ids)

    def test_the_scheduler_wakes_a_forgotten_one(self):
        self.backfill.action_start()
        self.step()
        self.env.cr.execute(
            "UPDATE retail_backfill SET write_date = '2020-01-01' WHERE id = %s",
            [self.backfill.id],
        )
        with trap_jobs() as jobs:
            self.env["retail.flow"]._cron_schedule()
            self.assertIn(
                self.backfill.id,
                [j.args[0] for j in jobs.enqueued_jobs if "backfill" in j.method_name],
            )
