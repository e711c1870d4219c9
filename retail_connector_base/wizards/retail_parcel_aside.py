"""Set shipments of a platform aside, with a reason."""

from odoo import fields, models


class RetailParcelAside(models.TransientModel):
    """Ask why shipments are to move nothing in Odoo."""

    _name = "retail.parcel.aside"
    _description = "Set Shipments Aside"

    parcel_ids = fields.Many2many(
        "retail.binding.picking", string="Shipments", required=True
    )
    reason = fields.Char(
        required=True, help="Kept on the shipment: why its goods are not Odoo's."
    )

    def action_confirm(self):
        """Set them aside and go on with the rest of their orders."""
        self.parcel_ids._set_aside(self.reason)
        return {"type": "ir.actions.act_window_close"}
