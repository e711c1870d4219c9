"""Places of a platform and their locations in Odoo."""

from odoo import api, fields, models


class RetailBindingLocation(models.Model):
    """Link a platform's location to a stock location; unlinked means: no stock."""

    _name = "retail.binding.location"
    _inherit = ["retail.binding"]
    _description = "Retail Location Binding"

    record_id = fields.Many2one(
        "stock.location",
        string="Location",
        domain="[('usage', '=', 'internal')]",
        ondelete="restrict",
        check_company=True,
        help="Stock of this location and everything below it is what the platform "
        "may sell there.",
    )
    location_id = fields.Many2one(
        related="record_id", string="Stock Location", readonly=True
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        check_company=True,
        help="Store orders of this location are delivered from here.",
    )
    active = fields.Boolean(default=True)
    managed_elsewhere = fields.Boolean(
        readonly=True, help="A fulfilment service keeps this stock: never written."
    )
    fulfils_online_orders = fields.Boolean(readonly=True)
    push_stock = fields.Boolean(
        string="Send Stock", default=True, help="Odoo's stock is sent to this place."
    )

    @api.depends("record_id")
    def _compute_warehouse_id(self):
        for binding in self:
            binding.warehouse_id = binding.record_id.warehouse_id
