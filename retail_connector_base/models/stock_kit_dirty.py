"""Kits and their parts change together, where manufacturing is installed."""

from odoo import models

from ..importers.line_goods import BOM


class RetailStockDirty(models.Model):
    """Look at kits when their parts change, and at parts when kits are sold."""

    _inherit = "retail.stock.dirty"

    def _insert_changed(self, rows):
        if not rows or BOM not in self.env:
            return super()._insert_changed(rows)
        related = self._related(rows)
        return super()._insert_changed(set(rows) | related)

    def _related(self, rows):
        """Return marks for the kits of marked parts and the parts of marked kits."""
        found = set()
        backends = self.env["retail.backend"].browse({row[0] for row in rows})
        for backend in backends.sudo():
            kits = self.env["retail.stock.supply"].sudo()._kits(backend.company_id)
            products = {row[1] for row in rows if row[0] == backend.id}
            for kit, parts in kits.items():
                if kit in products:
                    found |= {(backend.id, part, "changed") for part in parts}
                if not products.isdisjoint(parts):
                    found.add((backend.id, kit, "changed"))
        return found

    def _insert_ordered(self, collected):
        backends = super()._insert_ordered(collected)
        if collected and BOM in self.env:
            orders = self.env["sale.order"].sudo().browse({c[0] for c in collected})
            products = orders.exists().order_line.product_id.ids
            rows = {(i, p, "changed") for i in self._watching() for p in products}
            if rows:
                backends |= self._insert_changed(self._related(rows))
        return backends
