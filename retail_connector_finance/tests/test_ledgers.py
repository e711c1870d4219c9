"""Days of trade into each ledger, over a bad line: the books there equal those here."""

import itertools
import random
import sys
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.addons.retail_connector_base.platforms.cipher import VARIABLE
from odoo.addons.retail_connector_base.tests.common import KEY
from odoo.addons.retail_connector_base.tests.loopback import Loopback

# The fake platforms live beside the addons, in the repository.
ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:
    sys.path.append(ROOT)

from tests.fake_platform.business_central import FakeBusinessCentral  # noqa: E402
from tests.fake_platform.business_central.server import (  # noqa: E402
    COMPANY,
    TENANT,
    make_id,
)
from tests.fake_platform.quickbooks import FakeQuickBooks  # noqa: E402
from tests.fake_platform.quickbooks.server import REALM  # noqa: E402
from tests.fake_platform.rest import Response  # noqa: E402
from tests.fake_platform.xero import FakeXero  # noqa: E402
from tests.fake_platform.xero.server import TENANT as XERO_TENANT  # noqa: E402
from tests.fake_platform.xero.server import make_id as xero_id  # noqa: E402

START = date(2026, 2, 2)
DAYS = 5
MOVES = 6  # a day
CENT = Decimal("0.01")
ROUNDS = 30  # deliveries until everything is through
APP = {"client_id": "app", "client_secret": "secret"}
LEDGERS = {
    "xero": (
        FakeXero,
        {**APP, "refresh_token": "refresh-1", "tenant_id": XERO_TENANT},
        [xero_id("account", code) for code in ("100", "200", "820")],
    ),
    "quickbooks": (
        FakeQuickBooks,
        {**APP, "refresh_token": "refresh-1", "realm_id": REALM},
        ["35", "79", "90"],
    ),
    "business_central": (
        FakeBusinessCentral,
        {**APP, "tenant_id": TENANT, "company_id": COMPANY},
        [make_id(number) for number in ("13100", "40100", "22450")],
    ),
}


