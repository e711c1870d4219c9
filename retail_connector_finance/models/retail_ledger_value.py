"""Values of the remote dimensions, as they were read last."""

from odoo import api, fields, models


class RetailLedgerValue(models.Model):
    """A class, department, tracking option or dimension value at a ledger."""

    _name = "retail.ledger.value"
    _inherit = ["retail.ledger.master"]
    _description = "Ledger Dimension Value"
    _order = "backend_id, dimension, name"

    dimension_id = fields.Char("Id of the dimension", required=True, readonly=True)
    dimension = fields.Char(required=True, readonly=True)

    _external = models.UniqueIndex("(backend_id, dimension_id, external_id)")

    @api.depends("dimension", "name")
    def _compute_display_name(self):
        for value in self:
            value.display_name = f"{value.dimension}: {value.name}"
