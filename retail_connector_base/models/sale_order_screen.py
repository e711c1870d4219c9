"""What a sale order's screen shows of its origin."""

from odoo import fields, models


class SaleOrder(models.Model):
    """Know the order's page at the platform."""

    _inherit = "sale.order"

    retail_external_url = fields.Char(
        "Page at the platform", related="retail_binding_ids.external_url"
    )
