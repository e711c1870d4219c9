"""What fails for now, what fails for good, and what settles it."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..importers.item import Parked
from ..platforms import TransientError
from .common import RetailCase


@tagged("post_install", "-at_install", "retail")
class TestEventRetry(RetailCase):
    """Retry, give up, resolve."""

    def test_a_transient_error_is_tried_again_later(self):
        self.world.save("p1", "Ada")
        self.world.errors = [TransientError("busy", "http_503", retry_after=120)]
        event = self.receive(self.notice("k1"))
        self.drain()
        self.assertEqual((event.state, event.tries), ("failed", 1))
        self.assertEqual(event.cause, "http_503")
        wait = event.next_try_at - fields.Datetime.now()
        self.assertGreater(wait, timedelta(seconds=110), "Retry-After is honoured")
        self.drain()
        self.assertEqual(event.tries, 1, "not before its time")
        with self.later(minutes=5):
            self.drain()
        self.assertEqual(event.state, "done")

    def test_waits_grow_and_end_in_the_dead_letters(self):
        self.world.save("p1", "Ada")
        self.flow("party_in").max_tries = 4
        event = self.receive(self.notice("k1"))
        waits, moment = [], fields.Datetime.now()
        for _ in range(4):
            self.world.errors = [TransientError("down", "connect")]
            with patch.object(fields.Datetime, "now", staticmethod(lambda m=moment: m)):
                self.drain()
            if event.next_try_at:
                waits.append((event.next_try_at - moment).total_seconds())
                moment = event.next_try_at + timedelta(seconds=1)
        self.assertEqual((event.state, event.tries), ("dead", 4))
        self.assertEqual(waits, sorted(waits))
        self.assertGreater(waits[-1], 2 * waits[0])
        self.assertIn("dead", self.steps(event))

    def test_being_throttled_is_no_failure(self):
        self.world.save("p1", "Ada")
        event = self.receive(self.notice("k1"))
        for hours in range(12):
            self.world.errors = [TransientError("too many", "throttled")]
            with self.later(hours=hours):
                self.drain()
            self.assertEqual((event.state, event.tries), ("failed", 0))

    def test_a_later_success_resolves_earlier_trouble(self):
        self.world.save("p1", "Ada")
        del self.world.people["p1"]["name"]
        parked = self.receive(self.notice("k1"))
        self.drain()
        self.assertEqual(parked.state, "parked")
        self.world.save("p1", "Ada", minutes=5)
        self.receive(self.notice("k2", minutes=5))
        self.drain()
        self.assertEqual((parked.state, parked.cause), ("done", "resolved"))
        self.assertEqual(self.steps(parked)[-1], "resolved")

    def test_trouble_of_another_entity_stays(self):
        self.world.save("p1", "Ada")
        del self.world.people["p1"]["name"]
        self.world.save("p2", "Bob")
        parked = self.receive(self.notice("k1", "p1"))
        self.drain()
        self.receive(self.notice("k2", "p2"))
        self.drain()
        self.assertEqual(parked.state, "parked")

    def test_what_may_have_been_a_race_is_repeated_before_it_is_parked(self):
        self.world.save("p1", "Ada")
        importer = type(self.env["retail.importer.party"])
        event = self.receive(self.notice("k1"))

        def collide(this, items, backend):
            raise Parked("database", "The database refuses it: partner_unique")

        with patch.object(importer, "_import", collide):
            for _ in range(3):
                self.drain()
                self.assertEqual((event.state, event.cause), ("failed", "database"))
                self.env.cr.execute("UPDATE retail_event SET next_try_at = NULL")
                self.env.invalidate_all()
            self.drain()
        self.assertEqual((event.state, event.cause), ("parked", "database"))

    def test_a_crash_is_cornered(self):
        self.backend.lanes = 1
        for number in range(4):
            self.world.save(f"p{number}", f"Person {number}")
        events = self.receive(*(self.notice(f"k{n}", f"p{n}") for n in range(4)))
        runner = self.backend.with_context(retail_queue="in|0")
        runner._on_job_failed("MemoryError", "", "")
        self.assertEqual((events[0].state, events[0].cause), ("failed", "crash"))
        self.drain()
        self.assertEqual(events.mapped("state"), ["failed", "done", "done", "done"])
        for hours in (9, 99):
            with self.later(hours=hours):
                runner._on_job_failed("MemoryError", "", "")
        self.assertEqual(events[0].state, "dead")
        self.assertEqual(len(self.backend.activity_ids), 1, "one alert, not three")

    def test_a_job_found_dead_is_cornered_by_the_scheduler(self):
        event = self.receive(self.notice("k1"))
        self.env.cr.execute(
            """INSERT INTO queue_job (uuid, state, exc_name, identity_key, user_id)
               VALUES ('dead-1', 'failed', 'JobFoundDead', %s, 1)""",
            [f"retail:{self.backend.id}:in|{event.lane}"],
        )
        self.env["retail.flow"]._strike_dead_jobs()
        self.assertEqual((event.state, event.cause), ("failed", "crash"))
        self.env["retail.flow"]._strike_dead_jobs()
        self.assertEqual(event.tries, 1, "one strike a job")
