"""Products and their ids at the platforms."""

from odoo import models


class ProductTemplate(models.Model):
    """Show the channels a product is sold through."""

    _name = "product.template"
    _inherit = ["product.template", "retail.bound"]
    _binding_model = "retail.binding.template"
