"""Which new orders are imported, and draft orders."""

from odoo import api, models


class RetailImporterOrder(models.AbstractModel):
    """Leave orders that a person chooses from in the list of orders to import."""

    _inherit = "retail.importer.order"

    @api.model
    def _news(self, items, bindings, backend):
        """Return what has to be written, without the new orders that have to wait."""
        work = super()._news(items, bindings, backend)
        if backend.order_intake == "all" or self._name != "retail.importer.order":
            return work
        fresh = [row for row in work if row[0].document.external_id not in bindings]
        if not fresh:
            return work
        wanted = self.env["retail.staged.order"]._stage(
            backend, [(item, packed) for item, _rule, packed in fresh]
        )
        chosen = []
        for row in work:
            item, external_id = row[0], row[0].document.external_id
            if external_id in bindings or external_id in wanted:
                chosen.append(row)
            else:
                item.ignored("staged", self.env._("It waits to be chosen."))
        return chosen

    @api.model
    def _create_orders(self, batch, rows):
        """Note which orders of the list are in now."""
        super()._create_orders(batch, rows)
        if rows and batch.backend.order_intake != "all":
            self.env["retail.staged.order"].search(
                [
                    ("backend_id", "=", batch.backend.id),
                    (
                        "external_id",
                        "in",
                        [item.document.external_id for item, _rule, _packed in rows],
                    ),
                ]
            ).state = "imported"


class RetailImporterQuotation(models.AbstractModel):
    """Import draft orders as quotations; what became of one arrives as an order.

    A draft that became an order leaves its quotation cancelled.
    """

    _name = "retail.importer.quotation"
    _inherit = ["retail.importer.order"]
    _description = "Retail Quotation Importer"

    @api.model
    def _news(self, items, bindings, backend):
        """Return the drafts to write: not those that are orders already."""
        work = []
        for row in super()._news(items, bindings, backend):
            document = row[0].document
            if document.closed and document.external_id not in bindings:
                message = self.env._("It became an order before it was read.")
                row[0].ignored("quotation_sold", message)
            else:
                work.append(row)
        return work
