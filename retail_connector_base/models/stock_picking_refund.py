"""Receipts of goods that customers sent back."""

from odoo import fields, models


class StockPicking(models.Model):
    """Know the refund or return a receipt is of, and go on with those that waited."""

    _inherit = "stock.picking"

    retail_refund_binding_id = fields.Many2one(
        "retail.binding.refund",
        "Channel Refund",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    retail_return_binding_id = fields.Many2one(
        "retail.binding.return",
        "Channel Return",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    def _action_done(self):
        """Receive goods that came back before Odoo knew that they had left."""
        result = super()._action_done()
        done = self.sudo().filtered(lambda picking: picking.state == "done")
        orders = done.filtered(
            lambda picking: picking.picking_type_code == "outgoing"
        ).sale_id.filtered("retail_backend_id")
        if orders:
            self.env["retail.goods.back"].sudo()._resume(orders)
        back = done.filtered(lambda picking: picking.picking_type_code == "incoming")
        back.sale_id.retail_binding_ids._retry_late_edits()
        received = done.retail_refund_binding_id | self.env["retail.binding.refund"]
        for bindings in (received, done.retail_return_binding_id):
            for binding in bindings.filtered(lambda b: b.goods == "open"):
                left = binding.picking_ids.filtered(
                    lambda picking: picking.state not in ("done", "cancel")
                )
                if not left:
                    binding.goods = "done"
        return result
