"""Days of stores that wait for a person, in the list of all that waits."""

from odoo import api, fields, models

SHIFT = (
    "retail.pos.shift",
    "state IN ('waiting', 'approval')",
    "TRUE",
    {
        "label": "CONCAT_WS(' ', business_date, (SELECT CONCAT_WS(' ', s.name, r.name) "
        "FROM retail_pos_register r JOIN retail_pos_store s ON s.id = r.store_id "
        "WHERE r.id = register_id))",
        "cause": "cause",
        "message": "problem",
        "since": "COALESCE(waiting_since, create_date)",
        "tries": "NULL::int",
        "state": "state",
    },
)


class RetailException(models.Model):
    """Show the days that cannot be closed."""

    _inherit = "retail.exception"

    source = fields.Selection(
        selection_add=[("shift", "Store day")], ondelete={"shift": "cascade"}
    )

    @api.model
    def _sources(self):
        return {**super()._sources(), "shift": SHIFT}
