"""Goods that could not be followed wait in the list of what is to be resolved."""

from odoo import api, fields, models

GOODS = (
    "retail.binding.order",
    "fulfilment_state = 'parked'",
    "TRUE",
    {
        "label": "COALESCE(external_name, external_id)",
        "cause": "fulfilment_cause",
        "message": "fulfilment_error",
        "since": "write_date",
        "tries": "NULL::int",
        "state": "fulfilment_state",
    },
)


class RetailException(models.Model):
    """Add orders whose goods the shop moved in a way that Odoo cannot."""

    _inherit = "retail.exception"

    source = fields.Selection(
        selection_add=[("goods", "Goods")], ondelete={"goods": "cascade"}
    )

    @api.model
    def _sources(self):
        return {**super()._sources(), "goods": GOODS}
