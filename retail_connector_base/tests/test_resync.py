"""A full re-sync is previewed, started, watched, and taken up again."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from ..models import retail_backfill
from ..platforms import TransientError
from .common import MONDAY, RetailCase


@tagged("post_install", "-at_install", "retail")
class TestResync(RetailCase):
    """People of the memory platform are read anew."""

    def setUp(self):
        super().setUp()
        patcher = patch.object(retail_backfill, "CHUNK", 3)
        patcher.start()
        self.addCleanup(patcher.stop)
        jobs = trap_jobs()
        jobs.__enter__()
        self.addCleanup(jobs.__exit__, None, None, None)
        for number in range(7):
            self.world.save(f"p{number}", f"Person {number}", minutes=number)
        self.backend.state = "live"
        self.world.page_size = 10  # short enough for polling
        self.backend._job_pull(self.flow("party_in").id)
        self.world.page_size = 2
        self.work()

    def work(self):
        """Work on every lane."""
        for lane in self.Event._lanes_due(self.backend):
            self.backend._job_drain_in(lane)
        self.env.invalidate_all()

    def resync(self, **values):
        """Return a re-sync of people."""
        flow = self.flow("party_in").id
        return self.env["retail.resync"].create(
            {"backend_id": self.backend.id, "flow_id": flow, **values}
        )

    def read_all(self, resync):
        """Run the jobs that read."""
        for _step in range(9):
            if resync.backfill_id.state in ("done", "failed", "cancelled"):
                break
            self.backend._job_backfill(resync.backfill_id.id)
        self.env.invalidate_all()

    def person(self, external_id):
        """Return the contact of a person."""
        return (
            self.env["retail.binding.party"]
            ._find(self.backend, [external_id])[external_id]
            .record_id
        )

    def test_everything_is_read_again_and_heals_what_differs(self):
        self.backend.party_identity_owner = "platform"
        self.person("p3").name = "Somebody else"
        contacts = self.env["res.partner"].search_count([])
        resync = self.resync()
        with self.assertRaises(UserError):
            resync.action_start()  # nobody looked at the preview
        resync.action_preview()
        self.assertRecordValues(
            resync,
            [
                {
                    "state": "ready",
                    "read_count": 7,
                    "known_count": 7,
                    "method": "export",
                    "request_count": 1,
                }
            ],
        )
        resync.action_start()
        other = self.resync()
        other.action_preview()
        with self.assertRaises(UserError):
            other.action_start()  # one at a time
        self.read_all(resync)
        self.assertRecordValues(
            resync, [{"total": 7, "moved": 0, "trouble": 0, "state": "running"}]
        )
        self.assertEqual(resync.remaining, "being measured")
        self.work()
        self.assertEqual((resync.moved, resync.progress), (7, 100.0))
        self.env["retail.flow"]._cron_schedule()
        self.assertEqual(resync.state, "done")
        self.assertTrue(resync.finished_at)
        self.assertEqual(self.person("p3").name, "Person 3")
        self.assertEqual(self.env["res.partner"].search_count([]), contacts)
        domain = resync.action_open_messages()["domain"]
        self.assertEqual(self.Event.search_count(domain), 7)

    def test_a_range_is_read_page_by_page_and_goes_on_after_an_interruption(self):
        begin = MONDAY.replace(tzinfo=None)
        resync = self.resync(
            since=begin + timedelta(minutes=3), until=begin + timedelta(minutes=5)
        )
        resync.action_preview()
        self.assertRecordValues(resync, [{"read_count": 4, "method": "pages"}])
        resync.action_start()
        self.backend._job_backfill(resync.backfill_id.id)  # begins
        self.world.errors = [None, TransientError("the line broke")]
        broken = False
        try:  # assertRaises would roll back what was committed in reality
            self.backend._job_backfill(resync.backfill_id.id)
        except RetryableJobError:
            broken = True
        self.assertTrue(broken)
        self.assertEqual((resync.backfill_id.done, resync.state), (2, "running"))
        resync.action_cancel()
        self.read_all(resync)
        self.assertEqual((resync.backfill_id.done, resync.state), (2, "cancelled"))
        resync.action_resume()
        self.read_all(resync)
        self.assertEqual(resync.backfill_id.done, 4)
        events = self.Event.search([("origin", "=", "resync")])
        self.assertEqual(set(events.mapped("entity_id")), {"p3", "p4", "p5", "p6"})
        self.work()
        resync.action_refresh()
        self.assertEqual(resync.state, "done")

    def test_the_time_left_follows_the_rate(self):
        resync = self.resync()
        resync.action_preview()
        resync.action_start()
        self.read_all(resync)
        reading = resync.backfill_id
        hour_ago = fields.Datetime.now() - timedelta(hours=1)
        reading.write({"measured_at": hour_ago, "measured_worked": -6})
        self.Event.search([("origin", "=", "resync")], limit=6).write({"state": "done"})
        self.env.invalidate_all()
        self.assertEqual(reading.waiting, 1)
        self.assertEqual(resync.remaining, "about 5 minutes")

    def test_prices_are_looked_at_as_a_whole(self):
        flow = self.flow("price_out")
        flow.paused = False
        resync = self.resync(flow_id=flow.id)
        resync.action_preview()
        self.assertRecordValues(resync, [{"state": "ready", "send_count": 0}])
        resync.action_start()
        resync.action_refresh()
        self.assertRecordValues(resync, [{"state": "done", "progress": 100.0}])

    def test_who_may_start_and_what_is_refused(self):
        viewer = new_test_user(
            self.env, "looker", groups="retail_connector_base.group_viewer"
        )
        resync = self.resync()
        with self.assertRaises(AccessError):
            resync.with_user(viewer).action_preview()
        with self.assertRaises(ValidationError):
            resync.write({"since": MONDAY.replace(tzinfo=None), "until": "2020-01-01"})
        self.world.errors = [TransientError("the line broke")]
        with self.assertRaises(UserError):
            resync.action_preview()
        resync.action_preview()
        self.flow("party_in").paused = True
        with self.assertRaises(UserError):
            resync.action_start()
        resync.since = MONDAY.replace(tzinfo=None)
        self.assertEqual(resync.state, "draft", "another choice needs another look")
