"""A company with settlement accounts, and settlements as platforms would deliver."""

from datetime import timedelta
from decimal import Decimal

from odoo.fields import Command

from odoo.addons.retail_connector_base.canonical import (
    Dispute,
    Settlement,
    SettlementEntry,
)
from odoo.addons.retail_connector_base.tests.importer_common import (
    DAY,
    PLACED,
    ImporterCase,
)

PAID_ON = DAY + timedelta(days=3)
TYPES = {
    "bank": "asset_current",
    "chargeback": "asset_current",
    "reserve": "asset_current",
    "payout_returned": "asset_current",
    "carried_forward": "asset_current",
    "cash": "asset_current",
    "transfer": "asset_current",
    "channel": "asset_current",
    "advance": "liability_current",
    "lending": "liability_current",
    "marketplace_tax": "liability_current",
    "refund_reversal": "liability_current",
    "promotion": "income_other",
    "card_liability": "liability_current",
    "card_breakage": "income_other",
    "card_cash": "asset_current",
    "fx_gain": "income_other",
}


class SettlementCase(ImporterCase):
    """Settlement accounts by role; documents with few words; the books in Decimal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.state = "connected"
        cls.accounts = {}
        for number, role in enumerate(
            dict(cls.env["retail.mapping.settlement"]._fields["role"].selection)
        ):
            kind = TYPES.get(role, "expense")
            cls.accounts[role] = cls.env["account.account"].create(
                {
                    "name": f"Test {role}",
                    "code": f"8{number:05d}",
                    "account_type": kind,
                    "reconcile": kind == "asset_current",
                    "company_ids": [Command.set(cls.company.ids)],
                }
            )

    def _map_roles(self, gateway="cards", without=()):
        """Approve an account for every role of a provider."""
        rows = self.env["retail.mapping.settlement"].create(
            [
                {
                    "backend_id": self.backend.id,
                    "gateway": gateway,
                    "role": role,
                    "account_id": account.id,
                }
                for role, account in self.accounts.items()
                if role not in without
            ]
        )
        rows.action_approve()
        return rows

    # --- documents ---

    def entry(self, number, kind, gross, fee="0", currency="USD", tax=None, **values):
        gross, fee = self.money(gross, currency), self.money(fee, currency)
        return SettlementEntry(
            external_id=f"b{number}",
            kind=kind,
            gross=gross,
            fee=fee,
            net=gross - fee,
            occurred_at=values.pop("occurred_at", PLACED + timedelta(hours=1)),
            fee_tax=None if tax is None else self.money(tax, currency),
            **values,
        )

    def settlement(self, *entries, external_id="p1", currency="USD", **values):
        total = sum((one.net.amount for one in entries), Decimal(0))
        return Settlement(
            external_id=external_id,
            gateway=values.pop("gateway", "cards"),
            currency=currency,
            paid_on=values.pop("paid_on", PAID_ON),
            total=self.money(total, currency),
            entries=entries,
            **values,
        )

    def dispute(self, status, external_id="d1", amount="20", **values):
        return Dispute(
            external_id=external_id,
            kind=values.pop("kind", "chargeback"),
            status=status,
            amount=self.money(amount),
            initiated_at=PLACED + timedelta(days=1),
            reason="fraudulent",
            **values,
        )

    # --- doing ---

    def _settle(self, *documents):
        """Import settlements and book what can be booked; return them."""
        for item in self._import(*documents, kind="settlement"):
            self.assertIn(item.outcome.state, ("done", "ignored"), item.outcome)
        self.backend._job_settle()
        return self._settlements(*(one.external_id for one in documents))

    def _settlements(self, *external_ids):
        found = self.env["retail.settlement"]._find(self.backend, external_ids)
        return self.env["retail.settlement"].union(
            *(found[one] for one in external_ids)
        )

    def _booked(self, move):
        """Return role -> balance of an entry; no other account is used."""
        names = {account: role for role, account in self.accounts.items()}
        names[self.clearing] = "clearing"
        found = {}
        for line in move.line_ids:
            role = names[line.account_id]
            found[role] = found.get(role, 0) + Decimal(f"{line.balance:.2f}")
        return {role: f"{amount:.2f}" for role, amount in found.items()}

    def _balance(self, account):
        """Return the posted balance of an account."""
        lines = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return sum((Decimal(f"{line.balance:.2f}") for line in lines), Decimal(0))

    def _sold(self, *numbers, **values):
        """Account paid orders of 20.00 each."""
        return self._account(*(self.order(str(n), **values) for n in numbers))

    def _sale(self, number, fee="0", gross="20", **values):
        return self.entry(
            number, "sale", gross, fee,
            tender_id=f"t-{number}", order_id=str(number), order_name=f"#{number}",
            **values,
        )  # fmt: skip
