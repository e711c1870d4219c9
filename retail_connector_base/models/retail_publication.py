"""The sales channels of a shop."""

from odoo import fields, models


class RetailPublication(models.Model):
    """A place a shop sells at: its web site, tills, a market place."""

    _name = "retail.publication"
    _description = "Sales Channel of a Shop"
    _check_company_auto = True
    _order = "backend_id, name"

    backend_id = fields.Many2one(
        "retail.backend", "Shop", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    name = fields.Char(required=True, readonly=True)
    external_id = fields.Char(required=True, readonly=True)
    active = fields.Boolean(default=True)

    _unique = models.UniqueIndex("(backend_id, external_id)")
