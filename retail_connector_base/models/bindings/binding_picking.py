"""Shipments that the platform knows, and the transfers they are in Odoo."""

from odoo import api, fields, models

STATUSES = [
    ("success", "Shipped"),
    ("pending", "Pending"),
    ("cancelled", "Cancelled"),
    ("failed", "Failed"),
]


class RetailBindingPicking(models.Model):
    """Link a platform's fulfilment to the transfer that shipped it.

    A transfer may have left as several fulfilments, one for each location of the shop
    it was taken from, so a transfer may be bound more than once.
    """

    _name = "retail.binding.picking"
    _inherit = ["retail.binding"]
    _description = "Retail Shipment Binding"
    _order = "id desc"

    record_id = fields.Many2one(
        "stock.picking", string="Transfer", ondelete="set null", check_company=True
    )
    order_binding_id = fields.Many2one(
        "retail.binding.order", "Order", required=True, ondelete="cascade", index=True
    )
    location_external_id = fields.Char("External Location", readonly=True)
    status = fields.Selection(STATUSES, required=True, default="success", readonly=True)
    origin = fields.Selection(
        [("odoo", "Odoo"), ("platform", "Platform")],
        "Shipped by",
        required=True,
        default="platform",
        readonly=True,
        help="Which side said first that the goods left.",
    )
    state = fields.Selection(
        [
            ("waiting", "To Apply"),
            ("applied", "Applied"),
            ("reversed", "Taken Back"),
            ("conflict", "To Decide"),
            ("aside", "Set Aside"),
        ],
        required=True,
        default="waiting",
        readonly=True,
        help="To decide: Odoo shipped it, and the platform cancelled it. Set aside: a "
        "person decided that nothing of it moves goods in Odoo.",
    )
    aside_reason = fields.Char("Set Aside Because", readonly=True)
    goods_cause = fields.Char(
        related="order_binding_id.fulfilment_cause", string="Goods of the Order"
    )
    shipped_at = fields.Datetime(readonly=True)
    carrier = fields.Char(readonly=True)
    tracking = fields.Char("Tracking Numbers", readonly=True)
    lines = fields.Json(readonly=True, help="Units by external order line.")
    parcels = fields.Json(readonly=True, help="Carrier, number and link of each.")

    _backend_record = models.Index(
        "(backend_id, record_id) WHERE record_id IS NOT NULL"
    )
    _waiting = models.Index("(order_binding_id) WHERE state = 'waiting'")

    @api.depends("external_name", "external_id", "record_id")
    def _compute_display_name(self):
        for binding in self:
            name = binding.external_name or binding.external_id
            picking = binding.record_id.name
            binding.display_name = f"{name} ({picking})" if picking else name

    def _units(self):
        """Return external order line -> units as floats."""
        self.ensure_one()
        return {line: float(units) for line, units in (self.lines or {}).items()}

    def action_cancel_there(self):
        """Cancel the shipment at the platform: its units are open again there."""
        self.env["retail.exporter.fulfilment"]._request(self, "cancel")
        return True

    def action_take_back(self):
        """Take the goods back into the place they left, and open them again."""
        self.env["retail.order.delivery"]._take_back(self)
        self._decided(self.env._("The goods were taken back."))
        return True

    def action_send_again(self):
        """Tell the platform once more that the goods left."""
        self.env["retail.exporter.fulfilment"]._send_again(self)
        self._decided(self.env._("The goods left: the shop is told again."))
        return True

    def _decided(self, how):
        """Close what was reported because the platform cancelled these."""
        self.env["retail.discrepancy"].sudo().search(
            [
                ("type", "=", "fulfilment_cancelled"),
                ("state", "=", "open"),
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
            ]
        ).action_resolve(how)
