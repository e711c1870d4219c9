"""The flow that sends prices: on schedule everything, at once what cannot wait."""

from odoo import api, models

DECIDES = {"paused", "code", "delay_seconds", "backend_id", "timing", "owner"}


class RetailFlow(models.Model):
    """Look at all prices when the schedule says so."""

    _inherit = "retail.flow"

    @api.model_create_multi
    def create(self, vals_list):
        flows = super().create(vals_list)
        self.env["retail.price.dirty"]._forget_senders()
        return flows

    def write(self, vals):
        result = super().write(vals)
        if not DECIDES.isdisjoint(vals):
            self.env["retail.price.dirty"]._forget_senders()
        if vals.get("paused") is False:
            for flow in self.filtered(lambda f: f.code == "price_out"):
                if flow.backend_id._sends_prices():
                    self.env["retail.price.dirty"].sudo()._mark(flow.backend_id)
        return result

    def _run(self):
        """Mark all prices of the shops whose turn it is."""
        for flow in self.filtered(lambda f: f.code == "price_out"):
            if flow.backend_id._sends_prices():
                self.env["retail.price.dirty"].sudo()._mark(flow.backend_id, soon=True)
        return super()._run()
