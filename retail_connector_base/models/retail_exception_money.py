"""Settlements among what waits for a person."""

from odoo import api, fields, models

SOURCES = {
    "settlement": (
        "retail.settlement",
        "state IN ('parked', 'waiting')",
        "state = 'parked'",
        {
            "label": "CONCAT_WS(' ', gateway, external_name)",
            "cause": "state_cause",
            "message": "state_error",
            "since": "create_date",
            "tries": "NULL::int",
            "state": "state",
        },
    ),
}


class RetailException(models.Model):
    """Show settlements that wait."""

    _inherit = "retail.exception"

    source = fields.Selection(selection_add=[("settlement", "Settlement")])

    @api.model
    def _sources(self):
        return {**super()._sources(), **SOURCES}
