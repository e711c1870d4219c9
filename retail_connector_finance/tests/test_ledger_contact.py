"""Customers and vendors of a ledger: suggested, dated, frozen, and only as ids."""

import json
from collections import defaultdict
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .test_ledgers import START, LedgersCase

PAGE = 1000  # contacts that QuickBooks Online returns at once
DAY = timedelta(days=1)


@tagged("post_install", "-at_install", "retail")
class TestLedgerContact(LedgersCase):
    """Receivables and payables at QuickBooks Online, which wants to know whose."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owed, cls.owing = cls.env["account.account"].create(
            [
                {
                    "code": f"957{number}",
                    "name": name,
                    "account_type": kind,
                    "reconcile": True,
                }
                for number, (name, kind) in enumerate(
                    (
                        ("Owed by firms", "asset_receivable"),
                        ("Owed to firms", "liability_payable"),
                    )
                )
            ]
        )
        cls.vat, cls.mail, cls.name, cls.twin = cls.env["res.partner"].create(
            [
                {"name": "Ana Roe", "is_company": True, "vat": "GB 123-4567.82"},
                {"name": "Ben Poe", "email": "Ben@Poe.example"},
                {"name": "Cem Doe"},
                {"name": "Twin"},
            ]
        )
        cls.branch = cls.env["res.partner"].create(
            {"name": "Till of Ana", "parent_id": cls.vat.id, "type": "other"}
        )

    def connect_contacts(self, **policy):
        """Return (fake, connection) whose receivable and payable are mapped."""
        fake, backend = self.connect("quickbooks")
        fake.minute_limit = 10**6  # requests
        fake.names["Customer"] |= {
            str(number): {"DisplayName": f"Somebody {number}"}
            for number in range(2, PAGE + 3)
        }
        self.there = {
            "vat": fake.add_contact("Customer", "A. Roe Ltd", vat="gb123456782"),
            "mail": fake.add_contact("Customer", "B. Poe", email="ben@poe.EXAMPLE"),
            "name": fake.add_contact("Customer", "Cem Doe"),
            "twin": fake.add_contact("Customer", "Twin"),
            "other": fake.add_contact("Customer", "Twin"),
            "vendor": fake.add_contact("Vendor", "Cem Doe"),
        }
        backend.action_read_ledger()
        charted = backend.ledger_account_ids.grouped("external_id")
        self.env["retail.mapping.account"].create(
            [
                {
                    "backend_id": backend.id,
                    "account_id": account.id,
                    "ledger_account_id": charted[number].id,
                    "state": "approved",
                }
                for account, number in ((self.owed, "84"), (self.owing, "85"))
            ]
        )
        backend.policy_ids.write(policy)
        return fake, backend

    def bill(self, *parts, day=0):
        """Post an entry: who owes (account, partner, amount), against sales."""
        total = sum(amount for _account, _partner, amount in parts)
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.journal.id,
                "date": START + day * DAY,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": partner.id,
                            "balance": amount,
                        }
                    )
                    for account, partner, amount in (
                        *parts,
                        (self.accounts[1], self.twin, -total),
                    )
                ],
            }
        )
        move.action_post()
        return move

    def send(self, backend):
        """Put together and deliver; return what is new."""
        Batch = self.env["retail.journal.batch"]
        before = Batch.search([("backend_id", "=", backend.id)])
        with trap_jobs():
            backend._job_plan_journal()
            backend._job_push("journal")
        return Batch.search([("backend_id", "=", backend.id)], order="id") - before

    def rows(self, backend):
        return self.env["retail.mapping.contact"].search(
            [("backend_id", "=", backend.id)]
        )

    def named(self, batch):
        """Return contact there -> sum of the lines that name it."""
        found = defaultdict(float)
        for line in batch.line_ids:
            found[line.remote_contact or ""] += line.balance
        return dict(found)

    def test_contacts_are_suggested_sent_as_ids_and_kept(self):
        fake, backend = self.connect_contacts(by_partner=True)
        contacts = self.env["retail.ledger.contact"].search(
            [("backend_id", "=", backend.id)]
        )
        self.assertEqual(
            (len(contacts), len(contacts.grouped("external_id"))), (PAGE + 9, PAGE + 9)
        )
        first = self.bill(
            (self.owed, self.vat, 50),
            (self.owed, self.branch, 7),
            (self.owed, self.mail, 20),
            (self.owed, self.name, 10),
            (self.owed, self.twin, 5),
            (self.owing, self.name, -30),
        )
        [batch] = self.send(backend)
        self.assertEqual((batch.state, batch.cause), ("draft", "ledger_unmapped"))
        self.assertIn("Contact not mapped: Ana Roe", batch.problem)
        found = {
            (row.partner_id, row.kind): row.ledger_contact_id.external_id
            for row in self.rows(backend)
        }
        self.assertEqual(
            found,
            {
                (self.vat, "customer"): f"customer:{self.there['vat']}",
                (self.mail, "customer"): f"customer:{self.there['mail']}",
                (self.name, "customer"): f"customer:{self.there['name']}",
                (self.twin, "customer"): False,
                (self.name, "vendor"): f"vendor:{self.there['vendor']}",
            },
        )
        waiting = {
            (row.partner_id, row.kind): (row.items_waiting, row.amount_waiting)
            for row in self.rows(backend)
        }
        self.assertEqual(waiting[self.vat, "customer"], (2, 57.0))
        self.assertEqual(waiting[self.name, "customer"], (1, 10.0))
        self.assertEqual(waiting[self.name, "vendor"], (1, 30.0))
        twin = self.rows(backend).filtered(lambda row: row.partner_id == self.twin)
        with self.assertRaisesRegex(UserError, "Choose the Contact there"):
            twin.action_approve()
        twin.ledger_contact_id = contacts.filtered(
            lambda row: row.external_id == f"vendor:{self.there['vendor']}"
        )
        with self.assertRaisesRegex(UserError, "for the other side"):
            twin.action_approve()
        twin.ledger_contact_id = contacts.filtered(
            lambda row: row.external_id == f"customer:{self.there['twin']}"
        )
        with trap_jobs():
            self.rows(backend).action_approve()
        self.send(backend)
        self.assertEqual((batch.state, batch.problem), ("verified", False))
        sent = {
            f"customer:{self.there['vat']}": 57.0,
            f"customer:{self.there['mail']}": 20.0,
            f"customer:{self.there['name']}": 10.0,
            f"customer:{self.there['twin']}": 5.0,
            f"vendor:{self.there['vendor']}": -30.0,
            "": -62.0,  # nobody is named where the ledger does not want it
        }
        self.assertEqual(self.named(batch), sent)
        [entry] = fake.entries.values()
        for word in ("Ana", "Roe", "Poe", "Cem", "Twin", "example", "GB"):
            self.assertNotIn(word, json.dumps(entry))
        self.assert_a_later_row_leaves_the_old_alone(backend, first, twin, sent)
        self.assert_another_name_there_is_seen(fake, backend, batch)

    def assert_a_later_row_leaves_the_old_alone(self, backend, first, twin, sent):
        """From its day on the new one is named; what left is taken back as it was."""
        later = twin.copy({"start_date": START + DAY})
        other = f"customer:{self.there['other']}"
        later.ledger_contact_id = self.env["retail.ledger.contact"].search(
            [("backend_id", "=", backend.id), ("external_id", "=", other)]
        )
        with trap_jobs():
            later.action_approve()
        self.bill((self.owed, self.twin, 4), day=1)
        [batch] = self.send(backend)
        self.assertEqual((batch.state, self.named(batch)[other]), ("verified", 4.0))
        # The row itself is changed, then the entry: what left was frozen.
        with trap_jobs():
            twin.write({"ledger_contact_id": later.ledger_contact_id.id})
        first.button_draft()
        first.button_cancel()
        [back] = self.send(backend)
        self.assertEqual((back.state, back.kind), ("verified", "correction"))
        self.assertEqual(
            self.named(back), {name: -amount for name, amount in sent.items()}
        )

    def assert_another_name_there_is_seen(self, fake, backend, batch):
        """A bookkeeper who moves a line to somebody else is found by the watch."""
        entry = fake.entries[batch.external_id]
        line = next(
            line["JournalEntryLineDetail"]
            for line in entry["Line"]
            if "Entity" in line["JournalEntryLineDetail"]
        )
        line["Entity"]["EntityRef"]["value"] = self.there["other"]
        fake.touch(batch.external_id)
        backend.ledger_watch_days = 10_000
        with trap_jobs():
            backend._job_plan_journal_watch()
        [case] = self.env["retail.discrepancy"].search(
            [("backend_id", "=", backend.id), ("state", "=", "open")]
        )
        self.assertIn(f"customer:{self.there['other']}", case.note)

    def test_a_summary_names_one_contact_and_asks_for_nobody(self):
        fake, backend = self.connect_contacts()
        self.bill((self.owed, self.vat, 50), (self.owed, self.mail, 20))
        [batch] = self.send(backend)
        self.assertEqual(batch.cause, "ledger_unmapped")
        self.assertIn("wants to be told a customer", batch.problem)
        self.assertFalse(self.rows(backend), "no person has to be mapped")
        mapping = self.env["retail.mapping.account"].search(
            [("backend_id", "=", backend.id), ("account_id", "=", self.owed.id)]
        )
        contacts = self.env["retail.ledger.contact"].search(
            [("backend_id", "=", backend.id), ("external_id", "=like", "%:1")]
        ).grouped("external_id")  # fmt: skip
        with trap_jobs():
            mapping.action_suggest_again()
            mapping.ledger_contact_id = contacts["vendor:1"]
            with self.assertRaisesRegex(UserError, "for the other side"):
                mapping.action_approve()
            mapping.ledger_contact_id = contacts["customer:1"]
            mapping.action_approve()
        self.send(backend)
        self.assertEqual((batch.state, len(batch.line_ids)), ("verified", 2))
        self.assertEqual(self.named(batch), {"customer:1": 70.0, "": -70.0})
        # Who is deleted there is archived, and nothing leaves in their name.
        del fake.names["Customer"]["1"]
        backend.action_read_ledger()
        self.assertFalse(contacts["customer:1"].active)
        self.bill((self.owed, self.vat, 1), day=1)
        [late] = self.send(backend)
        self.assertIn("The ledger has no longer", late.problem)
