"""Which stores have told their sales: each till speaks for itself."""

from odoo import models


class RetailBackend(models.Model):
    """Know sales store by store, not by connection."""

    _inherit = "retail.backend"

    def _sellers(self):
        """Return each store with a till that was ever heard of.

        A till's word counts up to its last heartbeat, or up to the oldest record that
        still waits in its queue; the store is known as far as its latest till.
        """
        stores = self.store_ids.filtered("warehouse_id")
        if not stores:
            return super()._sellers()
        supply = self.env["stock.location"]
        found = []
        for store in stores:
            tills = store.register_ids.filtered("last_seen_at")
            if tills:
                known = min(
                    till.oldest_queued_at or till.last_seen_at for till in tills
                )
                shelves = supply.search(
                    [("id", "child_of", store.warehouse_id.lot_stock_id.id)]
                )
                found.append((known, set(shelves.ids)))
        return found
