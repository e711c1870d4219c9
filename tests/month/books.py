"""The four ledgers that the month goes to, and their books beside Odoo's."""

import base64
import csv
import io
from decimal import Decimal

from odoo.fields import Command

from tests.fake_platform.business_central.server import COMPANY, TENANT
from tests.fake_platform.quickbooks.server import REALM
from tests.fake_platform.xero.server import TENANT as XERO_TENANT

APP = {"client_id": "app", "client_secret": "secret"}
SETTINGS = {
    "xero": {**APP, "refresh_token": "refresh-1", "tenant_id": XERO_TENANT},
    "quickbooks": {**APP, "refresh_token": "refresh-1", "realm_id": REALM},
    "business_central": {**APP, "tenant_id": TENANT, "company_id": COMPANY},
    "journal_file": {},
}
CODES = tuple(SETTINGS)


def plan(backend):
    """Do what the nightly job does."""
    backend._job_plan_journal()


def push(backend):
    """Do what the job of the outbox does."""
    backend._job_push("journal")


def go_on(backend):
    """Let nothing wait for its time, and nobody be needed; return how many wait."""
    waiting = backend.env["retail.outbox"].search(
        [("backend_id", "=", backend.id), ("state", "!=", "done")]
    )
    waiting.filtered("next_try_at").next_try_at = False
    backend.env["retail.journal.batch"].search(
        [("backend_id", "=", backend.id), ("problem", "!=", False)]
    ).filtered(lambda batch: batch.state in ("rejected", "exporting")).action_retry()
    backend.filtered(lambda one: one.state != "live").state = "live"
    unsent = backend.env["retail.journal.batch"].search_count(
        [("backend_id", "=", backend.id), ("state", "in", ("draft", "validated"))]
    )
    return len(waiting) + unsent


STEPS = (plan, push, go_on)  # each a job, with a transaction of its own


class Books:
    """Connections with the ledgers; what they hold, and what they should."""

    def __init__(self, world, urls, pause=lambda: None):
        self.world, self.env, self.pause = world, world.env, pause
        self.backends = {code: self._connect(code, urls.get(code)) for code in CODES}

    def _connect(self, code, url):
        backend = self.env["retail.backend"].create(
            {
                "name": f"Ledger {code}",
                "platform": code,
                "environment": "test",
                "company_id": self.world.company.id,
                **({"base_url": url} if url else {}),
            }
        )
        for credential in backend.credential_ids:
            if credential.name in SETTINGS[code]:
                credential.new_value = SETTINGS[code][credential.name]
        backend.state = "live"
        journals = self.env["account.journal"].search(
            [("company_id", "=", self.world.company.id)]
        )
        self.env["retail.journal.policy"].create(
            {
                "name": code,
                "backend_id": backend.id,
                "journal_ids": [Command.set(journals.ids)],
                "start_date": self.world.start.replace(year=self.world.start.year - 1),
                "approval": "never",
                "by_channel": False,
                "by_analytic": False,
            }
        )
        return backend

    def prepare(self):
        """Read the charts, build the batches, approve the suggested accounts."""
        self.pause()  # tokens are read and kept in transactions of their own
        for backend in self.backends.values():
            backend.action_read_ledger()
            backend._job_plan_journal()
            self.pause()  # what is suggested is kept in a transaction of its own
            rows = self.env["retail.mapping.account"].search(
                [("backend_id", "=", backend.id), ("state", "=", "suggested")]
            )
            assert rows, "accounts are suggested"
            assert all(row.ledger_account_id for row in rows), "codes are found there"
            rows.action_approve()

    def differences(self, until):
        """Return (ledger, account code, there, here) of what is not equal."""
        here = {a.code: total for a, total in self.world.balances().items() if total}
        found = []
        for code, backend in self.backends.items():
            there = self._there(code, backend, until)
            found += [
                (code, account, there.get(account), here.get(account))
                for account in sorted(there.keys() | here.keys())
                if there.get(account) != here.get(account)
            ]
        return found

    def _there(self, code, backend, until):
        if code == "journal_file":
            return self._in_files(backend)
        codes = {
            account.external_id: account.code for account in backend.ledger_account_ids
        }
        start = backend.policy_ids.start_date
        return {
            codes[balance.account]: balance.amount.amount.quantize(Decimal("0.01"))
            for balance in backend._adapter().balances(start, until)
            if balance.amount
        }

    def _in_files(self, backend):
        """Return account code -> sum of the lines of every file."""
        totals = {}
        for file in self._batches(backend).file_id:
            text = base64.b64decode(file.datas).decode("utf-8-sig")
            for row in csv.DictReader(io.StringIO(text)):
                if row["Record"] == "LINE":
                    amount = Decimal(row["Debit"] or 0) - Decimal(row["Credit"] or 0)
                    known = totals.get(row["Account"], Decimal(0))
                    totals[row["Account"]] = known + amount
        return {account: total for account, total in totals.items() if total}

    def _batches(self, backend):
        return self.env["retail.journal.batch"].search(
            [("backend_id", "=", backend.id)]
        )

    def prove(self):
        """Check that every batch arrived, once, and that the ledgers are complete."""
        counts = {}
        for code, backend in self.backends.items():
            batches = self._batches(backend)
            states = set(batches.mapped("state"))
            done = {"exported"} if code == "journal_file" else {"verified"}
            assert states <= done | {"verified"}, (code, batches.mapped("problem"))
            proof = self.env["retail.journal.proof"]._prove(backend)
            assert proof.state == "proven", (code, proof.differences)
            assert not any(proof.line_ids.mapped("pending_count")), code
            counts[code] = len(batches)
        return counts
