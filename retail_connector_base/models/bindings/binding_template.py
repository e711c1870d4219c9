"""Products of a platform and their templates in Odoo."""

from odoo import fields, models


class RetailBindingTemplate(models.Model):
    """Link a platform's product to a product template."""

    _name = "retail.binding.template"
    _inherit = ["retail.binding"]
    _description = "Retail Product Binding"

    record_id = fields.Many2one(
        "product.template", string="Product", ondelete="cascade", check_company=True
    )
    status = fields.Char(readonly=True, help="The platform's word: active, draft ...")
