"""Documents whose tax leaves on lines of its own because no code can say it."""

from odoo import fields, models


class RetailJournalTaxDecision(models.Model):
    """Keep who decided about which entry, and what the difference was."""

    _name = "retail.journal.tax.decision"
    _description = "Journal Tax Decision"
    _order = "id desc"

    backend_id = fields.Many2one(
        "retail.backend", "Ledger", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    move_id = fields.Integer("Id of the entry", required=True, readonly=True)
    name = fields.Char("Entry", required=True, readonly=True)
    batch = fields.Char("Decided in", readonly=True, help="Number of the batch then.")
    reason = fields.Char(readonly=True)
    decided_by_id = fields.Many2one("res.users", required=True, readonly=True)

    _once = models.UniqueIndex("(backend_id, move_id)")
