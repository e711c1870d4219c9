"""The light of a connection."""

from odoo import fields, models

from .retail_flow_light import LIGHTS

RANK = {"grey": 0, "green": 1, "amber": 2, "red": 3}


class RetailBackend(models.Model):
    """Show the worst light of a connection's flows."""

    _inherit = "retail.backend"

    light = fields.Selection(LIGHTS, compute="_compute_light")
    light_reason = fields.Char(compute="_compute_light")

    def _compute_light(self):
        for backend in self:
            backend.light, backend.light_reason = backend._judge()

    def _judge(self):
        """Return (light, reason) of a connection."""
        if self.state == "quarantined":
            return "red", self.state_reason
        if self.state == "paused":
            return "amber", self.state_reason
        if self.state != "live":
            return "grey", self.env._("Not live yet.")
        worst = max(self.flow_ids, key=lambda flow: RANK[flow.light], default=None)
        if worst is None:
            return "grey", self.env._("It has no flows.")
        if worst.light in ("amber", "red"):
            return worst.light, f"{worst.label}: {worst.light_reason}"
        return "green", False
