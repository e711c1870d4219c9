"""Edits that wait for a decision, from the list of exceptions."""

from odoo import models


class RetailException(models.Model):
    """Open the decision instead of the message that brought the edit."""

    _inherit = "retail.exception"

    def action_open(self):
        """Open what waits, where it can be resolved."""
        self.ensure_one()
        if self.source == "event" and (self.cause or "").startswith("edited_"):
            event = self.env["retail.event"].browse(self.res_id)
            waiting = self.env["retail.order.version"].search(
                [
                    ("backend_id", "=", event.backend_id.id),
                    ("binding_id.external_id", "=", event.entity_id),
                    ("state", "=", "waiting"),
                ],
                limit=1,
            )
            if waiting:
                return waiting.binding_id.action_decide()
        return super().action_open()
