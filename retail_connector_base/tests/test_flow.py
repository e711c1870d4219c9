"""Flows run when they should, and read everything exactly as often as needed."""

from datetime import timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

from odoo import fields
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from ..models.retail_flow_schedule import next_daily
from ..platforms import ConfigError, TransientError
from .common import MONDAY, RetailCase

at = fields.Datetime.to_datetime


@tagged("post_install", "-at_install", "retail")
class TestFlow(RetailCase):
    """Timetable, polling, lights."""

    def setUp(self):
        super().setUp()
        self.party = self.flow("party_in")
        self.backend.pull_since = MONDAY.replace(tzinfo=None)

    def pull(self):
        """Read changes until there are no more pages."""
        for _ in range(20):
            with trap_jobs() as jobs:
                self.backend._job_pull(self.party.id)
                again = [j for j in jobs.enqueued_jobs if "pull" in j.method_name]
            if not again:
                return
        self.fail("it never ends")

    def test_a_platform_brings_its_flows(self):
        self.assertEqual(
            set(self.backend.flow_ids.mapped("code")), {"party_in", "price_out"}
        )
        self.assertRecordValues(
            self.party, [{"kind": "party", "direction": "in", "owner": "platform"}]
        )

    def test_a_change_of_the_second_that_was_read_is_read_again(self):
        self.world.save("p1", "Ada")
        moment = MONDAY.replace(tzinfo=None)
        with patch.object(fields.Datetime, "now", staticmethod(lambda: moment)):
            self.pull()
            self.drain()
        self.world.save("p1", "Ada Lovelace")  # in the same second
        self.pull()
        self.drain()
        binding = self.env["retail.binding.party"]._find(self.backend, ["p1"])["p1"]
        self.assertEqual(binding.record_id.name, "Ada Lovelace")
        self.pull()
        events = self.Event.search([("backend_id", "=", self.backend.id)])
        self.assertEqual(len(events), 2, "it was read after its second: that is all")

    def test_polling_finds_what_no_message_told_of(self):
        for number in range(5):
            self.world.save(f"p{number}", f"Person {number}", minutes=number)
        self.pull()
        events = self.Event.search([("backend_id", "=", self.backend.id)])
        self.assertEqual(len(events), 5)
        self.assertEqual(set(events.mapped("origin")), {"poll"})
        self.assertTrue(self.party.last_pull_at)
        self.assertEqual(self.party.cursor["since"], "2026-11-02T08:04:00+00:00")

    def test_what_cannot_even_be_reached_is_paused(self):
        self.backend.write({"state": "live"})
        self.backend.platform = "none"
        self.backend._job_pull(self.party.id)
        self.assertEqual(self.backend.state, "paused")
        self.assertIn("platform", self.backend.state_reason)

    def test_polling_again_reads_the_overlap_and_stores_nothing_twice(self):
        self.world.save("p1", "Ada")
        self.pull()
        self.pull()
        self.assertEqual(
            self.Event.search_count([("backend_id", "=", self.backend.id)]), 1
        )
        self.world.save("p2", "Late", minutes=-5)  # an earlier time, told of later
        self.pull()
        self.assertTrue(self.Event.search([("entity_id", "=", "p2")]))

    def test_what_a_message_told_of_is_not_read_again(self):
        self.world.save("p1", "Ada")
        self.receive(self.notice("k1"))
        self.drain()
        self.pull()
        self.assertEqual(
            self.Event.search_count([("backend_id", "=", self.backend.id)]), 1
        )

    def test_old_data_from_the_platform_is_asked_for_again(self):
        """A message announced a change that the platform did not show yet."""
        self.world.save("p1", "Ada", minutes=0)
        self.receive(self.notice("k1", minutes=7))
        self.drain()
        self.world.save("p1", "Countess", minutes=7)
        self.pull()
        self.drain()
        binding = self.env["retail.binding.party"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertEqual(binding.external_version, "2026-11-02T08:07:00.000+00:00")

    def test_an_interrupted_reading_goes_on_where_it_was(self):
        for number in range(4):
            self.world.save(f"p{number}", f"Person {number}", minutes=number)
        self.world.errors = [None, TransientError("busy", retry_after=7)]
        self.backend._job_pull(self.party.id)
        self.assertEqual(self.party.cursor["cursor"], "2")
        with self.assertRaises(RetryableJobError) as caught:
            self.backend._job_pull(self.party.id)
        self.assertGreaterEqual(caught.exception.seconds, 7)
        self.pull()
        self.assertEqual(
            self.Event.search_count([("backend_id", "=", self.backend.id)]), 4
        )

    def test_wrong_credentials_pause(self):
        self.world.errors = [ConfigError("The password changed.")]
        self.backend._job_pull(self.party.id)
        self.assertEqual(self.backend.state, "paused")

    def test_a_long_backlog_switches_to_an_export(self):
        for number in range(9):
            self.world.save(f"p{number}", f"Person {number}", minutes=number)
        self.pull()
        backfill = self.env["retail.backfill"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertEqual((backfill.kind, backfill.state), ("party", "draft"))
        for _ in range(3):
            self.backend._job_backfill(backfill.id)
        self.assertEqual(backfill.state, "done")
        entities = self.Event.search([("backend_id", "=", self.backend.id)])
        self.assertEqual(len(set(entities.mapped("entity_id"))), 9)

    # --- timetable ---

    def test_the_scheduler_starts_what_is_due_once(self):
        self.party.next_run_at = fields.Datetime.now() - timedelta(minutes=1)
        for _ in range(2):
            self.env["retail.flow"]._cron_schedule()
        self.jobs.assert_jobs_count(1, only=self.backend._job_pull)
        self.assertGreater(self.party.next_run_at, fields.Datetime.now())

    def test_paused_and_manual_flows_are_not_started(self):
        due = fields.Datetime.now() - timedelta(minutes=1)
        for values in ({"paused": True}, {"timing": "manual"}):
            self.party.write({"next_run_at": due, "paused": False, **values})
            self.env["retail.flow"]._cron_schedule()
        self.jobs.assert_jobs_count(0, only=self.backend._job_pull)
        self.party.action_run()
        self.jobs.assert_jobs_count(1, only=self.backend._job_pull)

    def test_a_connection_that_is_not_live_rests(self):
        self.backend.action_pause()
        self.party.next_run_at = fields.Datetime.now() - timedelta(minutes=1)
        self.env["retail.flow"]._cron_schedule()
        self.jobs.assert_jobs_count(0, only=self.backend._job_pull)

    def test_a_lost_wake_up_is_found(self):
        event = self.receive(self.notice("k1"))
        with trap_jobs() as jobs:
            self.env["retail.flow"]._cron_schedule()
            found = [
                job.args
                for job in jobs.enqueued_jobs
                if job.method_name == "_job_drain_in" and job.recordset == self.backend
            ]
        self.assertEqual(found, [(event.lane,)])

    def test_daily_is_a_time_of_the_company(self):
        berlin = ZoneInfo("Europe/Berlin")
        summer = next_daily(at("2026-07-01 00:30:00"), 3.5, berlin)
        winter = next_daily(at("2026-12-01 00:30:00"), 3.5, berlin)
        self.assertEqual(summer, at("2026-07-01 01:30:00"))
        self.assertEqual(winter, at("2026-12-01 02:30:00"))

    def test_daily_survives_the_change_of_clocks(self):
        berlin = ZoneInfo("Europe/Berlin")
        # 2:30 does not exist on 29 March 2026, and exists twice on 25 October.
        spring = next_daily(at("2026-03-28 23:00:00"), 2.5, berlin)
        self.assertEqual(spring, at("2026-03-29 01:30:00"))
        autumn = next_daily(at("2026-10-24 23:00:00"), 2.5, berlin)
        self.assertEqual(autumn, at("2026-10-25 00:30:00"))
        self.assertEqual(next_daily(autumn, 2.5, berlin), at("2026-10-26 01:30:00"))

    # --- lights ---

    def test_the_light_says_what_is_wrong(self):
        self.party.write({"last_pull_at": fields.Datetime.now(), "sla_minutes": 15})
        self.assertEqual((self.party.light, self.backend.light), ("green", "green"))
        self.receive(self.notice("k1"))
        with self.later(minutes=20):
            self.party.last_pull_at = fields.Datetime.now()
            self.env.invalidate_all()
            self.assertEqual(self.party.light, "amber")
        with self.later(hours=9):
            self.env.invalidate_all()
            self.assertEqual((self.party.light, self.backend.light), ("red", "red"))
            self.assertIn("Customers", self.backend.light_reason)
        self.backend.action_pause()
        self.env.invalidate_all()
        self.assertEqual((self.party.light, self.backend.light), ("grey", "amber"))

    def test_a_flow_knows_when_it_last_worked(self):
        self.world.save("p1", "Ada")
        self.receive(self.notice("k1"))
        self.drain()
        self.env.invalidate_all()
        self.assertTrue(self.party.last_success_at)

    def test_the_company_has_a_time_zone(self):
        self.backend.company_id.partner_id.tz = "America/New_York"
        self.party.write({"timing": "daily", "daily_at": 4.0})
        with patch.object(
            fields.Datetime, "now", staticmethod(lambda: at("2026-07-01 12:00:00"))
        ):
            self.party._start()
        self.assertEqual(self.party.next_run_at, at("2026-07-02 08:00:00"))
