"""Payments of receipts: on the clearing item of their session, until paid out."""

from odoo import api, fields, models


class RetailBindingTender(models.Model):
    """A payment of a till belongs to a receipt and has no order."""

    _inherit = "retail.binding.tender"

    receipt_binding_id = fields.Many2one(
        "retail.binding.receipt", "Receipt", ondelete="cascade", index="btree_not_null"
    )

    _belongs = models.Constraint(
        "CHECK (order_binding_id IS NOT NULL OR receipt_binding_id IS NOT NULL)",
        "A payment belongs to an order or to a receipt.",
    )

    @api.depends("receipt_binding_id.external_name")
    def _compute_order_name(self):
        mine = self.filtered("receipt_binding_id")
        super(RetailBindingTender, self - mine)._compute_order_name()
        for tender in mine:
            tender.order_name = tender.receipt_binding_id.external_name
