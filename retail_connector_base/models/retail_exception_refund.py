"""Refunds and return reasons that wait for a person, in the list of exceptions."""

from odoo import api, fields, models

SOURCES = {
    "refund": (
        "retail.binding.refund",
        "stage = 'parked'",
        "TRUE",
        {
            "label": "COALESCE(external_name, external_id)",
            "cause": "stage_cause",
            "message": "stage_error",
            "since": "COALESCE(refunded_at, create_date)",
            "tries": "NULL::int",
            "state": "stage",
        },
    ),
    "reason": (
        "retail.mapping.return.reason",
        "state = 'suggested'",
        "TRUE",
        {
            "label": "COALESCE(NULLIF(reason, ''), '-')",
            "cause": "'return_reason_unmapped'",
            "message": "reason",
            "since": "create_date",
            "tries": "NULL::int",
            "state": "state",
        },
    ),
}


class RetailException(models.Model):
    """Add refunds that are not accounted and reasons nobody decided about."""

    _inherit = "retail.exception"

    source = fields.Selection(
        selection_add=[("refund", "Refund"), ("reason", "Return reason")]
    )

    @api.model
    def _sources(self):
        return {**super()._sources(), **SOURCES}
