"""What a person does with a shipment of more than is left to deliver."""

from odoo import api, fields, models
from odoo.exceptions import UserError

EXCEEDS = "fulfilment_exceeds"


class RetailBindingPicking(models.Model):
    """Say of goods that both sides shipped whether they are the same, or nothing."""

    _inherit = "retail.binding.picking"

    contents = fields.Text(
        "Goods",
        compute="_compute_contents",
        help="What the shipment has, and how much of it left Odoo with any transfer.",
    )

    @api.depends("lines", "order_binding_id.record_id.order_line.qty_delivered")
    def _compute_contents(self):
        for parcel in self:
            sold = {
                line.retail_line_key: line
                for line in parcel.order_binding_id.record_id.order_line
            }
            parcel.contents = "\n".join(
                self.env._(
                    "%(units)s of %(goods)s; Odoo delivered %(done)s of %(ordered)s",
                    units=f"{units:g}",
                    goods=sold[key].product_id.display_name or sold[key].name,
                    done=f"{sold[key].qty_delivered:g}",
                    ordered=f"{sold[key].product_uom_qty:g}",
                )
                for key, units in parcel._units().items()
                if key in sold
            )

    def action_is_ours(self):
        """Link the shipment to the transfer by which Odoo shipped the same goods."""
        exporter = self.env["retail.exporter.fulfilment"]
        exporter._check_operator()
        for parcel in self.sudo():
            parcel._check_parked()
            exporter.sudo()._link(parcel)
            parcel.order_binding_id._goods_again()
        return True

    def action_open_aside(self):
        """Ask why the shipment is to move nothing in Odoo."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set Aside"),
            "res_model": "retail.parcel.aside",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_parcel_ids": self.ids},
        }

    def action_apply_again(self):
        """Apply after all what was set aside."""
        self.env["retail.exporter.fulfilment"]._check_operator()
        aside = self.sudo().filtered(lambda parcel: parcel.state == "aside")
        aside.write({"state": "waiting", "aside_reason": False})
        aside.order_binding_id._goods_again()
        return True

    def _set_aside(self, reason):
        """Move nothing for the shipments, and go on with the rest of their orders."""
        self.env["retail.exporter.fulfilment"]._check_operator()
        for parcel in self.sudo():
            parcel._check_parked()
            parcel.write({"state": "aside", "aside_reason": reason})
            parcel.order_binding_id._trace("parked", "set_aside", reason)
            parcel.order_binding_id._goods_again()

    def _check_parked(self):
        """Raise unless the shipment waits because more left than was open."""
        if self.state != "waiting" or self.goods_cause != EXCEEDS:
            raise UserError(
                self.env._(
                    "%s does not wait because more was shipped than is left.",
                    self.display_name,
                )
            )
