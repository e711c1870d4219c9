"""The buttons of a flow's screen."""

from odoo import models


class RetailFlow(models.Model):
    """Pause and go on with one kind of traffic."""

    _inherit = "retail.flow"

    def action_pause(self):
        """Stop this kind of traffic; what arrives meanwhile is kept."""
        self.write({"paused": True})
        return True

    def action_resume(self):
        """Go on with this kind of traffic."""
        self.write({"paused": False})
        return True
