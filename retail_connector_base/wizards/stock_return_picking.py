"""Where goods of a return are received."""

from odoo import models

from ..importers.goods_back import RETURN_TO


class StockReturnPicking(models.TransientModel):
    """Receive a return where its disposition says."""

    _inherit = "stock.return.picking"

    def _prepare_picking_default_values_based_on(self, picking):
        values = super()._prepare_picking_default_values_based_on(picking)
        if location := self.env.context.get(RETURN_TO):
            values["location_dest_id"] = location
        return values
