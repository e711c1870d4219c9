"""The daily certificate reads the ledger: what left a day is there, entry by entry."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .ledger_common import LedgerCase


@tagged("post_install", "-at_install", "retail")
class TestLedgerCertificate(LedgerCase):
    """Count a ledger's day against the ledger itself."""

    def count(self, day=None):
        """Count a day; return kind -> row."""
        day = day or self.env["retail.tally"]._today(self.backend)
        self.backend._job_tally(fields.Date.to_string(day))
        rows = self.env["retail.tally"].search(
            [("backend_id", "=", self.backend.id), ("day", "=", day)]
        )
        return {row.kind: row for row in rows}

    def test_what_left_is_read_back_and_what_differs_is_on_the_certificate(self):
        self.sell("100.00", "20.00", day="2026-02-03")
        self.sell("30.00", "3.00", day="2026-02-04")
        moved, gone = self.export().sorted("date")
        self.sell("7.00", "0.70", day=self.today())
        rows = self.count()
        journal, ledger = rows["journal"], rows["ledger"]
        self.assertRecordValues(
            journal,
            [
                {
                    "state": "equal",
                    "there_count": 2,
                    "here_count": 2,
                    "there_amount": 153.0,
                    "here_amount": 153.0,
                    "there_ends": f"{moved.name} - {gone.name}",
                }
            ],
        )
        self.assertEqual(ledger.state, "equal")
        self.assertIn("3 items", ledger.note)
        # The same total on another account, and an entry that was voided
        lines = self.books.entries[moved.external_id].lines
        first, *rest = lines
        self.books.alter(
            moved.external_id, lines=(type(first)("R2", first.amount), *rest)
        )
        self.books.alter(gone.external_id, state="voided")
        self.assertEqual(self.count()["journal"], journal)
        self.assertRecordValues(
            journal,
            [{"state": "open", "there_count": 1, "open_count": 2, "open_amount": 33}],
        )
        found = self.env["retail.discrepancy"].search([("tally_id", "=", journal.id)])
        self.assertEqual(set(found.mapped("type")), {"ledger_changed"})
        self.assertEqual(set(found.mapped("res_id")), {moved.id, gone.id})
        self.assertTrue(all(found.mapped("note")), "each says what to do")
        self.assertEqual((moved | gone).mapped("cause"), ["ledger_changed"] * 2)
        certificate = self.env["retail.certificate"]._issue(
            self.company, self.backend, journal.day
        )
        self.assertEqual(certificate.state, "open")
        line = certificate.line_ids.filtered(lambda one: one.kind == "journal")
        self.assertEqual((line.there_amount, line.here_amount), (120.0, 153.0))
        # The watch and the count speak of the same discrepancy
        self.backend._job_plan_journal_watch()
        self.assertEqual(
            self.env["retail.discrepancy"].search_count(
                [("type", "=", "ledger_changed"), ("state", "=", "open")]
            ),
            2,
        )
        # Repaired there: equal again, and said so
        self.books.alter(moved.external_id, lines=lines)
        self.books.alter(gone.external_id, state="posted")
        self.assertEqual(self.count()["journal"].state, "equal")
        self.assertEqual((journal.open_count, journal.healed_count), (0, 2))
        self.assertEqual((moved | gone).mapped("state"), ["verified"] * 2)

    def test_what_is_changed_later_is_on_every_certificate_until_it_is_settled(self):
        self.sell(day=self.today())
        [batch] = self.export()
        self.books.alter(batch.external_id, state="voided")
        self.backend._job_plan_journal_watch()
        day = self.env["retail.tally"]._today(self.backend) + timedelta(days=3)
        self.assertEqual(self.count(day)["journal"].here_count, 0, "it left before")
        issue = self.env["retail.certificate"]._issue
        later = issue(self.company, self.backend, day)
        self.assertEqual((later.state, later.earlier_count), ("open", 1))
        self.assertIn(batch.name, later.content)
        self.books.alter(batch.external_id, state="posted")
        self.backend._job_plan_journal_watch()
        self.count(day + timedelta(days=1))
        last = issue(self.company, self.backend, day + timedelta(days=1))
        self.assertEqual((last.state, last.earlier_count), ("equal", 0))
