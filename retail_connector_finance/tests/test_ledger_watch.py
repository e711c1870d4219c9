"""What a bookkeeper does to our entries, and what is done in Odoo after they left."""

import copy
import random
from datetime import timedelta

from odoo.tests import tagged

from .test_ledgers import LEDGERS, START, LedgersCase

CHANGES = ("amount", "account", "void", "moved", "copied")


class Bookkeeper:
    """Change entries at one of the fake ledgers; each change has the same effect."""

    def __init__(self, code, fake, accounts):
        self.code, self.fake, self.accounts = code, fake, accounts

    def do(self, change, number):
        """Do a change to the entry with a number of ours."""
        getattr(self, f"{self.code}_{change}")(number)

    def _xero(self, number):
        return next(
            journal
            for journal in self.fake.journals.values()
            if f"[{number}]" in journal["Narration"]
        )

    def xero_amount(self, number):
        lines = self._xero(number)["JournalLines"]
        lines[0]["LineAmount"] += 1
        lines[1]["LineAmount"] -= 1

    def xero_account(self, number):
        self._xero(number)["JournalLines"][0]["AccountID"] = self.accounts[2]

    def xero_void(self, number):
        self._xero(number)["Status"] = "VOIDED"

    def xero_moved(self, number):
        self._xero(number)["Date"] = "/Date(1577836800000)/"

    def xero_copied(self, number):
        twin = copy.deepcopy(self._xero(number))
        self.fake.journals["twin"] = {**twin, "ManualJournalID": "twin"}

    def _quickbooks(self, number):
        entry = next(
            entry
            for entry in self.fake.entries.values()
            if entry["DocNumber"] == number
        )
        self.fake.touch(entry["Id"])
        return entry

    def quickbooks_amount(self, number):
        lines = self._quickbooks(number)["Line"]
        lines[0]["Amount"] += 1
        lines[1]["Amount"] += 1

    def quickbooks_account(self, number):
        detail = self._quickbooks(number)["Line"][0]["JournalEntryLineDetail"]
        detail["AccountRef"]["value"] = self.accounts[2]

    def quickbooks_void(self, number):
        self.fake.delete(self._quickbooks(number)["Id"])

    def quickbooks_moved(self, number):
        self._quickbooks(number)["TxnDate"] = "2020-01-01"

    def quickbooks_copied(self, number):
        twin = copy.deepcopy(self._quickbooks(number))
        self.fake.entries["twin"] = {**twin, "Id": "twin"}

    def _rows(self, number):
        return [row for row in self.fake.ledger if row["documentNumber"] == number]

    def business_central_amount(self, number):
        first, second, *_rest = self._rows(number)
        for row, sign in ((first, 1), (second, -1)):
            side = "debitAmount" if row["debitAmount"] else "creditAmount"
            row[side] += sign if side == "debitAmount" else -sign

    def business_central_account(self, number):
        self._rows(number)[0]["accountId"] = self.accounts[2]

    def business_central_void(self, number):
        for row in self._rows(number):
            self.fake.ledger.remove(row)

    def business_central_moved(self, number):
        for row in self._rows(number):
            row["postingDate"] = "2020-01-01"

    def business_central_copied(self, number):
        self.fake.ledger += [
            {**row, "entryNumber": row["entryNumber"] + 1000}
            for row in self._rows(number)
        ]


@tagged("post_install", "-at_install", "retail")
class TestLedgerWatch(LedgersCase):
    """Each ledger: changes there are found, changes here are one correction each."""

    def test_changes_there_and_here_are_seen(self):
        for seed, code in enumerate(LEDGERS, start=10):
            with self.subTest(code):
                draw = random.Random(seed)
                fake, backend = self.connect(code)
                backend.ledger_watch_days = 4000
                moves = self.trade(draw)
                self.deliver(fake, backend, draw, calm=True)
                self.change_here(fake, backend, moves, draw)
                self.change_there(code, fake, backend)
                backend.policy_ids.end_date = START
                moves.exists().filtered(lambda m: m.state == "posted").button_draft()

    def batches(self, backend):
        return self.env["retail.journal.batch"].search(
            [("backend_id", "=", backend.id)], order="date, id"
        )

    def change_here(self, fake, backend, moves, draw):
        """Edit, re-post, re-tax and delete entries of four days."""
        before = self.batches(backend)
        by_day = moves.grouped("date")
        edited, posted_again, taxed, deleted = (
            by_day[START + timedelta(days=day)][0] for day in range(4)
        )
        line = edited.line_ids.filtered(lambda x: x.account_id == self.accounts[1])
        line.account_id = self.accounts[2]
        posted_again.button_draft()
        first, second, _tax = posted_again.line_ids
        posted_again.line_ids = [
            (1, first.id, {"balance": first.balance + 1}),
            (1, second.id, {"balance": second.balance - 1}),
        ]
        posted_again.action_post()
        tax = self.env["account.tax"].create(
            {"name": f"Late {backend.id}", "amount": 0.0, "type_tax_use": "sale"}
        )
        taxed.button_draft()
        line = taxed.line_ids.filtered(lambda x: x.account_id == self.accounts[1])
        line.tax_ids = tax
        taxed.action_post()
        deleted.button_draft()
        deleted.with_context(force_delete=True).unlink()
        self.deliver(fake, backend, draw, calm=True)
        corrections = self.batches(backend) - before
        self.assertEqual(corrections.mapped("kind"), ["correction"] * 4)
        self.assertEqual(
            corrections.mapped("date"), [START + timedelta(days=n) for n in range(4)]
        )
        self.assertEqual(corrections.mapped("moves"), [1] * 4)
        self.assert_equal_books(backend)

    def change_there(self, code, fake, backend):
        """Do everything a bookkeeper can do, each to another entry."""
        batches = self.batches(backend).filtered(lambda b: b.kind == "export")
        accounts = LEDGERS[code][2]
        keeper = Bookkeeper(code, fake, accounts)
        for change, batch in zip(CHANGES, batches, strict=True):
            keeper.do(change, batch.name)
        backend._job_plan_journal_watch()
        found = self.env["retail.discrepancy"].search(
            [("backend_id", "=", backend.id), ("state", "=", "open")]
        )
        self.assertEqual(
            set(found.mapped("entity")), set(batches.mapped("name")), found
        )
        self.assertEqual(len(found), len(CHANGES), "each is told once")
        for row in found:
            self.assertTrue(row.note.count("\n") or row.type == "ledger_copied")
