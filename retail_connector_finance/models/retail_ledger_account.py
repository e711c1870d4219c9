"""The remote chart of accounts, as it was read last."""

from odoo import api, fields, models


class RetailLedgerAccount(models.Model):
    """An account at a ledger; what disappears there is archived here."""

    _name = "retail.ledger.account"
    _inherit = ["retail.ledger.master"]
    _description = "Ledger Account"
    _order = "backend_id, code, name"
    _rec_names_search = ["code", "name"]

    code = fields.Char(readonly=True)
    kind = fields.Char("Type there", readonly=True)
    postable = fields.Boolean(
        readonly=True, help="Entries may name it: no heading, not blocked."
    )

    _external = models.UniqueIndex("(backend_id, external_id)")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for account in self:
            account.display_name = " ".join(filter(None, (account.code, account.name)))
