"""From the outbox into the ledger, exactly once, and read back."""

from dataclasses import replace

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.retail_connector_base.canonical import Money
from odoo.addons.retail_connector_base.platforms import (
    RefusedError,
    TransientError,
    UnknownOutcome,
)

from .ledger_common import LedgerCase


@tagged("post_install", "-at_install", "retail")
class TestJournalDelivery(LedgerCase):
    """Faults of the ledger and of the line."""

    def discrepancies(self):
        return self.env["retail.discrepancy"].search([("type", "=", "ledger_changed")])

    def again(self):
        """Try what failed again, now."""
        self.env["retail.outbox"].search([]).write({"next_try_at": False})
        self.send()

    def ready(self):
        self.sell()
        self.plan()
        self.map_all()
        self.plan()
        return self.Batch.search([])

    def test_posted_read_back_and_verified(self):
        batch = self.ready()
        self.send()
        self.assertEqual(batch.state, "verified")
        self.assertEqual(batch.external_number, "GL-1")
        [entry] = self.books.entries.values()
        self.assertEqual(entry.reference, batch.name)
        self.assertEqual(
            {line.account: str(line.amount) for line in entry.lines},
            {"R0": "120 USD", "R1": "-100 USD", "R2": "-20 USD"},
        )

    def test_a_lost_answer_is_looked_up_before_anything_is_sent_again(self):
        batch = self.ready()
        self.books.after = [UnknownOutcome("lost")]
        self.send()
        self.assertEqual(batch.state, "exporting")
        self.assertEqual(len(self.books.entries), 1)
        self.again()
        self.assertEqual(batch.state, "verified")
        self.assertEqual(len(self.books.entries), 1)
        self.assertEqual(len(self.books.submitted), 1)

    def test_a_busy_ledger_is_asked_again_with_the_same_key(self):
        batch = self.ready()
        self.books.errors = [None, TransientError("busy", "throttled", 1)]
        self.send()
        self.again()
        self.assertEqual(batch.state, "verified")
        keys = {key for _reference, key in self.books.submitted}
        self.assertEqual(keys, {batch.uuid})

    def test_a_refusal_parks_the_batch_and_it_can_be_sent_again(self):
        batch = self.ready()
        self.books.errors = [None, RefusedError("closed", "period_locked")]
        self.send()
        self.assertEqual((batch.state, batch.cause), ("rejected", "period_locked"))
        exception = self.env["retail.exception"].search([("source", "=", "journal")])
        self.assertEqual(exception.label, batch.name)
        batch.action_retry()
        self.send()
        self.assertEqual(batch.state, "verified")

    def test_a_refused_batch_can_be_built_again(self):
        batch = self.ready()
        self.books.errors = [None, RefusedError("no", "account_refused")]
        self.send()
        refused = batch._outbox_rows()
        batch.action_rebuild()
        self.assertFalse(batch.exists())
        refused.action_retry()
        self.plan()
        self.send()
        self.assertEqual(self.Batch.search([]).state, "verified")
        self.assertEqual(len(self.books.entries), 1, "the refused request is over")

    def test_what_is_given_up_may_be_there_so_it_is_looked_for_not_built_anew(self):
        batch = self.ready()
        self.books.after = [UnknownOutcome("lost")]
        self.send()
        self.books.errors = [TransientError("down", "unavailable")] * 20
        for _try in range(10):
            self.again()
        self.assertEqual((batch.state, batch.cause), ("exporting", "unavailable"))
        exception = self.env["retail.exception"].search([("source", "=", "journal")])
        self.assertEqual(exception.label, batch.name)
        with self.assertRaises(UserError):
            batch.action_rebuild()
        self.books.errors = []
        batch.action_retry()
        self.send()
        self.assertEqual((batch.state, batch.problem), ("verified", False))
        self.assertEqual(len(self.books.submitted), 1)

    def test_a_line_the_ledger_altered_is_a_discrepancy(self):
        batch = self.ready()
        self.books.change = lambda entry: replace(
            entry, lines=(replace(entry.lines[0], account="R9"), *entry.lines[1:])
        )
        self.send()
        self.assertEqual((batch.state, batch.cause), ("exported", "ledger_changed"))
        self.assertEqual(self.discrepancies().entity, batch.name)

    def test_a_stranger_with_our_number_is_not_taken_for_ours(self):
        batch = self.ready()
        other = self.env["retail.outbox"].search([("key", "=", batch.uuid)])
        entry = batch._entry()
        self.books.change = lambda remote: replace(
            remote,
            lines=tuple(replace(line, amount=line.amount * 2) for line in remote.lines),
        )
        self.backend._adapter().submit(entry, "stranger")
        self.books.change = None
        self.send()
        self.assertEqual((batch.state, batch.cause), ("rejected", "reference_taken"))
        self.assertEqual(other.state, "parked")

    def test_every_change_there_is_found_by_the_watch(self):
        self.backend.ledger_watch_days = 4000
        batches = self.ready()
        self.send()
        cents = Money("0.01", "USD")
        external_id = batches.external_id
        entry = self.books.entries[external_id]
        first, second, *rest = entry.lines
        changes = {
            "voided": {"state": "voided"},
            "moved": {"posted_on": self.day("2026-02-04")},
            "amount": {
                "lines": (
                    replace(first, amount=first.amount + cents),
                    replace(second, amount=second.amount - cents),
                    *rest,
                )
            },
            "account": {"lines": (replace(first, account="R2"), second, *rest)},
        }
        for name, values in changes.items():
            with self.subTest(name):
                self.books.alter(external_id, **values)
                self.backend._job_plan_journal_watch()
                self.assertEqual(batches.state, "voided")
                self.assertEqual(self.discrepancies().state, "open")
                self.books.entries[external_id] = entry
                self.backend._job_plan_journal_watch()
                self.assertEqual(batches.state, "verified")
                self.assertEqual(self.discrepancies().state, "resolved")
        del self.books.entries[external_id]
        self.backend._job_plan_journal_watch()
        self.assertEqual(batches.state, "voided")

    def test_what_a_stranger_posts_on_an_account_of_ours_is_found(self):
        self.ready()
        self.send()
        self.env["retail.mapping.account"].search([]).exclusive = True
        self.backend._job_plan_journal_watch()
        strange = self.env["retail.discrepancy"].search(
            [("type", "=", "ledger_balance")]
        )
        self.assertFalse(strange)
        [entry] = self.books.entries.values()
        first, second, _third = entry.lines
        by_hand = replace(
            entry,
            external_id="99",
            reference="by hand",
            lines=(
                replace(first, amount=Money("5", "USD")),
                replace(second, amount=Money("-5", "USD")),
            ),
        )
        self.books.entries["99"] = by_hand
        self.backend._job_plan_journal_watch()
        strange = strange.search([("type", "=", "ledger_balance")], order="expected")
        self.assertEqual(strange.mapped("difference"), [-5.0, 5.0])
        del self.books.entries["99"]
        self.backend._job_plan_journal_watch()
        self.assertEqual(set(strange.mapped("state")), {"resolved"})
