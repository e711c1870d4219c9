"""The remote chart of accounts, as it was read last."""

from odoo import api, fields, models


class RetailLedgerAccount(models.Model):
    """An account at a ledger; what disappears there is archived here."""

    _name = "retail.ledger.account"
    _description = "Ledger Account"
    _order = "backend_id, code, name"
    _rec_names_search = ["code", "name"]

    backend_id = fields.Many2one(
        "retail.backend", "Ledger", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    external_id = fields.Char("Id there", required=True, readonly=True)
    code = fields.Char(readonly=True)
    name = fields.Char(required=True, readonly=True)
    kind = fields.Char("Type there", readonly=True)
    postable = fields.Boolean(
        readonly=True, help="Entries may name it: no heading, not blocked."
    )
    active = fields.Boolean(default=True, readonly=True)

    _external = models.UniqueIndex("(backend_id, external_id)")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for account in self:
            account.display_name = " ".join(filter(None, (account.code, account.name)))
