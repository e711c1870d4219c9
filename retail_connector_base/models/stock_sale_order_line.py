"""Notice what the lines of shops' orders claim, before Odoo reserves it."""

from odoo import api, models

CLAIM = {"product_id", "product_uom_qty", "product_uom_id"}


class SaleOrderLine(models.Model):
    """Mark the products of a shop's order when a line comes, changes or goes."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._mark_claims()
        return lines

    def write(self, vals):
        if "product_id" in vals:
            self._mark_products()
        result = super().write(vals)
        if not CLAIM.isdisjoint(vals):
            self._mark_claims()
        return result

    def unlink(self):
        self._mark_products()
        return super().unlink()

    def _mark_claims(self):
        """Remember which orders of shops claim something else now."""
        orders = self.order_id.filtered("retail_backend_id")
        self.env["retail.stock.dirty"]._ordered(orders.ids, "edited")

    def _mark_products(self):
        """Remember products whose claim goes away with the line."""
        for backend, lines in self._by_seller():
            if backend:
                self.env["retail.stock.dirty"]._claimed(backend, lines.product_id.ids)

    def _by_seller(self):
        """Return (backend, lines) pairs; lines of Odoo's own orders have no backend."""
        return self.grouped(lambda line: line.order_id.retail_backend_id).items()
