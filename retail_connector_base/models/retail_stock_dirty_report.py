"""Marks that are not about Odoo's stock: what the shop has, what a person asks for."""

from psycopg2.extras import execute_values

from odoo import api, models

from ..exporters.stock_store import moment


class RetailStockDirty(models.Model):
    """Take in reports and say who has work."""

    _inherit = "retail.stock.dirty"

    @api.model
    def _report(self, backend, rows):
        """Store what was learnt of the shop and wake the planning.

        :param rows: (product id, location binding id or None, kind, units or None, at)
            and, of what was sent, when the answer came
        """
        if rows:
            execute_values(
                self.env.cr._obj,
                "INSERT INTO retail_stock_dirty"
                " (backend_id, product_id, location_id, kind, quantity, at,"
                " answered_at) VALUES %s",
                [(backend.id, *row, None)[:7] for row in rows],
                page_size=1000,
            )
            backend._wake_stock(soon=True)

    @api.model
    def _mark_backend(self, backend):
        """Mark every level of a backend: its rules or locations changed."""
        self.env["retail.binding.variant"].flush_model()
        self.env.cr.execute(
            """
            INSERT INTO retail_stock_dirty (backend_id, product_id, kind, at)
            SELECT backend_id, record_id, 'changed', now() AT TIME ZONE 'UTC'
              FROM retail_binding_variant
             WHERE backend_id = %s AND record_id IS NOT NULL
               AND stock_external_id IS NOT NULL
            """,
            [backend.id],
        )
        if self.env.cr.rowcount:
            backend._wake_stock()

    @api.model
    def _mark_variants(self, variants):
        """Mark the levels of these variant bindings: their rules changed."""
        at = moment()
        for backend, part in variants.grouped("backend_id").items():
            products = part.record_id.ids
            self._report(backend, [(p, None, "changed", None, at) for p in products])

    @api.model
    def _mark_levels(self, levels, kind="changed"):
        """Mark single levels; kind ``asked``: read them at the shop first."""
        at = moment()
        for backend, part in levels.grouped("backend_id").items():
            rows = [
                (
                    level.variant_binding_id.record_id.id,
                    level.location_binding_id.id,
                    kind,
                    None,
                    at,
                )
                for level in part
                if level.variant_binding_id.record_id
            ]
            self._report(backend, rows)

    @api.model
    def _waiting_backends(self, settling=True):
        """Return backend id -> kinds of planning it needs: ``stock``, ``stock_read``.

        For the scheduler's sweep, which finds wake-ups that were lost.

        :param settling: levels that wait for orders need a plan too: with every sweep
            it is asked again whether the orders are in
        """
        self.env.cr.execute(
            """
            SELECT b.id,
                   EXISTS (SELECT 1 FROM retail_stock_dirty d WHERE d.backend_id = b.id)
                OR %s AND EXISTS (SELECT 1 FROM retail_stock_level l
                                   WHERE l.backend_id = b.id AND l.state = 'wait'),
                   EXISTS (SELECT 1 FROM retail_stock_level l
                            WHERE l.backend_id = b.id AND l.state = 'read')
              FROM retail_backend b
             WHERE b.state = 'live' AND b.active
             ORDER BY b.id
            """,
            [settling],
        )
        found = {}
        for backend_id, plan, read in self.env.cr.fetchall():
            kinds = ["stock"] * plan + ["stock_read"] * read
            if kinds:
                found[backend_id] = kinds
        return found
