"""Reading posted entries back, as a flow with an hour of its own."""

from odoo import api, fields, models

WATCH = "journal_watch_out"
HOURS = {"journal_out": 3.5, WATCH: 4.5}  # o'clock; the day before is complete


class RetailFlow(models.Model):
    """Give ledgers the flows that build journal batches and watch them."""

    _inherit = "retail.flow"

    code = fields.Selection(
        selection_add=[(WATCH, "Entries posted at the ledger, read back")],
        ondelete={WATCH: "cascade"},
    )

    @api.model
    def _sync(self, backend, kinds, pushes):
        """Build and watch journals every night where they are sent."""
        known = set(backend.flow_ids.mapped("code"))
        result = super()._sync(backend, kinds, pushes)
        if "journal" not in pushes:
            return result
        if WATCH not in known:
            self.sudo().create({"backend_id": backend.id, "code": WATCH})
        for flow in backend.flow_ids:
            if flow.code in HOURS and flow.code not in known:
                flow.write(
                    {
                        "timing": "daily",
                        "daily_at": HOURS[flow.code],
                        "sla_minutes": 1440,
                    }
                )
        return result
