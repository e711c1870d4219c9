"""What an operator can do about an event."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..platforms import RefusedError, TransientError
from .common import RetailCase


@tagged("post_install", "-at_install", "retail")
class TestEventAction(RetailCase):
    """Retry, retry all of a cause, replay, edit, ignore."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "retail_connector_base.group_"
        cls.operator = new_test_user(cls.env, "op", groups=f"{groups}operator")
        cls.viewer = new_test_user(cls.env, "viewer", groups=f"{groups}viewer")

    def parked(self, key="k1", person="p1"):
        """Return an event that waits for a person."""
        self.world.save(person, "Ada")
        self.world.errors = [RefusedError("not for you", "scope")]
        event = self.receive(self.notice(key, person))
        self.drain()
        self.assertEqual(event.state, "parked")
        return event

    def test_retry(self):
        event = self.parked()
        event.with_user(self.operator).action_retry()
        self.assertEqual((event.state, event.tries), ("received", 0))
        self.drain()
        self.assertEqual(event.state, "done")
        steps = self.steps(event)
        self.assertEqual(steps.count("received"), 1)
        self.assertLess(steps.index("retried"), steps.index("imported"))

    def test_retry_all_of_one_cause(self):
        events = self.parked("k1", "p1") + self.parked("k2", "p2")
        self.world.errors = [TransientError("busy")]
        other = self.receive(self.notice("k3", "p3"))
        self.drain()
        events[0].with_user(self.operator).action_retry_cause()
        self.assertEqual(events.mapped("state"), ["received", "received"])
        self.assertEqual(other.state, "failed")

    def test_replay_reads_again(self):
        self.world.save("p1", "Ada")
        event = self.receive(self.notice("k1"))
        self.drain()
        self.world.fetches.clear()
        event.with_user(self.operator).action_replay()
        self.drain()
        self.assertEqual((event.state, event.origin), ("done", "replay"))
        self.assertEqual(self.world.fetches, [["p1"]])

    def test_edit_and_retry(self):
        event = self.parked()
        wizard = Form(
            self.env["retail.event.edit"]
            .with_user(self.operator)
            .with_context(default_event_id=event.id)
        )
        wizard.payload = (
            '{"id": "p1", "name": "Corrected", "updated_at": '
            '"2026-11-02T09:00:00+00:00"}'
        )
        wizard.save().action_apply()
        self.world.fetches.clear()
        self.drain()
        self.assertEqual((event.state, event.origin), ("done", "manual"))
        self.assertFalse(self.world.fetches, "the corrected payload is used")
        self.assertIn("Corrected", event.document)
        self.assertIn("edited", self.steps(event))

    def test_an_edited_payload_must_be_json(self):
        with self.assertRaises(UserError):
            self.parked().with_user(self.operator).action_edit_retry("{")

    def test_what_is_done_cannot_be_edited(self):
        self.world.save("p1", "Ada")
        event = self.receive(self.notice("k1"))
        self.drain()
        with self.assertRaises(UserError):
            event.action_edit_retry("{}")

    def test_ignore_with_a_reason(self):
        event = self.parked()
        event.with_user(self.operator).action_ignore("A test of the shop.")
        self.assertRecordValues(
            event,
            [
                {
                    "state": "ignored",
                    "cause": "by_hand",
                    "error": "A test of the shop.",
                }
            ],
        )
        self.drain()
        self.assertEqual(event.state, "ignored")

    def test_a_viewer_only_looks(self):
        event = self.parked().with_user(self.viewer)
        self.assertEqual(event.state, "parked")
        for action in (
            event.action_retry,
            event.action_retry_cause,
            event.action_replay,
            event.action_ignore,
            event.action_open_edit,
        ):
            with self.assertRaises(AccessError):
                action()
        with self.assertRaises(AccessError):
            event.action_edit_retry("{}")
        with self.assertRaises(AccessError):
            event.write({"state": "done"})

    def test_nobody_writes_an_event_directly(self):
        with self.assertRaises(AccessError):
            self.parked().with_user(self.operator).write({"state": "done"})
