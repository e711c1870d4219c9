"""Ways to pay at a platform, and the accounts that hold the money until a payout."""

from typing import NamedTuple

from odoo import api, fields, models


class TenderKey(NamedTuple):
    """What tells two ways to pay apart; an empty method stands for all."""

    gateway: str
    method: str


class RetailMappingTender(models.Model):
    """Map a gateway (and card brand or wallet) to a journal and clearing account."""

    _name = "retail.mapping.tender"
    _inherit = ["retail.mapping"]
    _description = "Retail Payment Mapping"
    _rec_name = "gateway"
    _waiting_cause = "tender_unmapped"
    _target_field = "account_id"

    gateway = fields.Char(required=True, help="The platform's name of the gateway.")
    method = fields.Char(
        default="",
        help="Card brand, wallet ... Empty: every one without its own row.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        domain="[('type', 'in', ('general', 'cash', 'bank', 'credit'))]",
        check_company=True,
        help="Where the receipts are entered.",
    )
    account_id = fields.Many2one(
        "account.account",
        string="Clearing Account",
        check_company=True,
        help="Holds what was received until the payout arrives. For a gift card: the "
        "liability account that its sale was booked on.",
    )
    is_gift_card = fields.Boolean(
        help="Paying with it uses up a liability; no payout follows."
    )

    _key_unique = models.UniqueIndex(
        "(backend_id, gateway, COALESCE(method, ''))",
        "This way to pay is mapped already.",
    )

    @api.depends("gateway", "method")
    def _compute_display_name(self):
        for mapping in self:
            mapping.display_name = " ".join(
                filter(None, (mapping.gateway, mapping.method))
            )

    def _key(self):
        return TenderKey(self.gateway, self.method or "")

    def _missing(self):
        problem = super()._missing()
        if not problem and not self.journal_id:
            return self.env._("Choose the journal first.")
        return problem

    @api.model
    def _resolve(self, backend, keys):
        """Return key -> row; a row without method serves every method."""
        keys = set(keys)
        rows = {row._key(): row for row in self._known(backend, keys)}
        found = {
            key: row
            for key in keys
            if (row := rows.get(key) or rows.get(key._replace(method="")))
        }
        missing = {key._replace(method="") for key in keys - set(found)}
        created = super()._resolve(backend, missing)
        for key in keys - set(found):
            found[key] = created[key._replace(method="")]
        return found

    @api.model
    def _resolve_pairs(self, backend, pairs):
        """Return (gateway, method) -> row."""
        return self._resolve(backend, {TenderKey(*pair) for pair in pairs})

    @api.model
    def _suggest(self, backend, key):
        """Suggest what another gateway of the backend uses, gift cards apart."""
        gift = "gift" in key.gateway.lower()
        journal = self.env["account.journal"].search(
            [
                *self.env["account.journal"]._check_company_domain(backend.company_id),
                ("type", "=", "general"),
            ],
            limit=1,
        )
        values = {"journal_id": journal.id, "is_gift_card": gift}
        if gift:
            values["account_id"] = (
                backend.gift_card_product_id.property_account_income_id.id
            )
        return values

    def _waiting_per_backend(self, backends):
        groups = self.env["retail.binding.order"]._read_group(
            [
                ("backend_id", "in", backends.ids),
                ("stage", "=", "parked"),
                ("stage_cause", "=", self._waiting_cause),
            ],
            ["backend_id"],
            ["__count"],
        )
        return {backend.id: count for backend, count in groups}

    def _wake_waiting(self, backend):
        # Who approves payments need not be an operator
        self.env["retail.binding.order"].sudo().search(
            [
                ("backend_id", "=", backend.id),
                ("stage", "=", "parked"),
                ("stage_cause", "=", self._waiting_cause),
            ]
        ).action_resume()
