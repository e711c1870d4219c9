"""The nightly look at every level: what drifted is found, corrected and told."""

from odoo import api, models

from .observation import READ
from .stock_store import moment

COMPARE_LIMIT = 5000  # levels a job compares; bounds its memory
AGREED = ("same", "wait", "pending")  # nothing new to learn from an equal number


class RetailExporterStock(models.AbstractModel):
    """Compare all levels with the shop, in as few requests as it takes."""

    _inherit = "retail.exporter.stock"

    @api.model
    def _full_compare(self, backend, adapter, after=None, limit=COMPARE_LIMIT):
        """Compare the next levels; return (compared, different, where to go on).

        Where to go on is None when all have been compared. Levels are asked for by
        their id, not listed: one that vanished at the shop is noticed too, and the
        number of requests is the same. They go place by place, which is how platforms
        answer many at once.
        """
        if not after:  # what was not noticed is computed anew as well
            self.env["retail.stock.dirty"]._mark_backend(backend)
        compared = different = 0
        size = self._max_fetch(backend)
        while compared < limit:
            levels = self._levels_after(backend, after, size)
            if levels:
                different += self._compare(backend, adapter, levels)
                compared += len(levels)
                after = [levels[-1][4], levels[-1][0]]  # place, level
            if len(levels) < size:
                return compared, different, None
        return compared, different, after

    def _levels_after(self, backend, after, limit):
        """Return the next levels.

        Each is (id, stock id, place, product id, place id, state, units).
        """
        self.env["retail.stock.level"].flush_model()
        self.env.cr.execute(
            """
            SELECT l.id, v.stock_external_id, b.external_id, v.record_id, b.id, l.state,
                   CASE WHEN NOT COALESCE(l.remote_absent, FALSE) THEN l.remote_qty END
              FROM retail_stock_level l
              JOIN retail_binding_variant v ON v.id = l.variant_binding_id
              JOIN retail_binding_location b ON b.id = l.location_binding_id
             WHERE l.backend_id = %s AND (l.location_binding_id, l.id) > (%s, %s)
               AND l.state <> 'off'
               AND v.stock_external_id IS NOT NULL AND v.record_id IS NOT NULL
             ORDER BY l.location_binding_id, l.id LIMIT %s
            """,
            [backend.id, *(after or (0, 0)), limit],
        )
        return self.env.cr.fetchall()

    def _compare(self, backend, adapter, levels):
        """Read some levels in one request, report the different; return how many."""
        asked_at = moment()
        payloads = adapter.fetch_many("stock", [f"{row[1]}|{row[2]}" for row in levels])
        marks = []
        for _id, stock_id, place, product_id, place_id, state, known in levels:
            units = self._units(adapter, payloads.get(f"{stock_id}|{place}"))
            if units != known or state not in AGREED:
                marks.append((product_id, place_id, READ, units, asked_at))
        self.env["retail.stock.dirty"]._report(backend, marks)
        return len(marks)
