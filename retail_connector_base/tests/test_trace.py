"""The trace is append-only."""

from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import RetailCase


@tagged("post_install", "-at_install", "retail")
class TestTrace(RetailCase):
    """Steps can be added, nothing else."""

    def note(self, **values):
        """Append a step and return it."""
        self.Trace._note(
            [{"backend_id": self.backend.id, "step": "received", **values}]
        )
        return self.Trace.search([], order="id desc", limit=1)

    def test_a_step_says_what_when_and_who(self):
        step = self.note(kind="order", entity_id="7", code="webhook", event_id=3)
        self.assertRecordValues(
            step,
            [
                {
                    "company_id": self.backend.company_id.id,
                    "kind": "order",
                    "entity_id": "7",
                    "code": "webhook",
                    "event_id": 3,
                    "user_id": self.env.uid,
                }
            ],
        )
        self.assertTrue(step.at)

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_changes(self):
        step = self.note()
        for statement in (
            "UPDATE retail_trace SET note = 'x' WHERE id = %s",
            "DELETE FROM retail_trace WHERE id = %s",
        ):
            with self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
                self.env.cr.execute(statement, [step.id])

    def test_nobody_has_the_right_to_write(self):
        manager = new_test_user(
            self.env, "boss", groups="retail_connector_base.group_manager"
        )
        step = self.note().with_user(manager)
        for action in (
            lambda: step.write({"note": "x"}),
            step.unlink,
            lambda: step.create({"backend_id": self.backend.id, "step": "received"}),
        ):
            with self.assertRaises(AccessError):
                action()

    def test_only_retention_deletes(self):
        old = self.note(at=fields.Datetime.now() - timedelta(days=900))
        new = self.note()
        self.backend.company_id.retail_trace_years = 2
        self.Trace._purge_old()
        self.assertFalse(old.exists())
        self.assertTrue(new.exists())
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.Error),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute("DELETE FROM retail_trace WHERE id = %s", [new.id])

    def test_many_steps_are_one_statement(self):
        rows = [
            {"backend_id": self.backend.id, "step": "received", "event_id": number}
            for number in range(200)
        ]
        self.note()
        with self.assertQueryCount(1):
            self.Trace._note(rows)
