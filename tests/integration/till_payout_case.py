"""What settlements of tills have in common."""

from decimal import Decimal

from odoo.addons.retail_connector_pos.tests.common import PosCase

from .settling import SettlingMixin

CENT = Decimal("0.01")


class TillPayoutCase(SettlingMixin, PosCase):
    """Book settlements; look at entries, open items and what is owed."""

    def roles(self, settlement):
        """Return role -> amount of a settlement's entry, which balances."""
        lines = settlement.record_id.line_ids
        self.assertEqual(sum(self.exact(line.balance) for line in lines), 0)
        rows = self.env["retail.mapping.settlement"].search(
            [("backend_id", "=", self.backend.id)]
        )
        names = {row.account_id: row.role for row in rows}
        names[self.clearing] = "clearing"
        found = {}
        for line in lines:
            name = names[line.account_id]
            found[name] = found.get(name, 0) + self.exact(line.balance)
        return {name: str(amount) for name, amount in found.items()}

    def exact(self, number):
        return Decimal(repr(number)).quantize(CENT)

    def open_items(self, account=None):
        """Return what is open of the items of the clearing account, or another."""
        items = self.env["account.move.line"].search(
            [
                ("account_id", "=", (account or self.clearing).id),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )
        return sorted(self.exact(item.amount_residual) for item in items)

    def owed(self):
        """Return what the provider owes, payment by payment."""
        tenders = self.env["retail.binding.tender"].search(
            [
                ("backend_id", "=", self.backend.id),
                ("state", "=", "posted"),
                ("settlement_id", "=", False),
            ]
        )
        return sum((self.exact(tender.amount) for tender in tenders), Decimal(0))
