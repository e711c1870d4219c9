"""Transfers that customers come for: the shop tells them when all is ready."""

from odoo import api, fields, models
from odoo.exceptions import UserError

READY = ("assigned",)  # states of a transfer whose goods lie ready


class StockPicking(models.Model):
    """Let the shop tell a customer that the goods can be fetched."""

    _inherit = "stock.picking"

    retail_can_be_ready = fields.Boolean(
        compute="_compute_retail_can_be_ready",
        help="The customer fetches the goods and was not told yet that they are ready.",
    )

    @api.depends("state", "sale_id")
    def _compute_retail_can_be_ready(self):
        for picking in self:
            picking.retail_can_be_ready = picking.state in READY and bool(
                picking.sudo()._retail_pickups().filtered(lambda w: not w.ready_at)
            )

    def _retail_pickups(self):
        """Return the open work of the shop that is fetched with this transfer."""
        self.ensure_one()
        return self.sale_id.retail_binding_ids.work_ids.filtered(
            lambda work: (
                work.method == "pickup"
                and work._is_open()
                and work.record_id in (self.browse(), self)
            )
        )

    def action_retail_ready(self):
        """Have the shop tell the customer that the goods can be fetched."""
        for picking in self:
            if not picking.retail_can_be_ready:
                raise UserError(
                    self.env._("%s is not waiting to be fetched.", picking.name)
                )
        self.env["retail.exporter.fulfilment"]._ready(self)
        return True
