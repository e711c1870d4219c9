"""What a shop says about its stock: it corrects what is known, never Odoo's stock."""

from datetime import UTC

from odoo import api, models

from .observation import TOLD
from .stock_store import moment


class RetailImporterStock(models.AbstractModel):
    """Take in stock levels: Odoo owns stock, so only what is known of the shop moves.

    Every number is reported, also one that seems to be known: only the planning can
    tell, which sees all reports in order, those under way while this one is read too.
    A number that differs from what Odoo sent is looked into by the planning: it waits
    for the orders that may explain it, then corrects the shop.
    """

    _name = "retail.importer.stock"
    _inherit = "retail.importer"
    _description = "Retail Stock Importer"

    @api.model
    def _import(self, items, backend):
        """Report what the shop shows."""
        known = self._levels(backend, items)
        marks = []
        for item in items:
            document = item.document
            found = known.get((document.stock_id, document.location_id))
            if found is None:
                item.ignored("not_sent", self.env._("Its stock is not sent from Odoo."))
                continue
            at = document.updated_at
            at = at.astimezone(UTC).replace(tzinfo=None) if at else moment()
            marks.append((*found, TOLD, int(document.available), at))
            item.done()
        self.env["retail.stock.dirty"]._report(backend, marks)

    def _levels(self, backend, items):
        """Return (stock id, location id) -> (product id, location binding id)."""
        self.env["retail.binding.variant"].flush_model()
        self.env.cr.execute(
            """
            SELECT v.stock_external_id, b.external_id, v.record_id, b.id
              FROM retail_binding_variant v
              JOIN retail_binding_location b ON b.backend_id = v.backend_id
               AND b.external_id = ANY(%s) AND b.record_id IS NOT NULL
             WHERE v.backend_id = %s AND v.stock_external_id = ANY(%s)
               AND v.record_id IS NOT NULL
            """,
            [
                list({item.document.location_id for item in items}),
                backend.id,
                list({item.document.stock_id for item in items}),
            ],
        )
        return {
            (stock_id, place): rest for stock_id, place, *rest in self.env.cr.fetchall()
        }
