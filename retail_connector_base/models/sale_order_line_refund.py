"""Units of an order that were refunded before they were shipped."""

from odoo import api, fields, models

from ..importers.delivery_moves import OVER, DeliveryMoves
from ..importers.line_goods import LineGoods, to_customer


class SaleOrderLine(models.Model):
    """Deliver what is left; invoice and credit what was sold and refunded."""

    _inherit = "sale.order.line"

    retail_cancelled_qty = fields.Float(
        "Not to Deliver",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Units that were refunded before they were shipped. The order keeps them, "
        "for they were sold: they are credited, and never delivered.",
    )

    def _get_qty_procurement(self, previous_product_uom_qty=False):
        """Plan neither what was refunded unshipped nor what came back once more."""
        quantity = super()._get_qty_procurement(previous_product_uom_qty)
        if not self.retail_line_key:
            return quantity
        goods = LineGoods(self)
        if goods.is_kit:
            return goods.planned(self._retail_sent()) + self.retail_cancelled_qty
        _outgoing, incoming = self._get_outgoing_incoming_moves(strict=False)
        returned = sum(
            move.product_uom._compute_quantity(
                move.quantity if move.state == "done" else move.product_uom_qty,
                self.product_uom_id,
                rounding_method="HALF-UP",
            )
            for move in incoming
            # a shipment that was cancelled never left: its goods are still to go
            if move.picking_id.retail_goods_state != "reversed"
        )
        return quantity + returned + self.retail_cancelled_qty

    def _retail_sent(self):
        """Return the moves that bring a line to the customer, or did, once each."""
        moves = self.move_ids.filtered(
            lambda move: (
                move.state != "cancel"
                and to_customer(move)
                and not move.origin_returned_move_id
                and move.picking_id.retail_goods_state != "reversed"
            )
        )
        return moves - moves.move_orig_ids

    def _action_launch_stock_rule(self, *, previous_product_uom_qty=False):
        """Take what is not to be delivered any more off the place that delivers it.

        Odoo asks the order's own warehouse, which would receive goods that another
        place was asked to ship.
        """
        if not self.env.context.get("skip_procurement"):
            for line in self.filtered("retail_line_key"):
                line._retail_take_off_others(previous_product_uom_qty)
        return super()._action_launch_stock_rule(
            previous_product_uom_qty=previous_product_uom_qty
        )

    def _retail_take_off_others(self, previous):
        """Reduce the deliveries of other places by what is planned too much."""
        if self.state != "sale" or self.order_id.locked:
            return
        home = self.warehouse_id
        if not self.move_ids.filtered(
            lambda move: (
                move.state not in OVER
                and to_customer(move)
                and (
                    move.location_id.usage == "supplier"
                    or move.picking_type_id.warehouse_id != home
                )
            )
        ):
            return
        spare = self._get_qty_procurement(previous) - self.product_uom_qty
        elsewhere = self.env["retail.order.delivery"]._elsewhere(self.company_id)
        moves = DeliveryMoves(self.order_id, elsewhere)
        for place in moves.places(self) - {home, home.browse()}:
            spare -= moves.reduce(self, spare, place)

    @api.depends("invoice_lines.move_id.retail_refund_ids")
    def _compute_qty_invoiced(self):
        return super()._compute_qty_invoiced()

    def _prepare_qty_invoiced(self):
        """Count credited units as invoiced: they are not to be invoiced again."""
        quantities = super()._prepare_qty_invoiced()
        for line in self.filtered("retail_line_key"):
            for credit in line._get_invoice_lines():
                move = credit.move_id
                if (
                    move.move_type == "out_refund"
                    and move.state != "cancel"
                    and move.retail_refund_ids
                ):
                    quantities[line] += credit.product_uom_id._compute_quantity(
                        credit.quantity, line.product_uom_id
                    )
        return quantities
