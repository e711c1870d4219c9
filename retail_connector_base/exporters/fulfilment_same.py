"""A shipment of the shop that is what Odoo shipped, though the two never met."""

from odoo import api, models
from odoo.exceptions import UserError

UNDER_WAY = ("sending",)


class RetailExporterFulfilment(models.AbstractModel):
    """Link by hand what could not be recognised."""

    _inherit = "retail.exporter.fulfilment"

    @api.model
    def _link(self, parcel):
        """Bind a shipment to the transfer with its goods; tell the shop the rest."""
        units, binding = parcel._units(), parcel.order_binding_id
        for picking in self._candidates(binding.record_id):
            free = self._untold(binding, picking)
            if all(free.get(line, 0.0) >= count for line, count in units.items()):
                break
        else:
            raise UserError(
                self.env._(
                    "No transfer of %(order)s that is done and unknown to the shop has "
                    "the goods of %(shipment)s. Ship them in Odoo first, or set the "
                    "shipment aside.",
                    order=binding.record_id.name,
                    shipment=parcel.display_name,
                )
            )
        self._found(parcel, picking)
        if self._untold(binding, picking):
            picking.retail_goods_state = "waiting"
            parcel.backend_id._wake_goods()

    def _candidates(self, order):
        """Return the deliveries the shop does not know, oldest first.

        One that is being told just now is none: the answer says what it is.
        """
        return order.picking_ids.filtered(
            lambda picking: (
                picking.state == "done"
                and picking._retail_is_delivery()
                and picking.retail_goods_state not in ("sent", "others", "reversed")
                and not self._rows_of(picking, UNDER_WAY)
            )
        ).sorted("date_done")
