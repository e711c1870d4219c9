"""Facts are delivered once, under a key that survives every accident."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..platforms import (
    ConfigError,
    RefusedError,
    StaleError,
    TransientError,
    UnknownOutcome,
)
from .common import RetailCase


@tagged("post_install", "-at_install", "retail")
class TestOutbox(RetailCase):
    """Publish and push."""

    def publish(self, *keys, **values):
        """Publish a price for each key and return the rows."""
        self.Outbox._publish(
            self.backend,
            "price",
            [{"key": key, "payload": {"text": key}, **values} for key in keys],
        )
        return self.Outbox.search([("key", "in", keys)], order="id")

    def push(self):
        """Run the job that sends prices."""
        return self.backend._job_push("price")

    def test_a_fact_is_delivered(self):
        row = self.publish("m1", entity_id="e1")
        self.assertRecordValues(
            row,
            [
                {
                    "state": "pending",
                    "kind": "price",
                    "entity_id": "e1",
                    "company_id": self.backend.company_id.id,
                    "tries": 0,
                }
            ],
        )
        self.jobs.assert_jobs_count(1, only=self.backend._job_push)
        self.push()
        self.assertEqual((row.state, row.tries), ("done", 1))
        self.assertEqual(row.answer, {"ok": True})
        self.assertTrue(row.sent_at <= row.done_at)
        trace = self.Trace.search([("outbox_id", "=", row.id)])
        self.assertEqual(trace.mapped("step"), ["planned", "pushed"])

    def test_the_same_fact_is_published_once(self):
        self.publish("m1")
        self.assertFalse(
            self.Outbox._publish(self.backend, "price", [{"key": "m1", "payload": {}}])
        )

    def test_requests_are_as_large_as_the_platform_takes(self):
        self.publish("m1", "m2", "m3")
        self.push()
        self.assertEqual([len(rows) for _key, rows in self.world.pushes], [2, 1])
        keys = [key for key, _rows in self.world.pushes]
        self.assertEqual(len(set(keys)), 2)

    def test_a_lost_answer_is_repeated_under_the_same_key(self):
        rows = self.publish("m1", "m2")
        self.world.errors = [UnknownOutcome("the line broke")]
        self.push()
        self.assertEqual(set(rows.mapped("state")), {"failed"})
        self.assertEqual(set(rows.mapped("cause")), {"unknown_outcome"})
        with self.moment_later():
            self.push()
        self.assertEqual(set(rows.mapped("state")), {"done"})
        (first, one), (second, two) = self.world.pushes
        self.assertEqual((first, one), (second, two))

    def moment_later(self):
        """Make what waits for its next try due."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE retail_outbox SET next_try_at = NULL")
        self.env.invalidate_all()
        return self.subTest("later")

    def test_killed_before_the_answer_was_written_the_request_is_repeated(self):
        rows = self.publish("m1", "m2")
        taken = self.Outbox._begin(self.backend, "price")
        self.assertEqual(taken, rows)
        self.assertEqual(set(rows.mapped("state")), {"sending"})
        key = rows[0].request_key
        self.push()
        self.assertEqual(self.world.pushes[0][0], key)
        self.assertEqual(set(rows.mapped("state")), {"done"})
        self.assertEqual(rows.mapped("tries"), [2, 2])

    def test_a_mark_is_there_while_the_request_is_under_way(self):
        row = self.publish("m1")
        seen = []
        self.world.before_answer = lambda: seen.append(row.state)
        self.push()
        self.assertEqual(seen, ["sending"])

    def test_a_refused_fact_is_parked_and_the_others_go_through(self):
        rows = self.publish("m1", "m2")
        self.world.refused = {"m1": RefusedError("no such thing", "unknown_item")}
        self.push()
        self.assertEqual(rows.mapped("state"), ["parked", "done"])
        self.assertEqual(rows[0].cause, "unknown_item")

    def test_a_stale_fact_is_told_to_the_exporter_not_repeated(self):
        row = self.publish("m1")
        self.world.refused = {"m1": StaleError("it moved")}
        self.push()
        self.push()
        self.assertEqual(row.state, "stale")
        self.assertEqual(len(self.world.pushes), 1)

    def test_what_is_left_of_a_request_gets_its_own_key(self):
        rows = self.publish("m1", "m2")
        self.world.refused = {"m1": TransientError("busy")}
        self.push()
        self.assertEqual(rows.mapped("state"), ["failed", "done"])
        self.world.refused = {}
        with self.moment_later():
            self.push()
        self.assertEqual(set(rows.mapped("state")), {"done"})
        self.assertNotEqual(self.world.pushes[0][0], self.world.pushes[1][0])

    def test_it_is_given_up_after_the_tries_allowed(self):
        self.backend.flow_ids.max_tries = 2
        row = self.publish("m1")
        for _ in range(2):
            self.world.errors = [TransientError("down")]
            with self.moment_later():
                self.push()
        self.assertEqual(row.state, "dead")
        row.action_retry()
        self.push()
        self.assertEqual(row.state, "done")

    def test_wrong_credentials_pause_and_keep_the_fact(self):
        row = self.publish("m1")
        self.world.errors = [ConfigError("The password changed.")]
        self.push()
        self.assertEqual((row.state, self.backend.state), ("pending", "paused"))

    def test_a_refused_fact_is_retried_under_a_new_key(self):
        row = self.publish("m1")
        self.world.refused = {"m1": RefusedError("no", "unknown_item")}
        self.push()
        self.world.refused = {}
        row.action_retry_cause()
        self.push()
        self.assertEqual(row.state, "done")
        self.assertNotEqual(self.world.pushes[0][0], self.world.pushes[1][0])

    def test_a_preview_waits_for_its_release(self):
        self.flow("price_out").preview_required = True
        row = self.publish("m1")
        self.push()
        self.assertEqual(row.state, "preview")
        row.action_release()
        self.push()
        self.assertEqual(row.state, "done")

    def test_a_paused_flow_sends_nothing(self):
        self.flow("price_out").paused = True
        row = self.publish("m1")
        self.push()
        self.assertEqual(row.state, "pending")

    def test_two_jobs_do_not_send_the_same(self):
        row = self.publish("m1")
        self.world.before_answer = lambda: self.Outbox._begin(self.backend, "price")
        self.push()
        self.assertEqual(row.state, "done")

    def test_a_viewer_only_looks(self):
        viewer = new_test_user(
            self.env, "viewer", groups="retail_connector_base.group_viewer"
        )
        row = self.publish("m1").with_user(viewer)
        self.assertEqual(row.state, "pending")
        for action in (row.action_retry, row.action_release, row.action_ignore):
            with self.assertRaises(AccessError):
                action()

    def test_an_operator_takes_a_fact_back(self):
        row = self.publish("m1")
        row.action_ignore("not today")
        self.push()
        self.assertEqual(row.state, "superseded")
        self.assertFalse(self.world.pushes)
