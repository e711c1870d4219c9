"""Days of stores say in words why they wait."""

from odoo import models


class RetailPosShift(models.Model):
    """Give the short code of a day that waits its words."""

    _name = "retail.pos.shift"
    _inherit = ["retail.pos.shift", "retail.cause"]
