"""Prices among what waits for a person."""

from odoo import api, fields, models

SOURCES = {
    "price": (
        "retail.price.level",
        "state IN ('hold', 'parked')",
        "TRUE",
        {
            "label": "(SELECT COALESCE(v.title, v.external_id) FROM "
            "retail_binding_variant v WHERE v.id = variant_binding_id)",
            "cause": "COALESCE(cause, state)",
            "message": "CONCAT(shop_price, ' -> ', target_price)",
            "since": "write_date",
            "tries": "NULL::int",
            "state": "state",
        },
    ),
}


class RetailException(models.Model):
    """Show prices that are held by a guard rule, and those a shop refused.

    A held price needs a decision; only a refused one can be tried as it is.
    """

    _inherit = "retail.exception"

    source = fields.Selection(selection_add=[("price", "Price")])

    @api.model
    def _sources(self):
        return {**super()._sources(), **SOURCES}

    def action_retry(self):
        """Try refused prices again; a held one is decided about where it is."""
        others = self.filtered(lambda row: (row.source, row.state) != ("price", "hold"))
        return super(RetailException, others).action_retry()