class LedgersCase(Loopback, HttpCase):
    """The real adapters against stateful ledgers on 127.0.0.1."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(patch.dict("os.environ", {VARIABLE: KEY}))
        cls.journal = cls.env["account.journal"].create(
            {"name": "Trade", "code": "TRD", "type": "general"}
        )
        cls.accounts = cls.env["account.account"].create(
            [
                {"code": f"95{number}", "name": f"Trade {kind}", "account_type": kind}
                for number, kind in enumerate(
                    ("asset_current", "income", "liability_current")
                )
            ]
        )

    def connect(self, code):
        """Return (fake, live connection) of a ledger whose chart is mapped."""
        make, settings, accounts = LEDGERS[code]
        fake = self.enterContext(make())
        backend = self.env["retail.backend"].create(
            {
                "name": code,
                "platform": code,
                "environment": "test",
                "base_url": fake.url,
            }
        )
        for credential in backend.credential_ids:
            if credential.name in settings:
                credential.new_value = settings[credential.name]
        backend.state = "live"
        backend.action_read_ledger()
        charted = backend.ledger_account_ids.grouped("external_id")
        self.env["retail.mapping.account"].create(
            [
                {
                    "backend_id": backend.id,
                    "account_id": account.id,
                    "ledger_account_id": charted[external_id].id,
                    "state": "approved",
                }
                for account, external_id in zip(self.accounts, accounts, strict=True)
            ]
        )
        self.env["retail.journal.policy"].create(
            {
                "name": code,
                "backend_id": backend.id,
                "journal_ids": [Command.set(self.journal.ids)],
                "start_date": START,
                "approval": "never",
                "by_channel": False,
                "by_analytic": False,
            }
        )
        return fake, backend

    def trade(self, draw):
        """Post the entries of some days; amounts with odd cents."""
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "entry",
                    "journal_id": self.journal.id,
                    "date": START + timedelta(days=day),
                    "line_ids": self.lines(draw),
                }
                for day, _number in itertools.product(range(DAYS), range(MOVES))
            ]
        )
        moves.action_post()
        return moves

    def lines(self, draw):
        net = Decimal(draw.randint(-2000, 90000)) / 100 or Decimal(1)
        tax = (net * Decimal("0.0825")).quantize(Decimal("0.01"))
        return [
            Command.create({"account_id": account.id, "balance": float(amount)})
            for account, amount in zip(
                self.accounts, (net + tax, -net, -tax), strict=True
            )
        ]

    def disturb(self, fake, draw):
        """Let the next requests fail in one of the ways they do."""
        kind = draw.choice(("none", "reset", "lost", "busy", "broken"))
        match = "POST" if draw.random() < 0.5 else ""
        if kind in ("reset", "lost"):
            when = "after" if kind == "lost" else "before"
            fake.add_fault("reset", when=when, match=match)
        elif kind != "none":
            status = 429 if kind == "busy" else 503
            response = Response(status, {}, {"Retry-After": "1"})
            fake.add_fault("answer", match=match, response=response)

    def deliver(self, fake, backend, draw, calm=False):
        """Send until nothing is left, whatever goes wrong on the way."""
        outbox = self.env["retail.outbox"]
        fake.minute_limit = 10**6
        for _round in range(ROUNDS):
            if not calm:
                self.disturb(fake, draw)
            with trap_jobs():
                backend._job_plan_journal()
                backend._job_push("journal")
            waiting = outbox.search(
                [("backend_id", "=", backend.id), ("state", "!=", "done")]
            )
            waiting.write({"next_try_at": False})
            backend.state = "live"
            if not waiting and not fake.faults:
                return
            if draw.random() < 0.4:
                fake.faults.clear()
        self.fail(f"not through: {waiting.mapped('error')}")

    def assert_equal_books(self, backend):
        """Each mapped account has the same balance there and here."""
        self.env.flush_all()
        last = START + timedelta(days=DAYS + 40)
        there = {
            balance.account: balance.amount.amount
            for balance in backend._adapter().balances(START, last)
            if balance.amount
        }
        here = Counter()
        for mapping in self.env["retail.mapping.account"].search(
            [("backend_id", "=", backend.id)]
        ):
            items = self.env["account.move.line"].search(
                [
                    ("account_id", "=", mapping.account_id.id),
                    ("journal_id", "=", self.journal.id),
                    ("parent_state", "=", "posted"),
                ]
            )
            total = sum((Decimal(repr(item.balance)) for item in items), Decimal(0))
            here[mapping.ledger_account_id.external_id] += total.quantize(CENT)
        self.assertEqual(there, {key: total for key, total in here.items() if total})
        proof = self.env["retail.journal.proof"]._prove(backend)
        self.assertEqual(proof.state, "proven", proof.differences)
        self.assertFalse(any(proof.line_ids.mapped("pending_count")))


@tagged("post_install", "-at_install", "retail")
class TestLedgers(LedgersCase):
    """Over a bad line: the books there equal those here."""

    def test_each_ledger_ends_with_the_same_books(self):
        for seed, code in enumerate(LEDGERS):
            with self.subTest(code):
                draw = random.Random(seed)
                fake, backend = self.connect(code)
                moves = self.trade(draw)
                self.deliver(fake, backend, draw)
                self.assert_equal_books(backend)
                # Afterwards some entries are cancelled and some changed.
                moves[:3].button_draft()
                moves[:3].button_cancel()
                changed = moves[5].line_ids.filtered(
                    lambda line: line.account_id == self.accounts[1]
                )
                changed.account_id = self.accounts[2]
                self.deliver(fake, backend, draw)
                self.assert_equal_books(backend)
                batches = self.env["retail.journal.batch"].search(
                    [("backend_id", "=", backend.id)]
                )
                self.assertEqual(set(batches.mapped("state")), {"verified"})
                references = [batch.name for batch in batches]
                self.assertEqual(len(set(references)), len(references))
                backend.policy_ids.end_date = START
                moves.filtered(lambda move: move.state == "posted").button_draft()
