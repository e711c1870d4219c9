"""Correct a payload by hand and try again."""

from odoo import api, fields, models


class RetailEventEdit(models.TransientModel):
    """Show what was received as text to correct."""

    _name = "retail.event.edit"
    _description = "Edit and Retry"

    event_id = fields.Many2one("retail.event", required=True, readonly=True)
    cause = fields.Char(related="event_id.cause")
    error = fields.Char(related="event_id.error")
    payload = fields.Text(
        compute="_compute_payload", store=True, readonly=False, required=True
    )

    @api.depends("event_id")
    def _compute_payload(self):
        for wizard in self:
            event = wizard.event_id
            wizard.payload = event.fetched or event.payload or "{}"

    def action_apply(self):
        """Try the event again with the corrected payload."""
        self.ensure_one()
        self.event_id.action_edit_retry(self.payload)
        return {"type": "ir.actions.act_window_close"}
