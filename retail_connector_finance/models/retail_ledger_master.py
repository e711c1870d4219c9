"""What all masters of a ledger have in common."""

from odoo import fields, models


class RetailLedgerMaster(models.AbstractModel):
    """A row of a remote master, as it was read last; what disappears is archived."""

    _name = "retail.ledger.master"
    _description = "Ledger Master"

    backend_id = fields.Many2one(
        "retail.backend", "Ledger", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    external_id = fields.Char("Id there", required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    active = fields.Boolean(default=True, readonly=True)
