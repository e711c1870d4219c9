"""Know when the tree of locations changes: it decides whose stock is sent."""

from odoo import api, models

SHAPE = {"location_id", "usage", "active", "parent_path", "warehouse_id"}


class StockLocation(models.Model):
    """Find out anew what is watched when a location comes, moves or goes."""

    _inherit = "stock.location"

    @api.model_create_multi
    def create(self, vals_list):
        locations = super().create(vals_list)
        self.env["retail.stock.dirty"]._forget_watched()
        return locations

    def write(self, vals):
        result = super().write(vals)
        if not SHAPE.isdisjoint(vals):
            self.env["retail.stock.dirty"]._forget_watched()
        return result
