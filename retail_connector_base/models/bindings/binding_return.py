"""Returns of a platform and the receipts of their goods."""

from odoo import fields, models

from ...canonical import codec
from ..compressed import CompressedText
from .binding_refund import GOODS, _pickings_action

STATUSES = [
    ("requested", "Requested"),
    ("open", "Open"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
    ("declined", "Declined"),
]


class RetailBindingReturn(models.Model):
    """Link a platform's return to the first receipt of its goods."""

    _name = "retail.binding.return"
    _inherit = ["retail.binding"]
    _description = "Retail Return Binding"
    _order = "id desc"

    record_id = fields.Many2one(
        "stock.picking", string="Receipt", ondelete="set null", check_company=True
    )
    order_binding_id = fields.Many2one(
        "retail.binding.order", "Order", required=True, ondelete="cascade", index=True
    )
    sale_order_id = fields.Many2one(
        related="order_binding_id.record_id", string="Sales Order", store=True
    )
    status = fields.Selection(STATUSES, required=True, readonly=True)
    goods = fields.Selection(GOODS, required=True, default="none", readonly=True)
    exchange = fields.Boolean(
        readonly=True, help="The customer takes something else instead."
    )
    reason = fields.Char("Reasons", readonly=True)
    note = fields.Char("Customer's Note", readonly=True)
    quantity = fields.Float("Units", readonly=True, digits="Product Unit")
    picking_ids = fields.One2many("stock.picking", "retail_return_binding_id")
    document = CompressedText(readonly=True, help="What was imported last.")

    _goods_work = models.Index("(order_binding_id) WHERE goods = 'waiting'")

    def _document(self):
        """Return the canonical return last imported."""
        self.ensure_one()
        return codec.decode(self.document).returns[0]

    def action_open_order(self):
        """Open the sales order."""
        self.ensure_one()
        return self.order_binding_id.action_open_record()

    def action_open_pickings(self):
        """Open the receipts of the goods."""
        return _pickings_action(self)
