"""Everything that waits for a person is in one list, with words for why."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models.retail_cause import CAUSE_LABELS, cause_label
from ..models.retail_exception import SOURCES, TYPES
from ..platforms import RefusedError, TransientError
from .common import RetailCase


@tagged("post_install", "-at_install", "retail")
class TestException(RetailCase):
    """Rows of other models, read as exceptions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "retail_connector_base.group_"
        cls.viewer = new_test_user(cls.env, "looker", groups=f"{groups}viewer")
        cls.operator = new_test_user(cls.env, "doer", groups=f"{groups}operator")

    def in_trouble(self, key, person, error):
        """Return the exception of an event that ``error`` stopped."""
        self.world.save(person, "Ada")
        self.world.errors = [error]
        event = self.receive(self.notice(key, person))
        self.drain()
        return self.env["retail.exception"].search(
            [("source", "=", "event"), ("res_id", "=", event.id)]
        )

    def test_a_parked_event_is_told_with_its_reason(self):
        exception = self.in_trouble("k1", "p1", RefusedError("not for you", "risk"))
        self.assertRecordValues(
            exception,
            [
                {
                    "label": "Party p1",
                    "cause": "risk",
                    "cause_label": "Risk of fraud",
                    "message": "not for you",
                    "urgent": True,
                    "company_id": self.backend.company_id.id,
                }
            ],
        )

    def test_what_is_tried_again_by_itself_is_not_urgent(self):
        exception = self.in_trouble("k1", "p1", TransientError("busy"))
        self.assertFalse(exception.urgent)

    def test_resolving_is_done_where_the_item_lives(self):
        exception = self.in_trouble("k1", "p1", RefusedError("no", "risk"))
        action = exception.action_open()
        self.assertEqual(action["res_model"], "retail.event")
        self.assertEqual(action["res_id"], exception.res_id)

    def test_retry_of_all_of_a_cause(self):
        first = self.in_trouble("k1", "p1", RefusedError("no", "risk"))
        second = self.in_trouble("k2", "p2", RefusedError("no", "risk"))
        events = self.Event.browse([first.res_id, second.res_id])
        first.with_user(self.operator).action_retry_cause()
        self.assertEqual(events.mapped("state"), ["received", "received"])

    def test_a_viewer_reads_but_does_not_retry(self):
        exception = self.in_trouble("k1", "p1", RefusedError("no", "risk"))
        exception = exception.with_user(self.viewer)
        self.assertEqual(exception.cause, "risk")
        with self.assertRaises(AccessError):
            exception.action_retry()

    def test_what_needs_a_decision_cannot_just_be_retried(self):
        self.env["retail.discrepancy"].create(
            {"backend_id": self.backend.id, "type": "contact", "entity": "x"}
        )
        exception = self.env["retail.exception"].search(
            [("source", "=", "discrepancy"), ("backend_id", "=", self.backend.id)]
        )
        with self.assertRaises(UserError):
            exception.action_retry()

    def test_lists_group_by_the_words(self):
        self.in_trouble("k1", "p1", RefusedError("no", "a_new_code"))
        groups = self.env["retail.exception"]._read_group(
            [("backend_id", "=", self.backend.id), ("source", "=", "event")],
            ["cause_label"],
            ["__count"],
        )
        self.assertEqual(groups, [(cause_label(self.env, "a_new_code"), 1)])

    def test_every_source_names_every_column(self):
        for _model, _waiting, _urgent, columns in SOURCES.values():
            self.assertEqual(set(columns), set(TYPES))

    def test_words_can_be_translated(self):
        for code in CAUSE_LABELS:
            self.assertNotIn("_", cause_label(self.env, code))
