"""Goods that come back because their shipment was cancelled."""

from odoo import api, models

from ..models.stock_picking_goods import FROM_SHOP
from .line_goods import LineGoods
from .order_delivery import set_done


class RetailOrderDelivery(models.AbstractModel):
    """Undo a shipment: back to where it left from, open again."""

    _inherit = "retail.order.delivery"

    @api.model
    def _take_back(self, parcels):
        """Bring what was shipped back to where it left from, and open it again."""
        for parcel in parcels.sudo().filtered(lambda p: p.state != "reversed"):
            picking = parcel.record_id
            if picking.state == "done":
                self._return(parcel, picking)
            parcel.write({"state": "reversed"})
            self._unsend(parcel)
            parcel.order_binding_id._goods_again()
            parcel.order_binding_id._retry_late_edits()

    def _unsend(self, parcel):
        """Count again what was sent of lines without goods."""
        binding = parcel.order_binding_id
        units = parcel._units()
        for line in binding.record_id.order_line:
            if line.retail_line_key in units and line.qty_delivered_method == "manual":
                line.qty_delivered = self._digital_units(binding, line.retail_line_key)

    def _return(self, parcel, picking):
        """Return a shipment's units and validate; the order is open for them again."""
        left = self._goods_of(parcel, picking)
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        for row in wizard.product_return_moves:
            at = (row.move_id.sale_line_id, row.product_id)
            row.quantity = min(row.move_id.quantity, left.get(at, 0.0))
            row.to_refund = True
            left[at] = left.get(at, 0.0) - row.quantity
        goods = self.env["retail.goods.back"]
        expected = goods._expected(wizard)
        back = wizard._create_return()
        expected._action_assign()
        for move in back.move_ids:
            shipped = move.origin_returned_move_id
            move.location_dest_id = (
                shipped.move_line_ids.location_id[:1] or shipped.location_id
            )
            set_done(move, move.product_qty)
        back.with_context(**{FROM_SHOP: True})._action_done()
        (picking | back).write({"retail_goods_state": "reversed"})
        binding = parcel.order_binding_id
        goods._release_again(binding)
        goods._relaunch(binding.record_id.order_line.filtered("retail_line_key"))
        binding._trace("cancelled", "shipment", picking.name)

    def _goods_of(self, parcel, picking):
        """Return (order line, product) -> units of it that the shipment has."""
        units = parcel._units()
        return {
            (line, product): count
            for line in picking.move_ids.sale_line_id
            for product, count in LineGoods(line)
            .goods(units.get(line.retail_line_key, 0.0))
            .items()
        }
