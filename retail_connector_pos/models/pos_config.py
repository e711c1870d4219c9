"""Points of sale that book another system's register."""

from odoo import fields, models
from odoo.exceptions import UserError


class PosConfig(models.Model):
    """A point of sale that books another system's register sells nothing itself."""

    _inherit = "pos.config"

    retail_register_ids = fields.One2many("retail.pos.register", "config_id")

    def open_ui(self):
        """Refuse to sell where another till's receipts are booked."""
        if self.sudo().retail_register_ids:
            raise UserError(
                self.env._(
                    "%s books the receipts of a till of another system. Nothing can be "
                    "sold here.",
                    self.name,
                )
            )
        return super().open_ui()
