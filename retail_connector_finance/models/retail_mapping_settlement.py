"""Which accounts the lines of settlements are booked on, per provider: approved."""

from collections import Counter
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.retail_connector_base.canonical.payout import SETTLES, UNKNOWN

from ..posting import FEE_OF, ROLES, role_of

# role -> type of an account that is created for it; all others are expenses
ACCOUNT_TYPES = {
    **dict.fromkeys(
        (
            "bank", "chargeback", "reserve", "risk", "payout_returned", "cash",
            "channel", "transfer", "carried_forward", "card_cash",
        ),
        "asset_current",
    ),
    **dict.fromkeys(
        (
            "advance", "lending", "marketplace_tax", "refund_reversal", "collective",
            "card_liability",
        ),
        "liability_current",
    ),
    **dict.fromkeys(
        ("promotion", "fx_gain", "card_breakage", "sponsored"), "income_other"
    ),
    "fee_tax": "asset_current",
    "vat_refund": "asset_current",
}  # fmt: skip
START_CODES = {
    "asset_current": "105001",
    "liability_current": "215001",
    "income_other": "425001",
    "expense": "625001",
}


class RoleKey(NamedTuple):
    """What one account is for: a provider's lines of one role."""

    gateway: str
    role: str


class RetailMappingSettlement(models.Model):
    """Map a role in a provider's settlements to an account.

    A settlement with a role that has no approved account waits; there is no account
    that takes what is left over.
    """

    _name = "retail.mapping.settlement"
    _inherit = ["retail.mapping"]
    _description = "Retail Settlement Account"
    _rec_name = "role"
    _order = "state desc, gateway, role"
    _waiting_cause = "settlement_unmapped"
    _target_field = "account_id"

    gateway = fields.Char(required=True, help="The provider that pays out.")
    role = fields.Selection(list(ROLES.items()), "For", required=True)
    account_id = fields.Many2one("account.account", check_company=True)

    _key_unique = models.UniqueIndex(
        "(backend_id, gateway, role)", "This account is chosen already."
    )

    @api.depends("gateway", "role")
    def _compute_display_name(self):
        labels = dict(self._fields["role"]._description_selection(self.env))
        for mapping in self:
            mapping.display_name = f"{mapping.gateway}: {labels.get(mapping.role, '')}"

    def _key(self):
        return RoleKey(self.gateway, self.role)

    @api.model
    def _role_key(self, gateway, role):
        """Return the key of a role of a provider."""
        return RoleKey(gateway, role)

    @api.model
    def _needed(self, settlement):
        """Return the roles of the accounts that a settlement needs."""
        roles = {"bank"}
        for line in settlement.line_ids:
            own = line.chosen_account_id or line.kind in (*SETTLES, UNKNOWN)
            if not own and line.gross:
                roles.add(role_of(line.kind))
            if line.fee:
                roles.add(FEE_OF.get(line.kind, "fee"))
            if line.fee_tax:
                roles.add("fee_tax")
        if settlement.currency_id != settlement.company_id.currency_id or (
            settlement.line_ids.tender_id.filtered("converted")
        ):
            roles |= {"fx_loss", "fx_gain"}
        if settlement.backend_id.settlement_month_end == "split":
            roles.add("carried_forward")
        return roles

    @api.model
    def _accounts(self, backend, gateway):
        """Return role -> account id of what is approved."""
        rows = self.search(
            [
                ("backend_id", "=", backend.id),
                ("gateway", "=", gateway),
                ("state", "=", "approved"),
            ]
        )
        return {row.role: row.account_id.id for row in rows}

    @api.model
    def _suggest(self, backend, key):
        """Suggest what another provider of the company uses, or what Odoo knows."""
        same = self.search(
            [
                ("company_id", "=", backend.company_id.id),
                ("role", "=", key.role),
                ("account_id", "!=", False),
            ],
            limit=1,
            order="approved_at desc NULLS LAST, id desc",
        )
        if same:
            return {"account_id": same.account_id.id}
        company = backend.company_id
        known = {
            "fx_loss": company.expense_currency_exchange_account_id,
            "fx_gain": company.income_currency_exchange_account_id,
            "marketplace_tax": backend.channel_tax_account_id,
        }
        return {"account_id": known.get(key.role, company.browse()).id}

    def action_create_account(self):
        """Create the missing accounts under the names of their roles."""
        self._check_approver()
        for mapping in self.filtered(lambda row: not row.account_id):
            company = mapping.company_id
            Account = self.env["account.account"].with_company(company).sudo()
            kind = ACCOUNT_TYPES.get(mapping.role, "expense")
            mapping.account_id = Account.create(
                {
                    "name": f"{ROLES[mapping.role]} ({mapping.gateway})",
                    "code": Account._search_new_account_code(START_CODES[kind]),
                    "account_type": kind,
                    "reconcile": kind == "asset_current",
                    "company_ids": [Command.set(company.ids)],
                }
            )
        return True

    def _waiting_items(self, backends):
        """Return what waits for an account: model -> domain."""
        ours, cause = ("backend_id", "in", backends.ids), self._waiting_cause
        return {
            "retail.settlement": [
                ours, ("state", "=", "parked"), ("state_cause", "=", cause),
            ],
            "retail.gift.card.move": [
                ours, ("entry_state", "=", "parked"), ("entry_cause", "=", cause),
            ],
            "retail.dispute": [ours, ("loss_cause", "=", cause)],
        }  # fmt: skip

    def _waiting_per_backend(self, backends):
        waiting = Counter()
        for model, domain in self._waiting_items(backends).items():
            for backend, count in (
                self.env[model].sudo()._read_group(domain, ["backend_id"], ["__count"])
            ):
                waiting[backend.id] += count
        return waiting

    def _wake_waiting(self, backend):
        found = {
            model: self.env[model].sudo().search(domain)
            for model, domain in self._waiting_items(backend).items()
        }
        found["retail.settlement"].action_resume()
        found["retail.gift.card.move"].action_retry()
        found["retail.dispute"].action_book_loss()
