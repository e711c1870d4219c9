"""Close a day although something speaks against it."""

from odoo import fields, models


class RetailPosOverride(models.TransientModel):
    """Ask a manager for the reason, and for the count if there is none."""

    _name = "retail.pos.override"
    _description = "Retail Close With Override"

    shift_id = fields.Many2one("retail.pos.shift", required=True, readonly=True)
    problem = fields.Text(related="shift_id.problem")
    currency_id = fields.Many2one(related="shift_id.currency_id")
    reason = fields.Char(required=True)
    recount = fields.Boolean("State the counted cash")
    cash_counted = fields.Monetary()

    def action_close(self):
        """Close it, with the reason."""
        self.ensure_one()
        self.shift_id._override(
            self.reason, self.cash_counted if self.recount else None
        )
        return {"type": "ir.actions.act_window_close"}
