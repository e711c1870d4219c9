"""How far the goods of an order are at the platform, and whether Odoo follows."""

from odoo import api, fields, models

from ...platforms import Notice

STATES = [
    ("none", "Nothing Known"),
    ("todo", "To Apply"),
    ("done", "Applied"),
    ("parked", "Parked"),
]


class RetailBindingOrder(models.Model):
    """Keep what the platform says of an order's goods; the deliver job applies it."""

    _inherit = "retail.binding.order"

    fulfilment_state = fields.Selection(
        STATES, "Goods", required=True, default="none", readonly=True
    )
    fulfilment_cause = fields.Char(readonly=True)
    fulfilment_error = fields.Char("Goods: Reason", readonly=True)
    fulfilment_version = fields.Char(readonly=True)
    fulfilment_hash = fields.Char(readonly=True)
    work_ids = fields.One2many(
        "retail.binding.fulfilment.order", "order_binding_id", "Fulfilment Orders"
    )
    parcel_ids = fields.One2many(
        "retail.binding.picking", "order_binding_id", "Shipments"
    )

    _deliver_work = models.Index("(backend_id, id) WHERE fulfilment_state = 'todo'")

    @api.model_create_multi
    def create(self, vals_list):
        """Have the goods of new orders read: their messages may have come before."""
        bindings = super().create(vals_list)
        for backend, mine in bindings.grouped("backend_id").items():
            if backend._follows_goods():
                mine.filtered(lambda b: not b.shipped_before)._read_goods("imported")
        return bindings

    def _read_goods(self, why):
        """Store a notice for each order that its goods are to be read."""
        for backend, mine in self.grouped("backend_id").items():
            self.env["retail.event"].sudo()._receive(
                backend,
                [
                    Notice(
                        key=f"goods:{why}:{binding.id}",
                        topic=f"goods/{why}",
                        kind="fulfilment",
                        entity_id=binding.external_id,
                    )
                    for binding in mine
                ],
                "manual",
            )

    def _deliver_domain(self, backend):
        """Return the orders whose goods can be brought up to date."""
        return [
            ("backend_id", "=", backend.id),
            ("fulfilment_state", "=", "todo"),
            ("record_id.state", "=", "sale"),
        ]

    def action_resume(self):
        """Try the goods again, too."""
        parked = self.filtered(lambda b: b.fulfilment_state == "parked")
        parked._goods_again()
        return super().action_resume()

    def action_resume_goods(self):
        """Apply again what the platform says of the goods."""
        self._goods_again()
        return True

    def _goods_again(self):
        self.sudo().write(
            {
                "fulfilment_state": "todo",
                "fulfilment_cause": False,
                "fulfilment_error": False,
            }
        )
        self.backend_id._wake("deliver")

    def action_open_parcels(self):
        """Open the shipments of the order that the platform knows."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Shipments"),
            "res_model": "retail.binding.picking",
            "views": [(False, "list"), (False, "form")],
            "domain": [("order_binding_id", "=", self.id)],
        }
