"""A ledger in memory, a connection with it, and entries to export."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase

from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.addons.retail_connector_base.canonical import Money
from odoo.addons.retail_connector_base.platforms import Health, Setting
from odoo.addons.retail_connector_base.tests.common import offer_platform

from ..platforms import (
    Balance,
    Capabilities,
    LedgerAccount,
    LedgerAdapter,
    Period,
    RemoteEntry,
)

CODE = "memory_ledger"


class Books:
    """What the ledger in memory holds, and what it is told to do wrong."""

    def __init__(self):
        self.accounts = []
        self.values = []
        self.entries = {}  # id -> RemoteEntry
        self.period = Period()
        self.submitted = []  # (reference, key) of each request
        self.errors = []  # raised by the next requests; None: no error
        self.after = []  # raised after the next entries took effect
        self.change = None  # called with an entry before it is kept

    def stumble(self, errors):
        """Raise the next planned error."""
        error = errors.pop(0) if errors else None
        if error is not None:
            raise error

    def alter(self, external_id, **values):
        """Change an entry there, as a bookkeeper would."""
        self.entries[external_id] = replace(self.entries[external_id], **values)


class MemoryLedger(LedgerAdapter):
    """A ledger that lives in ``books``."""

    label = "Memory ledger"
    settings = (Setting("company", "Company", required=True),)
    ledger = Capabilities(max_lines=500, max_dimensions=2)
    books = Books()

    def check(self):
        return Health(name="Memory Books", currency="USD")

    def accounts(self):
        return self.books.accounts

    def dimensions(self):
        return self.books.values

    def period(self):
        return self.books.period

    def find(self, reference):
        self.books.stumble(self.books.errors)
        same = [e for e in self.books.entries.values() if e.reference == reference]
        return same[0] if same else None

    def submit(self, entry, key):
        self.books.submitted.append((entry.reference, key))
        self.books.stumble(self.books.errors)
        external_id = str(len(self.books.entries) + 1)
        remote = RemoteEntry(
            external_id=external_id,
            reference=entry.reference,
            posted_on=entry.posted_on,
            state="posted",
            currency=entry.currency,
            lines=entry.lines,
            number=f"GL-{external_id}",
            version="1",
        )
        change = self.books.change
        self.books.entries[external_id] = change(remote) if change else remote
        self.books.stumble(self.books.after)
        return external_id

    def read_back(self, external_ids):
        return {one: self.books.entries.get(one) for one in external_ids}

    def copies(self, references):
        ids = {}
        for external_id, entry in self.books.entries.items():
            ids.setdefault(entry.reference, []).append(external_id)
        return {one: ids[one] for one in references if one in ids}

    def balances(self, start, end):
        totals = {}
        for entry in self.books.entries.values():
            if entry.state == "posted" and start <= entry.posted_on <= end:
                for line in entry.lines:
                    known = totals.get(line.account, Money.zero(entry.currency))
                    totals[line.account] = known + line.amount
        return [Balance(account, amount) for account, amount in totals.items()]


class LedgerCase(TransactionCase):
    """A live ledger with a mapped chart and a policy for one journal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._offer_memory()
        cls.company = cls.env.company
        cls.backend = cls.env["retail.backend"].create(
            {"name": "Books", "platform": CODE, "environment": "test"}
        )
        cls.backend.credential_ids.new_value = "1"
        cls.backend.state = "live"
        cls.journal = cls.env["account.journal"].create(
            {"name": "Retail sales", "code": "RSAL", "type": "general"}
        )
        cls.cash, cls.sales, cls.tax = (
            cls.env["account.account"].create(
                {"code": f"9{number}", "name": name, "account_type": kind}
            )
            for number, name, kind in (
                ("00100", "Till", "asset_current"),
                ("00200", "Shop sales", "income"),
                ("00300", "Tax owed", "liability_current"),
            )
        )
        cls.policy = cls.env["retail.journal.policy"].create(
            {
                "name": "Sales",
                "backend_id": cls.backend.id,
                "journal_ids": [Command.set(cls.journal.ids)],
                "start_date": "2026-01-01",
                "approval": "never",
            }
        )
        cls.Batch = cls.env["retail.journal.batch"]

    def setUp(self):
        super().setUp()
        self.books = MemoryLedger.books = Books()
        self.books.accounts = [
            LedgerAccount(f"R{number}", account.code, account.name, "any")
            for number, account in enumerate((self.cash, self.sales, self.tax))
        ]
        self.backend.action_read_ledger()
        jobs = trap_jobs()
        self.jobs = jobs.__enter__()
        self.addCleanup(jobs.__exit__, None, None, None)

    @classmethod
    def _offer_memory(cls):
        offer_platform(cls, CODE, MemoryLedger)

    # --- making entries ---

    def sell(self, net="100.00", tax="20.00", day="2026-02-03", **values):
        """Post an entry: cash in, sales and tax owed."""
        lines = [
            (self.cash, Decimal(net) + Decimal(tax)),
            (self.sales, -Decimal(net)),
            (self.tax, -Decimal(tax)),
        ]
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.journal.id,
                "date": day,
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": float(amount)})
                    for account, amount in lines
                    if amount
                ],
                **values,
            }
        )
        move.action_post()
        return move

    def map_all(self):
        """Approve what was suggested; new accounts are other sales there."""
        mappings = self.env["retail.mapping.account"].search(
            [("backend_id", "=", self.backend.id), ("state", "=", "suggested")]
        )
        mappings.filtered(
            lambda mapping: not mapping.ledger_account_id
        ).ledger_account_id = self.env["retail.ledger.account"].search(
            [("backend_id", "=", self.backend.id), ("external_id", "=", "R1")]
        )
        mappings.action_approve()

    def build(self):
        """Put together what is pending."""
        return self.env["retail.journal.build"]._build(self.backend)

    def plan(self):
        """Do what the nightly job does."""
        return self.backend._job_plan_journal()

    def export(self):
        """Build, map, send; return the batches that left just now."""
        before = self.Batch.search([])
        self.plan()
        self.map_all()
        self.plan()
        self.send()
        return self.Batch.search([]) - before

    def send(self):
        """Deliver what is in the outbox."""
        self.backend._job_push("journal")

    def links(self, batches):
        """Return the links of batches, in order."""
        return self.env["retail.journal.link"].search(
            [("batch_id", "in", batches.ids)], order="id"
        )

    def signed(self, batches):
        """Return account code -> exact sum of the batches' lines."""
        sums = {}
        for line in batches.line_ids:
            code = line.account_id.code
            sums[code] = sums.get(code, 0) + Decimal(f"{line.balance:.2f}")
        return {code: amount for code, amount in sums.items() if amount}

    @staticmethod
    def day(text):
        """Return a date."""
        return date.fromisoformat(text)

    @staticmethod
    def today():
        """Return today."""
        return fields.Date.today()
