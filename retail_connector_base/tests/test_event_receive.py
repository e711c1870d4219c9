"""What is received is stored once, in its lane, and nothing acts on it yet."""

from odoo.tests import tagged

from ..models.event_row import lane_of, sortable
from ..platforms import Notice
from .common import RetailCase


@tagged("post_install", "-at_install", "retail")
class TestEventReceive(RetailCase):
    """The inbox."""

    def test_a_notice_becomes_an_event(self):
        event = self.receive(self.notice("k1", minutes=5))
        self.assertRecordValues(
            event,
            [
                {
                    "backend_id": self.backend.id,
                    "company_id": self.backend.company_id.id,
                    "key": "k1",
                    "kind": "party",
                    "entity_id": "p1",
                    "origin": "webhook",
                    "state": "received",
                    "tries": 0,
                    "complete": False,
                    "version": "2026-11-02T08:05:00.000+00:00",
                }
            ],
        )

    def test_a_duplicate_is_stored_once(self):
        first = self.receive(self.notice("k1"))
        again = self.Event._receive(self.backend, [self.notice("k1")] * 3, "webhook")
        self.assertFalse(again.ids)
        self.assertFalse(again.lanes, "nothing new: nobody is woken")
        self.assertEqual(
            self.Event.search([("backend_id", "=", self.backend.id)]), first
        )

    def test_two_connections_may_have_the_same_key(self):
        other = self._connect(name="Other")
        self.receive(self.notice("k1"))
        self.assertTrue(self.Event._receive(other, [self.notice("k1")], "webhook").ids)

    def test_a_payload_is_kept_compressed_and_read_as_text(self):
        text = {"id": "p1", "name": "x" * 10_000}
        event = self.receive(self.notice("k1", payload=text), origin="poll")
        self.assertTrue(event.complete)
        self.assertIn("x" * 10_000, event.payload)
        self.env.cr.execute(
            "SELECT length(payload) FROM retail_event WHERE id = %s", [event.id]
        )
        self.assertLess(self.env.cr.fetchone()[0], 500)

    def test_what_is_only_recorded_wakes_nobody(self):
        received = self.Event._receive(
            self.backend, [Notice(key="k1", topic="app/ping")], "webhook"
        )
        event = self.Event.browse(received.ids)
        self.assertEqual((event.state, event.cause), ("ignored", "recorded"))
        self.assertFalse(received.lanes)
        self.jobs.assert_jobs_count(0)

    def test_a_batch_of_notices_takes_few_queries(self):
        notices = [self.notice(f"k{n}", f"p{n}") for n in range(300)]
        self.backend.invalidate_recordset()
        self.Event._receive(self.backend, [self.notice("warm up")], "poll")
        with self.assertQueryCount(40):  # 1 to store, the rest to wake 8 lanes
            self.Event._receive(self.backend, notices, "poll")

    def test_everything_about_an_order_shares_its_lane(self):
        for kind in ("refund", "fulfilment", "return"):
            self.assertEqual(lane_of(kind, "7", 16), lane_of("order", "7", 16))
        self.assertGreater(len({lane_of("order", n, 16) for n in range(200)}), 12)

    def test_a_new_number_of_lanes_moves_what_waits(self):
        events = self.receive(*(self.notice(f"k{n}", f"p{n}") for n in range(9)))
        self.backend.lanes = 3
        for event in events:
            self.assertEqual(event.lane, lane_of("party", event.entity_id, 3))

    def test_versions_are_compared_as_moments(self):
        self.assertEqual(
            sortable("2026-11-02T08:00:00+02:00"), sortable("2026-11-02T06:00:00Z")
        )
        self.assertLess(
            sortable("2026-11-02T08:00:00Z"), sortable("2026-11-02T08:00:00.5Z")
        )
        self.assertEqual(sortable("17"), "17")

    def test_one_lane_is_woken_once(self):
        self.receive(self.notice("k1"))
        self.jobs.assert_jobs_count(1, only=self.backend._job_drain_in)
