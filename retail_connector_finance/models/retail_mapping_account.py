"""Odoo's accounts and those of the ledger, from a day on."""

from datetime import date
from typing import NamedTuple

from odoo import api, fields, models


class AccountKey(NamedTuple):
    """An account of Odoo on a day."""

    account_id: int
    on: date


class RetailMappingAccount(models.Model):
    """Map an account to one of the remote chart; several rows follow each other."""

    _name = "retail.mapping.account"
    _inherit = ["retail.mapping"]
    _description = "Account Mapping"
    _rec_name = "account_id"
    _order = "state desc, account_id, start_date"
    _waiting_cause = "ledger_unmapped"
    _target_field = "ledger_account_id"

    account_id = fields.Many2one(
        "account.account", required=True, ondelete="restrict", index=True
    )
    start_date = fields.Date(
        "From", help="Entries from this day on. Empty: from the beginning."
    )
    ledger_account_id = fields.Many2one(
        "retail.ledger.account",
        "Account there",
        domain="[('backend_id', '=', backend_id), ('postable', '=', True)]",
        ondelete="restrict",
    )
    contact = fields.Char(
        "Contact there",
        help="Id of a customer or vendor, for ledgers that want one on this account.",
    )

    _key_unique = models.UniqueIndex(
        "(backend_id, account_id, COALESCE(start_date, '0001-01-01'))",
        "This account is mapped from that day on already.",
    )

    @api.depends("account_id", "start_date")
    def _compute_display_name(self):
        for mapping in self:
            words = [mapping.account_id.display_name, mapping.start_date]
            mapping.display_name = " ".join(str(word) for word in words if word)

    def _key(self):
        return self.account_id.id

    @api.model
    def _key_values(self, key):
        return {"account_id": key}

    @api.model
    def _resolve_dated(self, backend, keys):
        """Return key -> the row that is in force on that day; unknown: suggested."""
        rows = self.search([("backend_id", "=", backend.id)])
        by_account = rows.grouped(lambda row: row.account_id.id)
        missing = {key.account_id for key in keys} - set(by_account)
        created = self._resolve(backend, missing)
        found = {}
        for key in keys:
            candidates = by_account.get(key.account_id)
            if not candidates:
                found[key] = created[key.account_id]
                continue
            in_force = candidates.filtered(
                lambda row, key=key: not row.start_date or row.start_date <= key.on
            )
            started = (in_force or candidates).sorted(
                lambda row: row.start_date or date.min
            )
            found[key] = started[-1:] if in_force else started[:1]
        return found

    @api.model
    def _suggest(self, backend, key):
        """Suggest the remote account of the same code, else of the same name."""
        account = self.env["account.account"].browse(key)
        account = account.with_company(backend.company_id)
        remote = self.env["retail.ledger.account"].search(
            [("backend_id", "=", backend.id), ("postable", "=", True)]
        )
        same = remote.filtered(lambda row: row.code and row.code == account.code)
        same = same or remote.filtered(
            lambda row: row.name.casefold() == account.name.casefold()
        )
        return {"ledger_account_id": same.id if len(same) == 1 else False}

    def _waiting_per_backend(self, backends):
        groups = self.env["retail.journal.batch"]._read_group(
            [
                ("backend_id", "in", backends.ids),
                ("state", "=", "draft"),
                ("cause", "=", self._waiting_cause),
            ],
            ["backend_id"],
            ["__count"],
        )
        return {backend.id: count for backend, count in groups}

    def _wake_waiting(self, backend):
        backend._wake("plan:journal")
