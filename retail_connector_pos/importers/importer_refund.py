"""Refunds of store sales that were booked as receipts: receipts too."""

from odoo import api, models

from odoo.addons.retail_connector_base.importers.importer import PartlyParked
from odoo.addons.retail_connector_base.importers.item import Item

from .receipt_refund import return_of


class RetailImporterRefund(models.AbstractModel):
    """Book what came back of a receipt in the session of its day."""

    _inherit = "retail.importer.refund"

    @api.model
    def _import(self, items, backend):
        sales = self.env["retail.binding.receipt"]._find(
            backend, [item.document.external_id for item in items]
        )
        mine = [item for item in items if item.document.external_id in sales]
        rest = [item for item in items if item not in mine]
        if rest:
            super()._import(rest, backend)
        if mine:
            self._import_returns(mine, sales, backend)

    @api.model
    def _import_returns(self, items, sales, backend):
        """Import each refund as a receipt; an item tells all of its order."""
        twins, item_of = [], {}
        for item in items:
            sale = sales[item.document.external_id]._document()
            for refund in item.document.refunds:
                twin = Item(
                    return_of(refund, sale),
                    item.event_ids,
                    item.event,
                    refund.created_at.isoformat(),
                )
                twins.append(twin)
                item_of[id(twin)] = item
        try:
            self.env["retail.importer.receipt"]._import(twins, backend)
        except PartlyParked as error:
            raise PartlyParked(
                [(item_of[id(twin)], *rest) for twin, *rest in error.problems]
            ) from None
        for item in items:
            orders = [
                twin.records
                for twin in twins
                if item_of[id(twin)] is item and twin.records
            ]
            item.done(self.env["pos.order"].union(*orders))
