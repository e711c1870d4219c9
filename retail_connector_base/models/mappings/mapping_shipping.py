"""Shipping methods of a platform, and the service products that invoice them."""

from typing import NamedTuple

from odoo import api, fields, models


class ShippingKey(NamedTuple):
    """What tells two shipping methods apart."""

    title: str
    code: str


class RetailMappingShipping(models.Model):
    """Map a shipping method to a product.

    Shipping needs no decision to be booked right: a new method starts approved with
    the backend's shipping product, and can be given a product of its own.
    """

    _name = "retail.mapping.shipping"
    _inherit = ["retail.mapping"]
    _description = "Retail Shipping Mapping"
    _rec_name = "title"
    _waiting_cause = "shipping_unmapped"
    _target_field = "product_id"

    title = fields.Char(required=True)
    code = fields.Char(default="")
    product_id = fields.Many2one(
        "product.product",
        domain="[('type', '=', 'service')]",
        check_company=True,
    )

    _key_unique = models.UniqueIndex(
        "(backend_id, title, COALESCE(code, ''))",
        "This shipping method is mapped already.",
    )

    def _key(self):
        return ShippingKey(self.title, self.code or "")

    @api.model
    def _suggest(self, backend, key):
        product = backend.shipping_product_id
        if not product:
            return {}
        return {
            "product_id": product.id,
            "state": "approved",
            "approved_at": fields.Datetime.now(),
        }
