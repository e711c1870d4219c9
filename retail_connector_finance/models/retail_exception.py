"""Journal batches among what waits for a person."""

from odoo import api, fields, models

JOURNAL = (
    "retail.journal.batch",
    "state IN ('draft', 'rejected', 'voided') OR cause = 'ledger_changed' "
    "OR (state = 'exporting' AND problem IS NOT NULL)",
    "TRUE",
    {
        "label": "name",
        "cause": "COALESCE(cause, state)",
        "message": "problem",
        "since": "create_date",
        "tries": "NULL::int",
        "state": "state",
    },
)


class RetailException(models.Model):
    """List journal batches that cannot leave or were changed at the ledger."""

    _inherit = "retail.exception"

    source = fields.Selection(selection_add=[("journal", "Journal")])

    @api.model
    def _sources(self):
        return {**super()._sources(), "journal": JOURNAL}
