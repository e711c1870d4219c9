"""What a platform says of the connection itself: which permissions it gives."""

from odoo import api, models


class RetailImporterConnection(models.AbstractModel):
    """Pause the flows that lack a permission; the others go on."""

    _name = "retail.importer.connection"
    _inherit = ["retail.importer"]
    _description = "Retail Connection Importer"

    @api.model
    def _import(self, items, backend):
        for item in items:
            backend._take_scopes(item.document.scopes, item.document.lacks)
            item.done(backend)
