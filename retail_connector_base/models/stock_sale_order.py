"""Notice what orders of shops claim, before Odoo reserves it."""

from odoo import api, models


class SaleOrder(models.Model):
    """Mark the products of a shop's order when it comes, changes state or goes."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        bought = orders.filtered("retail_backend_id")
        self.env["retail.stock.dirty"]._ordered(bought.ids, "placed")
        return orders

    def write(self, vals):
        result = super().write(vals)
        if not {"state", "warehouse_id", "retail_backend_id"}.isdisjoint(vals):
            bought = self.filtered("retail_backend_id")
            reason = "edited" if vals.get("state") == "cancel" else "changed"
            self.env["retail.stock.dirty"]._ordered(bought.ids, reason)
        return result
