"""Variants and their ids at the platforms."""

from odoo import models


class ProductProduct(models.Model):
    """Show the channels a variant is sold through."""

    _name = "product.product"
    _inherit = ["product.product", "retail.bound"]
    _binding_model = "retail.binding.variant"
