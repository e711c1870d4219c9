"""Compare balances of the ledger's accounts with what was sent there.

Reading our entries back finds what happened to them. What others posted on an account
that only we use is found by its balance.
"""

from datetime import date
from decimal import Decimal

from odoo import fields, models

from ..platforms.journal import cents

STRANGE = "ledger_balance"  # type of the discrepancy of an account
POSTED = ("exported", "verified", "voided")


class RetailMappingAccount(models.Model):
    """Say which remote accounts nobody else posts on."""

    _inherit = "retail.mapping.account"

    exclusive = fields.Boolean(
        "Only from here",
        help="Nobody else posts on the account there: its balance is compared with "
        "what was sent, and a difference is reported.",
    )


class RetailBackend(models.Model):
    """Report accounts whose balance there is not what was sent."""

    _inherit = "retail.backend"

    def _compare_balances(self, adapter):
        """Compare the exclusive accounts since the first policy's start."""
        self.ensure_one()
        accounts = (
            self.env["retail.mapping.account"]
            .search(
                [
                    ("backend_id", "=", self.id),
                    ("state", "=", "approved"),
                    ("exclusive", "=", True),
                ]
            )
            .ledger_account_id
        )
        if not accounts or not self.policy_ids:
            return
        start = min(self.policy_ids.mapped("start_date"))
        end = max(fields.Date.context_today(self), self._last_posting() or date.min)
        there = {
            balance.account: balance.amount.amount
            for balance in adapter.balances(start, end)
        }
        sent = self._sent_balances(start, end)
        for account in accounts:
            self._keep_balance(
                account,
                sent.get(account.external_id, Decimal(0)),
                there.get(account.external_id, Decimal(0)),
            )

    def _last_posting(self):
        """Return the latest day that was posted on there."""
        newest = self.env["retail.journal.batch"].search(
            [("backend_id", "=", self.id), ("state", "in", POSTED)],
            order="posting_date desc",
            limit=1,
        )
        return newest.posting_date

    def _sent_balances(self, start, end):
        """Return remote account -> exact sum of what was posted there by us."""
        sent = [
            ("batch_id.backend_id", "=", self.id),
            ("batch_id.state", "in", POSTED),
            ("batch_id.posting_date", ">=", start),
            ("batch_id.posting_date", "<=", end),
        ]
        Line, totals = self.env["retail.journal.batch.line"], {}
        for account, amount in (
            ("remote_account", "balance"),
            ("tax_account", "tax_amount"),  # what a code posts besides
        ):
            groups = Line._read_group(
                [*sent, (account, "!=", False)], [account], [f"{amount}:sum"]
            )
            for name, total in groups:
                totals[name] = totals.get(name, Decimal(0)) + cents(total)
        return totals

    def _keep_balance(self, account, sent, found):
        """Open, update or settle the discrepancy about one account."""
        Discrepancy = self.env["retail.discrepancy"]
        known = Discrepancy.search(
            [
                ("backend_id", "=", self.id),
                ("type", "=", STRANGE),
                ("entity", "=", account.display_name),
            ],
            limit=1,
        )
        if cents(str(found)) == cents(str(sent)):
            known.filtered(lambda d: d.state == "open").action_resolve(
                self.env._("The balances agree again.")
            )
            return
        values = {
            "expected": float(sent),
            "found": float(found),
            "state": "open",
            "currency_id": self.company_id.currency_id.id,
            "note": self.env._(
                "Somebody else posted on the account there, or one of our entries was "
                "changed: open the account at the ledger and look for entries without "
                "one of our numbers."
            ),
        }
        if known:
            known.write(values)
            return
        Discrepancy.create(
            {
                **values,
                "backend_id": self.id,
                "type": STRANGE,
                "kind": "journal",
                "entity": account.display_name,
                "res_model": account._name,
                "res_id": account.id,
            }
        )
