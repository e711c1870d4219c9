"""A lane's job: in order, in batches, once, and never losing anything."""

from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..importers.item import Parked
from ..platforms import ConfigError, NotFoundError, RefusedError
from .common import RetailCase


@tagged("post_install", "-at_install", "retail")
class TestEventDrain(RetailCase):
    """Draining."""

    def partner(self, person="p1"):
        """Return the partner a person became."""
        binding = self.env["retail.binding.party"].search(
            [("backend_id", "=", self.backend.id), ("external_id", "=", person)]
        )
        return binding.record_id

    def test_an_event_is_fetched_parsed_and_imported(self):
        self.world.save("p1", "Ada")
        event = self.receive(self.notice("k1"))
        self.drain()
        self.assertEqual(event.state, "done")
        self.assertTrue(event.done_at)
        self.assertEqual(self.partner().name, "Ada")
        self.assertIn('"Ada"', event.fetched)
        self.assertIn('"Ada"', event.document)
        self.assertEqual(self.steps(event)[:2], ["received", "fetched"])
        self.assertEqual(self.steps(event)[-1], "imported")

    def test_one_request_fetches_many(self):
        for number in range(7):
            self.world.save(f"p{number}", f"Person {number}")
        self.backend.lanes = 1
        self.receive(*(self.notice(f"k{n}", f"p{n}") for n in range(7)))
        self.drain()
        self.assertEqual([len(ids) for ids in self.world.fetches], [3, 3, 1])

    def test_messages_about_one_entity_are_worked_on_once(self):
        self.world.save("p1", "Ada")
        events = self.receive(self.notice("k1"), self.notice("k2"), self.notice("k3"))
        self.drain()
        self.assertEqual(events.mapped("state"), ["ignored", "ignored", "done"])
        self.assertEqual(events[0].cause, "superseded")
        self.assertEqual(self.world.fetches, [["p1"]])

    def test_a_payload_that_came_along_is_not_fetched(self):
        payload = self.world.save("p1", "Ada")
        event = self.receive(self.notice("k1", payload=payload), origin="poll")
        self.drain()
        self.assertEqual(event.state, "done")
        self.assertFalse(self.world.fetches)

    def test_a_newer_hint_beats_the_payload_that_came_along(self):
        old = self.world.save("p1", "Ada")
        self.receive(self.notice("k1", payload=old), origin="poll")
        self.world.save("p1", "Countess", minutes=9)
        self.receive(self.notice("k2", minutes=9))
        self.drain()
        self.assertEqual(self.partner().name, "Countess")

    def test_what_is_gone_is_ignored(self):
        event = self.receive(self.notice("k1"))
        self.drain()
        self.assertEqual((event.state, event.cause), ("ignored", "not_found"))

    def test_one_missing_does_not_hide_the_others(self):
        self.world.save("p2", "Bob")
        self.backend.lanes = 1
        self.world.errors = [NotFoundError("one of them"), NotFoundError("p1")]
        events = self.receive(self.notice("k1", "p1"), self.notice("k2", "p2"))
        self.drain()
        self.assertEqual(events.mapped("state"), ["ignored", "done"])

    def test_a_deleted_entity_is_not_fetched(self):
        event = self.receive(self.notice("k1", deleted=True))
        self.drain()
        self.assertEqual((event.state, event.cause), ("ignored", "deleted"))
        self.assertFalse(self.world.fetches)

    def test_a_bad_document_is_parked_and_the_others_go_through(self):
        self.backend.lanes = 1
        for number in range(6):
            self.world.save(f"p{number}", f"Person {number}")
        del self.world.people["p3"]["name"]
        self.world.people["p4"]["updated_at"] = "yesterday"
        events = self.receive(*(self.notice(f"k{n}", f"p{n}") for n in range(6)))
        self.drain()
        self.assertEqual(
            events.mapped("state"), ["done"] * 3 + ["parked"] * 2 + ["done"]
        )
        self.assertEqual(events[3].cause, "rejected")
        self.assertIn("name", events[3].error)
        self.assertEqual(events[4].cause, "mapper")
        self.assertNotIn("yesterday", events[4].error, "may be personal data")

    def test_an_importer_that_refuses_one_does_not_stop_the_batch(self):
        self.backend.lanes = 1
        for number in range(4):
            self.world.save(f"p{number}", f"Person {number}")
        importer = type(self.env["retail.importer.party"])
        original = importer._import

        def refuse(this, items, backend):
            if any(item.document.external_id == "p2" for item in items):
                raise Parked("party_ambiguous", "Two people look like this one.")
            return original(this, items, backend)

        events = self.receive(*(self.notice(f"k{n}", f"p{n}") for n in range(4)))
        with patch.object(importer, "_import", refuse):
            self.drain()
        self.assertEqual(events.mapped("state"), ["done", "done", "parked", "done"])
        self.assertEqual(events[2].cause, "party_ambiguous")
        self.assertEqual(events[2].error, "Two people look like this one.")

    def test_a_refusal_of_the_request_parks(self):
        self.world.save("p1", "Ada")
        self.world.errors = [RefusedError("not for you", "scope")]
        event = self.receive(self.notice("k1"))
        self.drain()
        self.assertEqual((event.state, event.cause), ("parked", "scope"))

    def test_wrong_credentials_pause_the_connection_and_lose_nothing(self):
        self.world.save("p1", "Ada")
        self.world.errors = [ConfigError("The password changed.", "unauthorized")]
        event = self.receive(self.notice("k1"))
        self.drain()
        self.assertEqual(event.state, "received")
        self.assertEqual(self.backend.state, "paused")
        self.assertEqual(self.backend.state_reason, "The password changed.")
        self.assertEqual(len(self.backend.activity_ids), 1)
        self.backend._job_drain_in(event.lane)
        self.assertEqual(event.state, "received", "a paused connection rests")
        self.backend.action_resume()
        self.assertFalse(self.backend.activity_ids)
        self.drain()
        self.assertEqual(event.state, "done")

    def test_a_paused_flow_waits(self):
        self.world.save("p1", "Ada")
        self.flow("party_in").paused = True
        event = self.receive(self.notice("k1"))
        self.drain()
        self.backend._job_drain_in(event.lane)
        self.assertEqual(event.state, "received")
        self.flow("party_in").paused = False
        self.drain()
        self.assertEqual(event.state, "done")

    def test_more_than_a_batch_wakes_the_lane_again(self):
        self.backend.lanes = 1
        self.flow("party_in").batch_size = 2
        for number in range(5):
            self.world.save(f"p{number}", f"Person {number}")
        self.flow("price_out").batch_size = 1
        events = self.receive(*(self.notice(f"k{n}", f"p{n}") for n in range(5)))
        with trap_jobs() as jobs:
            self.backend._job_drain_in(0)
            jobs.assert_jobs_count(1, only=self.backend._job_drain_in)
        self.assertEqual(events.mapped("state").count("done"), 2)
        self.backend._job_drain_in(0)
        self.backend._job_drain_in(0)
        self.assertEqual(set(events.mapped("state")), {"done"})

    def test_a_lane_that_is_drained_is_left_alone(self):
        self.world.save("p1", "Ada")
        event = self.receive(self.notice("k1"))
        with patch.object(
            type(self.env["retail.lane"]), "_lock", lambda *args, **kwargs: False
        ):
            self.backend._job_drain_in(event.lane)
        self.assertEqual(event.state, "received")

    def test_a_batch_takes_few_queries(self):
        self.backend.lanes = 1
        for number in range(50):
            self.world.save(f"p{number}", f"Person {number}", email=f"p{number}@x.test")
        payloads = [self.world.people[f"p{number}"] for number in range(50)]
        self.receive(
            *(
                self.notice(f"k{n}", f"p{n}", payload=payload)
                for n, payload in enumerate(payloads)
            ),
            origin="poll",
        )
        before = self.env.cr.sql_log_count
        self.backend._job_drain_in(0)
        self.assertLess(self.env.cr.sql_log_count - before, 120)
