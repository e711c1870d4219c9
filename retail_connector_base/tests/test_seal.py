"""Seals over the trace: who touches a step or a message is found."""

from datetime import timedelta

import psycopg2

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import RetailCase


@tagged("post_install", "-at_install", "retail")
class TestSeal(RetailCase):
    """Steps and messages that somebody changes do not fit any more."""

    def setUp(self):
        super().setUp()
        self.company = self.backend.company_id
        self.Seal = self.env["retail.seal"]
        self.world.save("p1", "Ada")
        self.world.save("p2", "Bob")
        self.events = self.receive(self.notice("k1"), self.notice("k2", "p2"))
        self.drain()
        with self.later(hours=1):
            self.first = self.Seal._seal(self.company)
        self.receive(self.notice("k3", minutes=9))
        self.drain()
        with self.later(hours=2):
            self.second = self.Seal._seal(self.company)

    def tamper(self, statement, *given):
        """Change a table as somebody with all rights over the database."""
        self.env.flush_all()
        for table in ("retail_trace", "retail_seal"):
            self.env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        self.env.cr.execute(statement, given)
        for table in ("retail_trace", "retail_seal"):
            self.env.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def test_what_is_untouched_is_found_so(self):
        self.assertTrue(self.first and self.second)
        self.assertEqual(self.second.previous_digest, self.first.digest)
        self.assertEqual(self.Seal._verify(self.company), [])
        with self.later(hours=3):
            self.assertFalse(self.Seal._seal(self.company), "nothing new to seal")

    def test_each_way_of_touching_is_found(self):
        event = self.events[0].id
        ways = {
            "step changed": "UPDATE retail_trace SET note = 'x' WHERE id = "
            "(SELECT min(id) FROM retail_trace WHERE event_id = %s)",
            "step removed": "DELETE FROM retail_trace WHERE id = "
            "(SELECT min(id) FROM retail_trace WHERE event_id = %s)",
            "step moved to another column": "UPDATE retail_trace SET code = kind, "
            "kind = NULL WHERE event_id = %s AND code IS NULL",
            "seal changed": "UPDATE retail_seal SET count = count + 1 + 0 * %s",
            "seal removed": "DELETE FROM retail_seal WHERE number = 1 OR id = -%s",
            "message changed": "UPDATE retail_event SET document = fetched "
            "WHERE id = %s",
            "message changed with its step": "WITH e AS (UPDATE retail_event SET "
            "document = fetched WHERE id = %s RETURNING id) "
            "UPDATE retail_trace t SET digest = (SELECT encode(sha256("
            "COALESCE(payload, ''::bytea) || COALESCE(fetched, ''::bytea) || "
            "COALESCE(fetched, ''::bytea)), 'hex') FROM retail_event x WHERE x.id = "
            "e.id) FROM e WHERE t.event_id = e.id AND t.digest IS NOT NULL",
        }
        for what, statement in ways.items():
            with self.subTest(what), self.env.cr.savepoint() as savepoint:
                self.tamper(statement, event)
                self.assertTrue(self.Seal._verify(self.company), what)
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertEqual(self.Seal._verify(self.company), [])

    def test_what_a_person_may_do_is_no_tampering(self):
        event = self.events[0]
        event.action_replay()
        self.drain()
        self.assertEqual(self.Seal._verify(self.company), [])
        with self.later(days=40):
            self.backend.keep_payload_days = 30
            self.Event._forget_payloads(self.backend)
            self.assertFalse(event.document)
            self.assertEqual(self.Seal._verify(self.company, days=90), [])

    def at(self, seal, order):
        """Return the time of a seal's first or last step."""
        self.env.cr.execute(
            SQL(
                "SELECT at FROM retail_trace WHERE id > %s AND id <= %s ORDER BY at "
                + order,
                seal.after_id,
                seal.last_id,
            )
        )
        return self.env.cr.fetchone()[0]

    def purge(self, before):
        """Delete old steps; return how many are left of each seal."""
        self.Trace._purge(self.company, before)
        return [
            self.Seal._stretch(self.company, seal.after_id, seal.last_id)[0]
            for seal in self.first + self.second
        ]

    def test_steps_that_were_deleted_in_time_are_no_fault(self):
        second = timedelta(seconds=1)
        left = self.purge(self.at(self.second, "DESC"))
        self.assertIn(left[0], (0, self.first.count), "all of it or nothing")
        self.assertEqual(left[1], self.second.count, "its last step is too young")
        self.assertEqual(self.Seal._verify(self.company), [])
        self.assertEqual(self.purge(self.at(self.second, "DESC") + second), [0, 0])
        self.assertEqual(self.Seal._verify(self.company), [])

    def test_a_seal_goes_as_a_whole(self):
        """One step of each seal is a day older than the others."""
        for seal in self.first + self.second:
            self.tamper(
                "UPDATE retail_trace SET at = at - interval '1 day' WHERE id = %s",
                seal.last_id,
            )
        self.assertEqual(
            self.purge(self.at(self.first, "DESC")),
            [self.first.count, self.second.count],
        )

    def test_the_years_are_kept_in_the_audit_log(self):
        self.company.retail_trace_years = 10
        noted = self.env["retail.audit"].search(
            [("field", "=", "retail_trace_years")], limit=1
        )
        self.assertEqual((noted.before, noted.after), ("0", "10"))
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            self.company.retail_trace_years = -1

    def test_a_person_is_told(self):
        self.tamper(
            "UPDATE retail_event SET payload = NULL, document = fetched WHERE id = %s",
            self.events[0].id,
        )
        self.Seal._verify(self.company)
        found = self.env["retail.exception"].search([("cause", "=", "payload_changed")])
        self.assertEqual(found.res_model, "retail.discrepancy")
        self.assertTrue(found.urgent)
        note = self.env["retail.discrepancy"].browse(found.res_id).note
        self.assertIn(str(self.events[0].id), note)
