"""Work orders of a platform: which location is asked to ship what of an order."""

from odoo import fields, models

from ...canonical.fulfilment import DONE, WORK_STATUSES

METHODS = [
    ("shipping", "Shipping"),
    ("pickup", "Pickup in store"),
    ("local", "Local delivery"),
    ("retail", "Sold in store"),
    ("none", "Nothing to ship"),
]


class RetailBindingFulfilmentOrder(models.Model):
    """Link a platform's fulfilment order to the transfer that will ship it.

    Several fulfilment orders may be shipped by one transfer.
    """

    _name = "retail.binding.fulfilment.order"
    _inherit = ["retail.binding"]
    _description = "Retail Fulfilment Order Binding"
    _order = "id"

    record_id = fields.Many2one(
        "stock.picking", string="Transfer", ondelete="set null", check_company=True
    )
    order_binding_id = fields.Many2one(
        "retail.binding.order", "Order", required=True, ondelete="cascade", index=True
    )
    location_external_id = fields.Char("External Location", readonly=True)
    location_binding_id = fields.Many2one(
        "retail.binding.location", "Location", readonly=True, ondelete="set null"
    )
    status = fields.Selection(
        [(code, code.replace("_", " ").capitalize()) for code in WORK_STATUSES],
        required=True,
        default="open",
        readonly=True,
    )
    method = fields.Selection(
        METHODS,
        "Delivery Method",
        readonly=True,
        help="How the customer wanted to get the goods.",
    )
    with_service = fields.Boolean(
        "Fulfilment Service",
        readonly=True,
        help="A fulfilment service was asked and ships it.",
    )
    ready_at = fields.Datetime(
        "Ready Since",
        readonly=True,
        help="When the shop was asked to tell the customer that the goods are ready.",
    )
    hold_reason = fields.Char("On Hold", readonly=True)
    lines = fields.Json(
        readonly=True, help="External order line, units in all, units left."
    )

    _backend_record = models.Index(
        "(backend_id, record_id) WHERE record_id IS NOT NULL"
    )

    def _is_open(self):
        """Return whether something of it is still to be shipped."""
        self.ensure_one()
        return self.status not in DONE

    def _left(self):
        """Return external order line -> units that are still to be shipped."""
        self.ensure_one()
        if not self._is_open():
            return {}
        return {line: float(left) for line, _total, left in self.lines or ()}
