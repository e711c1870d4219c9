"""Whoever follows only the runbook repairs every trouble with a ledger."""

from dataclasses import replace
from datetime import date
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.retail_connector_base.canonical import Money
from odoo.addons.retail_connector_base.platforms import RefusedError
from odoo.addons.retail_connector_base.tests.runbook_person import RunbookPerson

from ..models.causes import LEDGER_CAUSES
from ..platforms import Capabilities, LedgerAccount, LedgerValue, Period
from .ledger_common import Books, LedgerCase, MemoryLedger


@tagged("post_install", "-at_install", "retail")
class TestRunbookLedger(RunbookPerson, LedgerCase):
    """Each cause that only ledgers have: it comes about, its page is followed."""

    stories = tuple(LEDGER_CAUSES)

    def test_each_page_leads_to_its_end(self):
        self.backend.ledger_watch_days = 4000
        self.map_chart()
        self.walk_all()

    def walk(self, cause, steps):
        """Give each story the books as they were before the first."""
        before = self.books
        self.books = MemoryLedger.books = Books()
        self.books.accounts = list(before.accounts)
        self.books.entries = dict(before.entries)
        try:
            super().walk(cause, steps)
        finally:
            self.books = MemoryLedger.books = before

    # --- what a person does ---

    def map_chart(self):
        """Approve the whole chart, as before going live."""
        self.sell()
        self.plan()
        self.map_all()
        self.Batch.search([]).action_rebuild()
        self.plan()
        self.send()

    def batch(self, **values):
        """Sell something on a day of its own; return its batch once it was sent."""
        before = self.Batch.search([])
        self.sell(**{"day": "2026-02-10", **values})
        self.plan()
        self.send()
        return self.Batch.search([]) - before

    def refused(self, code):
        """Have the ledger refuse the next entry."""
        self.books.errors = [None, RefusedError("not taken", code)]
        return self.batch()

    def build_again(self, batch):
        """Press Build again; what nobody has to approve leaves."""
        batch.action_rebuild()
        self.plan()
        self.send()

    def send_again(self, batch):
        """Press Send again."""
        batch.action_retry()
        self.send()

    def read_back(self):
        """Press Run now at the flow that reads posted entries back."""
        self.backend._job_plan_journal_watch()

    def map_sales_to(self, external_id):
        """Choose another account of the ledger for Odoo's sales."""
        mapping = self.env["retail.mapping.account"].search(
            [("account_id", "=", self.sales.id)]
        )
        mapping.ledger_account_id = self.env["retail.ledger.account"].search(
            [("backend_id", "=", self.backend.id), ("external_id", "=", external_id)]
        )
        mapping.action_approve()

    # --- refused by the ledger ---

    def tell_account_refused(self):
        batch = self.refused("account_refused")
        yield batch
        yield "archived", "another type"
        self.books.accounts.append(LedgerAccount("R9", "95", "Other sales", "any"))
        yield "Read the chart", "Accounts of the ledger", "approve"
        self.backend.action_read_ledger()
        self.map_sales_to("R9")
        yield "Build again"
        self.build_again(batch)
        *_others, entry = self.books.entries.values()
        self.assertIn("R9", [line.account for line in entry.lines])

    def tell_dimension_refused(self):
        batch = self.refused("dimension_refused")
        yield batch
        yield "there", "archived"
        self.books.values = [LedgerValue("D1", "Channel", "V1", "Web")]
        yield "Read the chart", "Dimensions of the ledger", "left out"
        self.backend.action_read_ledger()
        yield "Build again"
        self.build_again(batch)

    def tell_tax_refused(self):
        batch = self.refused("tax_refused")
        yield batch
        yield "there"
        yield "Accounts of the ledger"
        self.map_sales_to("R1")
        yield "Build again"
        self.build_again(batch)

    def tell_unbalanced(self):
        batch = self.refused("unbalanced")
        yield batch
        yield "details"
        yield "at the ledger"
        yield "Send again", "No balancing line"
        self.send_again(batch)

    def tell_number_taken(self):
        batch = self.refused("number_taken")
        yield batch
        yield "who made it"
        yield "Send again", "found"
        self.send_again(batch)
        yield "Build again", "next number"

    def tell_reference_taken(self):
        self.books.change = lambda one: replace(one, posted_on=date(2026, 1, 1))
        self.sell(day="2026-02-10")
        self.plan()
        batch = self.Batch.search([("state", "=", "exporting")])
        self.backend._adapter().submit(batch._entry(), "stranger")
        self.books.change = None
        self.send()
        yield batch
        yield "copy", "by hand"
        self.books.entries.popitem()
        yield "Send again"
        self.send_again(batch)

    # --- not ready to leave ---

    def tell_ledger_unmapped(self):
        self.env["retail.mapping.account"].search(
            [("account_id", "=", self.sales.id)]
        ).unlink()
        batch = self.batch()
        yield batch
        yield "Accounts of the ledger", "Dimensions of the ledger", "approve"
        self.map_all()
        yield "Validate"
        batch.action_validate()
        self.plan()
        self.send()

    def tell_tax_inexact(self):
        codes = patch.object(MemoryLedger, "ledger", Capabilities(tax_codes="computed"))
        codes.start()
        self.addCleanup(codes.stop)
        self.policy.end_date = "2026-02-28"
        self.policy.copy({"start_date": "2026-03-01", "end_date": False,
                          "tax_mode": "tax_codes"})  # fmt: skip
        batch = self.batch(day="2026-03-02", line_ids=self.tax_without_base())
        yield batch
        yield "Build again", "till"
        yield "Tax on own lines", "Tax decisions"
        batch.action_tax_on_own_lines()
        self.plan()
        self.send()
        self.assertEqual(self.Batch.search([], limit=1).state, "verified")
        codes.stop()

    def tax_without_base(self):
        """Return items of which one is tax that none of the others bears."""
        tax = self.env["account.tax"].create({"name": "Lone", "amount": 20})
        part = tax.invoice_repartition_line_ids.filtered(
            lambda line: line.repartition_type == "tax"
        )
        return [
            Command.create({"account_id": self.cash.id, "balance": 5}),
            Command.create(
                {
                    "account_id": self.tax.id,
                    "balance": -5,
                    "tax_repartition_line_id": part.id,
                }
            ),
        ]

    def tell_ledger_currency(self):
        self.backend.currency_id = self.env.ref("base.EUR")
        batch = self.batch()
        yield batch
        yield "company's currency", "sign-in"
        yield "Test connection"
        self.backend.action_test()
        yield "Validate"
        batch.action_validate()
        self.plan()

    def tell_period_closed(self):
        self.books.period = Period(open_from=date(2026, 3, 1))
        batch = self.batch()
        yield batch
        yield "accountant", "first open"
        self.policy.closed_period = "first_open"
        yield "Validate"
        batch.action_validate()
        self.plan()
        self.assertEqual(batch.posting_date, date(2026, 3, 1))

    def tell_too_many_lines(self):
        few = patch.object(MemoryLedger, "ledger", Capabilities(max_lines=3))
        few.start()
        self.addCleanup(few.stop)
        self.sell(retail_channel="web", day="2026-02-10")
        batch = self.batch(retail_channel="pos")
        yield batch
        yield "Policies", "By channel"
        self.policy.by_channel = False
        yield "Build again"
        self.build_again(batch)
        few.stop()

    def tell_refused_by_person(self):
        self.policy.approval = "always"
        batch = self.batch()
        batch.action_reject("wrong day")
        yield batch
        yield "reason"
        yield "Build again"
        batch.action_rebuild()
        yield "Approve and send"
        self.Batch.search([("state", "=", "validated")]).action_approve()

    # --- found by reading back ---

    def tell_ledger_changed(self):
        batch = self.batch()
        entry = self.books.entries[batch.external_id]
        self.books.alter(batch.external_id, state="voided")
        self.read_back()
        yield batch
        yield "who changed it"
        yield "Undo the change there", "Take back"
        self.books.entries[batch.external_id] = entry
        yield "read back", "Run now"
        self.read_back()
        self.assertEqual(batch.state, "verified")

    def tell_ledger_balance(self):
        self.env["retail.mapping.account"].search([]).exclusive = True
        batch = self.batch()
        entry = self.books.entries[batch.external_id]
        first, second, _third = entry.lines
        self.books.entries["99"] = replace(
            entry,
            external_id="99",
            reference="by hand",
            lines=(
                replace(first, amount=Money("5", "USD")),
                replace(second, amount=Money("-5", "USD")),
            ),
        )
        self.read_back()
        yield self.env["retail.discrepancy"].search([("type", "=", "ledger_balance")])
        yield "one of our numbers"
        del self.books.entries["99"]
        yield "read back", "Run now"
        self.read_back()

    def tell_ledger_copied(self):
        batch = self.batch()
        twin = replace(self.books.entries[batch.external_id], external_id="77")
        self.books.entries["77"] = twin
        self.read_back()
        yield self.env["retail.discrepancy"].search([("type", "=", "ledger_copied")])
        yield "names the copies"
        yield "never ours"
        del self.books.entries["77"]
        yield "read back", "Run now"
        self.read_back()
