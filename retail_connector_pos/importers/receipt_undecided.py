"""What parked receipts wait for, listed so that a person can decide."""

from odoo import api, models

from .receipt_batch import ReceiptBatch

# Causes of receipts that wait for a row a person decides about
UNDECIDED = ("product_unmatched", "tax_unmapped", "tender_unmapped")


class RetailImporterReceipt(models.AbstractModel):
    """Keep the rows that were suggested for receipts that could not go in."""

    _inherit = "retail.importer.receipt"

    @api.model
    def _import_or_bisect(self, items, backend=None):
        """Import receipts; what a parked one waits for is listed for a person.

        Parking took back what its batch had written, so it is looked up once more.
        """
        items = list(items)
        super()._import_or_bisect(items, backend)
        self._list_undecided([(item, item.document) for item in items], backend)

    @api.model
    def _list_undecided(self, pairs, backend=None):
        """Look up again what parked receipts wait for; pairs are (item, receipt)."""
        waiting = [
            (item, receipt)
            for item, receipt in pairs
            if item.outcome and item.outcome.cause in UNDECIDED
        ]
        if waiting:
            backend = backend or waiting[0][0].event.backend_id
            importer = self.sudo().with_company(backend.company_id)
            receipts = [receipt for _item, receipt in waiting]
            ReceiptBatch(importer.env, backend.with_env(importer.env), receipts)
