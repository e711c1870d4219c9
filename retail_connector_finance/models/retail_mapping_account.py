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
    _inherit = ["retail.mapping.dated"]
    _description = "Account Mapping"
    _rec_name = "account_id"
    _order = "state desc, account_id, start_date"
    _waiting_cause = "ledger_unmapped"
    _target_field = "ledger_account_id"

    account_id = fields.Many2one(
        "account.account", required=True, ondelete="restrict", index=True
    )
    ledger_account_id = fields.Many2one(
        "retail.ledger.account",
        "Account there",
        domain="[('backend_id', '=', backend_id), ('postable', '=', True)]",
        ondelete="restrict",
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
    def _suggest_many(self, backend, keys):
        """Suggest the remote account of the same code, else of the same name."""
        remote = self.env["retail.ledger.account"].search(
            [("backend_id", "=", backend.id), ("postable", "=", True)]
        )
        by_code = remote.filtered("code").grouped("code")
        by_name = remote.grouped(lambda row: row.name.casefold())
        accounts = self.env["account.account"].browse(keys)
        found = {}
        for account in accounts.with_company(backend.company_id):
            same = by_code.get(account.code) or by_name.get(account.name.casefold())
            one = same and len(same) == 1
            found[account.id] = {"ledger_account_id": same.id if one else False}
        return found

    def _needed_by(self, lines):
        return ((line, line.account_id.id) for line in lines._leaving())
