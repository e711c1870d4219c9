"""People take, put off, comment and settle what waits; what is late is escalated."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..platforms import RefusedError
from .common import RetailCase

GROUP = "retail_connector_base.group_"


@tagged("post_install", "-at_install", "retail")
class TestExceptionPeople(RetailCase):
    """What stands beside the computed list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Exception = cls.env["retail.exception"]
        cls.viewer = new_test_user(cls.env, "gazer", groups=f"{GROUP}viewer")
        cls.operator = new_test_user(cls.env, "fixer", groups=f"{GROUP}operator")

    def park(self, *people):
        """Return the exceptions of events that were refused."""
        for person in people:
            self.world.save(person, "Ada")
            self.world.errors = [RefusedError("not for you", "risk")]
            self.receive(self.notice(f"k-{person}", person))
            self.drain()
        return self.waiting([("source", "=", "event")])

    def waiting(self, domain=()):
        """Return this connection's exceptions, read anew."""
        self.Exception.invalidate_model()
        return self.Exception.search(
            [("backend_id", "=", self.backend.id), *domain]
        ).with_user(self.operator)

    def decide(self, exceptions, **values):
        """Fill in the dialog and apply it."""
        action = exceptions.action_decide()
        wizard = self.env["retail.exception.decide"].with_user(self.operator)
        with Form(wizard.with_context(**action["context"])) as form:
            for name, value in values.items():
                setattr(form, name, value)
        form.record.action_apply()

    def test_many_are_given_to_one_person(self):
        exceptions = self.park("p1", "p2")
        self.decide(exceptions, what="assign", user_id=self.viewer)
        self.assertEqual(exceptions.user_id, self.viewer)
        exceptions.action_take()
        self.assertEqual(exceptions.user_id, self.operator)

    def test_the_owner_stays_when_it_comes_back(self):
        exception = self.park("p1")
        exception.action_take()
        event = self.Event.browse(exception.res_id)
        self.world.errors = [RefusedError("again", "rejected")]
        event.action_retry()
        self.drain()
        back = self.waiting([("source", "=", "event")])
        self.assertRecordValues(
            back, [{"user_id": self.operator.id, "cause": "rejected"}]
        )

    def test_what_is_put_off_waits_again_in_time(self):
        exception = self.park("p1")
        until = fields.Datetime.now() + timedelta(hours=3)
        self.decide(exception, what="snooze", until=until)
        self.assertRecordValues(exception, [{"snoozed": True, "urgent": False}])
        care = self.env["retail.exception.care"].search([("source", "=", "event")])
        care.snoozed_until = fields.Datetime.now() - timedelta(minutes=1)
        self.Exception.invalidate_model()
        self.assertRecordValues(exception, [{"snoozed": False, "urgent": True}])
        with self.assertRaises(UserError):
            exception._snooze(fields.Datetime.now() - timedelta(days=1))

    def test_a_message_is_settled_where_it_lives(self):
        exception = self.park("p1")
        event = self.Event.browse(exception.res_id)
        self.decide(exception, what="settle", text="A test order")
        self.assertEqual(event.state, "ignored")
        self.assertFalse(self.waiting([("source", "=", "event")]))
        care = self.env["retail.exception.care"].search([("res_id", "=", event.id)])
        self.assertRecordValues(
            care, [{"reason": "A test order", "accepted_by_id": self.operator.id}]
        )

    def test_what_is_accepted_waits_again_when_it_changes(self):
        binding = self.env["retail.binding.variant"].create(
            {
                "backend_id": self.backend.id,
                "external_id": "v1",
                "title": "Mug",
                "sku": "MUG",
                "state": "unmatched",
            }
        )
        exception = self.waiting([("source", "=", "variant")])
        self.decide(exception, what="settle", text="Not sold by us")
        self.assertRecordValues(exception, [{"accepted": True, "urgent": False}])
        self.assertEqual(binding.state, "unmatched")
        binding.sku = "MUG-2"
        self.Exception.invalidate_model()
        self.assertRecordValues(exception, [{"accepted": False, "urgent": True}])

    def test_a_reason_must_be_given(self):
        exception = self.park("p1")
        with self.assertRaises(UserError):
            self.decide(exception, what="settle")
        self.assertTrue(exception.urgent)

    def test_a_comment_is_kept_with_each(self):
        exceptions = self.park("p1", "p2")
        self.decide(exceptions, what="comment", text="Asked <b>the bank</b>")
        cares = self.env["retail.exception.care"].search(
            [("res_id", "in", exceptions.mapped("res_id"))]
        )
        self.assertEqual(len(cares), 2)
        for care in cares:
            note = care.message_ids[0]
            self.assertEqual(note.author_id, self.operator.partner_id)
            self.assertIn("&lt;b&gt;", note.body)
        action = exceptions[0].action_notes()
        self.assertIn(action["res_id"], cares.ids)

    def test_age_is_told_in_steps(self):
        exception = self.park("p1")
        event = self.Event.browse(exception.res_id)
        for hours, age in ((0, "hour"), (5, "day"), (30, "days"), (100, "week")):
            event.received_at = fields.Datetime.now() - timedelta(hours=hours)
            self.Exception.invalidate_model()
            self.assertEqual(exception.age, age)
        groups = self.Exception._read_group(
            [("backend_id", "=", self.backend.id)], ["age"], ["__count"]
        )
        self.assertEqual(groups, [("week", 1)])

    def test_what_waits_too_long_is_escalated_once(self):
        chief = new_test_user(self.env, "chief", groups=f"{GROUP}manager")
        self.backend.write({"escalate_hours": 24, "escalate_user_id": chief.id})
        exception = self.park("p1")
        event = self.Event.browse(exception.res_id)
        self.Exception._escalate()
        self.assertFalse(exception.escalated)
        event.received_at = fields.Datetime.now() - timedelta(hours=25)
        for _round in range(2):
            self.Exception._escalate()
        self.Exception.invalidate_model()
        self.assertTrue(exception.escalated)
        activity = self.backend.activity_ids.filtered(lambda a: a.user_id == chief)
        self.assertEqual(len(activity), 1)
        self.assertIn("1 to resolve", activity.summary)

    def test_the_cost_of_acting_does_not_grow(self):
        exceptions = self.park(*(f"p{number}" for number in range(12)))
        until = fields.Datetime.now() + timedelta(days=1)
        exceptions[:1]._snooze(until)
        counts = []
        for few_or_many in (exceptions[1:3], exceptions[3:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            few_or_many._snooze(until)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_a_viewer_looks_and_opens_the_runbook_only(self):
        exception = self.park("p1").with_user(self.viewer)
        url = exception.action_runbook()["url"]
        self.assertTrue(url.endswith("/runbooks.html#risk"))
        for act in (
            exception.action_take,
            exception.action_notes,
            lambda: exception._settle("no"),
            lambda: exception._comment("no"),
        ):
            with self.assertRaises(AccessError):
                act()
        care = self.env["retail.exception.care"]
        self.assertFalse(care.with_user(self.operator).has_access("write"))
