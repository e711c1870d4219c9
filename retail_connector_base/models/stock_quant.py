"""Notice every change of what is on hand or reserved."""

from odoo import api, models

WATCHED = {"quantity", "reserved_quantity", "location_id", "product_id"}
COUNTED = {"inventory_quantity_set"}  # a count entered or dropped: proof changes


class StockQuant(models.Model):
    """Mark products as changed for the shops that show their stock.

    Everything that moves stock ends here: transfers, reservations, counts, point of
    sale, manufacturing. It costs a look into a dictionary per quant; the mark itself
    is written once at commit.
    """

    _inherit = "stock.quant"

    @api.model_create_multi
    def create(self, vals_list):
        quants = super().create(vals_list)
        quants._mark_changed()
        return quants

    def write(self, vals):
        watched = not WATCHED.isdisjoint(vals) or not COUNTED.isdisjoint(vals)
        if not watched:
            return super().write(vals)
        moves = "location_id" in vals or "product_id" in vals
        if moves:
            self._mark_changed()
        result = super().write(vals)
        self._mark_changed()
        return result

    def unlink(self):
        self._mark_changed()
        return super().unlink()

    def _mark_changed(self):
        """Remember which products changed where."""
        dirty = self.env["retail.stock.dirty"]
        if dirty._watched():
            dirty._changed(
                {(quant.product_id.id, quant.location_id.id) for quant in self.sudo()}
            )
