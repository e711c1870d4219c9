"""The proof: what is posted is what left plus what waits, and tampering shows."""

import re

from lxml.html import fromstring

from odoo.tests import tagged

from .ledger_common import LedgerCase


@tagged("post_install", "-at_install", "retail")
class TestJournalProof(LedgerCase):
    """Completeness in value and count."""

    def prove(self):
        return self.env["retail.journal.proof"]._prove(self.backend)

    def test_sent_prepared_and_waiting_add_up_to_the_ledger(self):
        self.sell("100.00", "20.00", day="2026-02-03")
        self.export()
        self.sell("30.00", "3.00", day="2026-02-04")
        self.build()
        self.sell("7.00", "0.70", day="2026-02-05")
        proof = self.prove()
        self.assertEqual(proof.state, "proven", proof.differences)
        cash = proof.line_ids.filtered(lambda line: line.account_id == self.cash)
        self.assertRecordValues(
            cash,
            [
                {
                    "ledger_value": 160.7,
                    "ledger_count": 3,
                    "sent_value": 120.0,
                    "sent_count": 1,
                    "prepared_value": 33.0,
                    "prepared_count": 1,
                    "pending_value": 7.7,
                    "pending_count": 1,
                }
            ],
        )

    def test_a_change_after_export_waits_as_its_exact_difference(self):
        move = self.sell("100.00", "20.00")
        self.export()
        move.button_draft()
        move.button_cancel()
        proof = self.prove()
        self.assertEqual(proof.state, "proven", proof.differences)
        cash = proof.line_ids.filtered(lambda line: line.account_id == self.cash)
        self.assertEqual(
            (cash.ledger_value, cash.sent_value, cash.pending_value),
            (0.0, 120.0, -120.0),
        )

    def test_an_altered_link_fails_the_proof(self):
        self.sell()
        self.export()
        self.env.cr.execute(
            "ALTER TABLE retail_journal_link DISABLE TRIGGER USER;"
            "UPDATE retail_journal_link SET balance = balance + 1 WHERE id ="
            " (SELECT min(id) FROM retail_journal_link)"
        )
        self.assertEqual(self.prove().state, "failed")

    def test_an_altered_line_fails_the_proof(self):
        self.sell()
        [batch] = self.export()
        self.env.cr.execute(
            "UPDATE retail_journal_batch_line SET remote_account = 'R9' WHERE id = %s",
            [batch.line_ids[0].id],
        )
        self.env.invalidate_all()
        proof = self.prove()
        self.assertEqual(proof.state, "failed")
        self.assertIn(batch.name, proof.differences)

    def test_a_failed_proof_is_alerted_until_one_succeeds(self):
        rule = self.env.ref("retail_connector_finance.alert_rule_proof")
        self.sell()
        [batch] = self.export()
        self.prove()
        rule._evaluate()
        self.assertFalse(rule.firing_count)
        self.env.cr.execute(
            "UPDATE retail_journal_batch_line SET remote_account = 'R9' WHERE id = %s",
            [batch.line_ids[0].id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.prove().state, "failed")
        rule._evaluate()
        alerts = rule.alert_ids.filtered(lambda a: a.backend_id == self.backend)
        self.assertEqual(alerts.mapped("state"), ["firing"])

    def test_proofs_are_chained_and_a_failure_is_told(self):
        self.sell()
        [batch] = self.export()
        first = self.prove()
        self.assertEqual(self.prove().previous_digest, first.digest)
        self.env.cr.execute(
            "UPDATE retail_journal_batch_line SET balance = 1 WHERE id = %s",
            [batch.line_ids[0].id],
        )
        self.env.invalidate_all()
        self.env["retail.journal.proof"]._cron_prove()
        self.assertTrue(self.backend.activity_ids)

    def test_the_certificate_prints_every_account_with_its_figures(self):
        self.sell("1000.00", "200.00", day="2026-02-03")
        self.export()
        self.sell("30.00", "3.00", day="2026-02-04")
        proof = self.prove()
        report = self.env.ref("retail_connector_finance.action_report_journal_proof")
        html, _kind = report._render_qweb_html(report.id, proof.ids)
        page = fromstring(html)
        rows = [
            [" ".join(cell.text_content().split()) for cell in row.iter("td")]
            for row in page.iter("tr")
            if row.find("td") is not None
        ]
        self.assertEqual(len(rows), len(proof.line_ids))
        [cash] = [row for row in rows if self.cash.name in row[0]]
        figures = [re.sub(r"[^\d.-]", "", cell) for cell in cash[1:]]
        self.assertEqual(figures, ["1233.00", "1200.00", "0.00", "33.00", "2"])
        text = page.text_content()
        self.assertIn(proof.digest, text)
        self.assertIn("Everything that is posted in Odoo left", text)
