"""Every day has its certificate; whatever of it was touched is found."""

from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import RetailCase

CHANGED = "certificate_changed"


@tagged("post_install", "-at_install", "retail")
class TestCertificate(RetailCase):
    """Issue, chain, verify."""

    def setUp(self):
        super().setUp()
        self.company = self.backend.company_id
        self.Certificate = self.env["retail.certificate"]
        self.env["retail.backend"].search(
            [("id", "!=", self.backend.id)]
        ).active = False
        self.today = self.env["retail.tally"]._today(self.backend)

    def days(self, count):
        """Count and certify days, the last one yesterday."""
        certificates = self.Certificate
        for ago in range(count, 0, -1):
            day = self.today - timedelta(days=ago)
            self.backend._job_tally(str(day))
            certificates |= self.Certificate._issue(self.company, self.backend, day)
        return certificates

    def tamper(self, statement, *given):
        """Change a table as somebody with all rights over the database."""
        tables = ("retail_certificate", "retail_certificate_line", "retail_audit")
        self.env.flush_all()
        for table in tables:
            self.env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        self.env.cr.execute(statement, given)
        for table in tables:
            self.env.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def reported(self):
        return self.env["retail.discrepancy"].search(
            [("type", "=", CHANGED), ("state", "=", "open")]
        )

    def test_a_day_is_certified_once_when_it_is_counted(self):
        yesterday = self.today - timedelta(days=1)
        _start, end = self.env["retail.tally"]._bounds(self.backend, yesterday)
        grace = timedelta(minutes=self.backend.tally_grace_minutes + 1)
        wait = end.replace(tzinfo=None) + grace - fields.Datetime.now()
        with self.later(seconds=wait.total_seconds()):
            self.assertFalse(self.Certificate._issue_due(), "nothing is counted yet")
            self.assertIn(yesterday, self.backend._days_to_count())
            self.backend._job_tally(str(yesterday))
            self.assertNotIn(yesterday, self.backend._days_to_count())
            certificate = self.Certificate._issue_due()
            self.assertFalse(self.Certificate._issue_due())
        self.assertRecordValues(
            certificate,
            [{"day": yesterday, "number": 1, "state": "equal", "open_count": 0}],
        )
        kinds = certificate.line_ids.mapped("kind")
        self.assertEqual(kinds, ["invoice", "provider"])

    def test_what_was_not_counted_is_said(self):
        day = self.today - timedelta(days=1)
        certificate = self.Certificate._issue(self.company, self.backend, day)
        self.assertEqual(certificate.state, "open")
        self.assertEqual(certificate.line_ids.state, "off")

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_changes(self):
        certificate = self.days(1)
        for statement in (
            "UPDATE retail_certificate SET healed = 3 WHERE id = %s",
            "DELETE FROM retail_certificate WHERE id = %s",
            "UPDATE retail_certificate_line SET kind = NULL WHERE certificate_id = %s",
            "DELETE FROM retail_certificate_line WHERE certificate_id = %s",
        ):
            with self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
                self.env.cr.execute(statement, [certificate.id])

    def test_whatever_is_changed_fails_loudly(self):
        first, second, third = self.days(3)
        self.assertEqual(
            [second.previous_digest, third.previous_digest],
            [first.digest, second.digest],
        )
        self.assertEqual(self.Certificate._verify(self.company), [])
        forged = """INSERT INTO retail_certificate (company_id, number, day, made_at,
                        state, content, previous_digest, digest)
                    SELECT company_id, 4, day + 1, made_at, state, content, digest,
                           encode(sha256(convert_to(digest || content, 'UTF8')), 'hex')
                      FROM retail_certificate WHERE id = %s"""
        rechained = """UPDATE retail_certificate SET content = content || ' ',
                           digest = encode(sha256(convert_to(
                               previous_digest || content || ' ', 'UTF8')), 'hex')
                        WHERE id = %s"""
        for what, statement, row in (
            ("content", "UPDATE retail_certificate SET content = replace(content, "
             "'equal', 'equil') WHERE id = %s", second.id),
            ("figure", "UPDATE retail_certificate SET open_count = 9 WHERE id = %s",
             second.id),
            ("line", "UPDATE retail_certificate_line SET there_amount = 9 "
             "WHERE certificate_id = %s", first.id),
            ("digest", "UPDATE retail_certificate SET digest = 'x' WHERE id = %s",
             third.id),
            ("made to fit again", rechained, second.id),
            ("last one, made to fit", rechained, third.id),
            ("removed line", "DELETE FROM retail_certificate_line "
             "WHERE certificate_id = %s", third.id),
            ("number", "UPDATE retail_certificate SET number = 7 WHERE id = %s",
             third.id),
            ("forged", forged, third.id),
        ):  # fmt: skip
            with self.subTest(what), self.env.cr.savepoint() as savepoint:
                self.tamper(statement, row)
                self.assertTrue(self.Certificate._verify(self.company), what)
                self.assertEqual(len(self.reported()), 1)
                waiting = self.env["retail.exception"].search([("cause", "=", CHANGED)])
                self.assertTrue(waiting.urgent)
                savepoint.rollback()
                self.env.invalidate_all()
        for gone in (second, third):
            with self.subTest(gone.number), self.env.cr.savepoint() as savepoint:
                self.tamper(
                    "DELETE FROM retail_certificate_line WHERE certificate_id = %s",
                    gone.id,
                )
                self.tamper("DELETE FROM retail_certificate WHERE id = %s", gone.id)
                self.assertTrue(self.Certificate._verify(self.company))
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertEqual(self.Certificate._verify(self.company), [])

    def test_a_report_ends_when_everything_fits_again(self):
        certificate = self.days(1)
        change = "UPDATE retail_certificate SET healed = healed + %s WHERE id = %s"
        self.tamper(change, 1, certificate.id)
        self.Certificate._verify(self.company)
        report = self.reported()
        self.assertEqual(report.user_id, self.backend.user_id)
        self.tamper(change, -1, certificate.id)
        self.Certificate._verify(self.company)
        self.assertEqual(report.state, "resolved")

    def test_it_can_be_printed_and_verified_by_those_who_count(self):
        certificate = self.days(1)
        report = "retail_connector_base.report_certificate"
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            report, certificate.ids
        )
        self.assertIn(certificate.digest, html.decode())
        viewer = new_test_user(
            self.env, "looks", groups="retail_connector_base.group_viewer"
        )
        seen = certificate.with_user(viewer)
        self.assertEqual(seen.state, "equal")
        with self.assertRaises(AccessError):
            seen.action_verify()
        with self.assertRaises(AccessError):
            seen.write({"healed": 2})
