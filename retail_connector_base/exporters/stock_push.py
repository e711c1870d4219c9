"""What became of the changes that were sent, and what the shop has now."""

from odoo import api, models

from ..platforms import StaleError, TransientError
from .observation import DOUBT, READ, SENT
from .stock_store import moment

READ_LIMIT = 2500  # levels a job reads
MAX_FETCH = 250  # levels a request, unless the platform says otherwise


class RetailExporterStock(models.AbstractModel):
    """Report outcomes as marks: the planning alone writes levels."""

    _inherit = "retail.exporter.stock"

    @api.model
    def _delivered(self, rows, results):
        """Take in the answers to one request.

        :param rows: ``retail.outbox`` records
        :param results: PushResult per row; those without one are not settled yet
        """
        answers = {result.key: result for result in results}
        levels = self._levels_of(rows)
        now = moment()
        for backend, part in rows.grouped("backend_id").items():
            marks = []
            for row in part:
                result, level = answers.get(row.key), levels.get(row.res_id)
                if result is None or level is None:
                    continue
                if result.error is None:
                    units = int(row.payload["quantity"])
                    # as of the first request: a sale right after it is newer than it
                    marks.append((*level, SENT, units, row.sent_at or now, now))
                elif isinstance(result.error, StaleError):
                    marks.append((*level, DOUBT, None, now))
                elif not isinstance(result.error, TransientError):
                    marks.append((*level, "changed", None, now))
            self.env["retail.stock.dirty"]._report(backend, marks)

    def _levels_of(self, rows):
        """Return level id -> (product id, location binding id)."""
        self.env["retail.stock.level"].flush_model()
        self.env.cr.execute(
            """
            SELECT l.id, v.record_id, l.location_binding_id
              FROM retail_stock_level l
              JOIN retail_binding_variant v ON v.id = l.variant_binding_id
             WHERE l.id = ANY(%s) AND v.record_id IS NOT NULL
            """,
            [[row.res_id for row in rows]],
        )
        return {level: tuple(rest) for level, *rest in self.env.cr.fetchall()}

    @api.model
    def _read(self, backend, adapter, limit=READ_LIMIT):
        """Read the levels whose number at the shop is not known; return how many."""
        self.env["retail.stock.level"].flush_model()
        self.env.cr.execute(
            """
            SELECT v.record_id, l.location_binding_id,
                   v.stock_external_id || '|' || b.external_id
              FROM retail_stock_level l
              JOIN retail_binding_variant v ON v.id = l.variant_binding_id
              JOIN retail_binding_location b ON b.id = l.location_binding_id
             WHERE l.backend_id = %s AND l.state = 'read'
               AND v.record_id IS NOT NULL AND v.stock_external_id IS NOT NULL
             ORDER BY l.location_binding_id, l.id LIMIT %s
            """,
            [backend.id, limit],
        )
        wanted = self.env.cr.fetchall()
        for start in range(0, len(wanted), self._max_fetch(backend)):
            part = wanted[start : start + self._max_fetch(backend)]
            self._read_part(backend, adapter, part)
        return len(wanted)

    def _max_fetch(self, backend):
        """Return how many levels the platform gives in one request."""
        adapter = backend._adapter_class()
        return (adapter and adapter.max_fetch.get("stock")) or MAX_FETCH

    def _read_part(self, backend, adapter, wanted):
        """Read some levels in one request and report what they are."""
        asked_at = moment()  # what happens from here on is newer
        payloads = adapter.fetch_many("stock", [key for _p, _l, key in wanted])
        marks = []
        for product_id, place_id, key in wanted:
            units = self._units(adapter, payloads.get(key))
            marks.append((product_id, place_id, READ, units, asked_at))
        self.env["retail.stock.dirty"]._report(backend, marks)

    def _units(self, adapter, payload):
        """Return the units a level's raw payload tells of; None: there is no level."""
        if payload is None:
            return None
        return int(adapter.parse("stock", payload).available)
