"""Buffers as large as what other channels sell before a channel is told."""

from datetime import timedelta

from odoo import api, fields, models

from ..exporters.buffer import buffer_for

LOOK_BACK = 28  # days whose sales make the rate
LAG_DAYS = 7  # days whose messages and changes make the lag
SLOWEST = 0.95  # of them the lag covers
SALES = ("order", "receipt")  # kinds of messages that tell of sales


class RetailBindingVariant(models.Model):
    """Keep the measured buffer of a product in a channel."""

    _inherit = "retail.binding.variant"

    computed_buffer = fields.Integer(
        "Measured Buffer",
        readonly=True,
        help="Units other channels may sell before this one is told.",
    )
    sold_elsewhere = fields.Float(
        "Sold Elsewhere a Day",
        readonly=True,
        aggregator=None,
        help="Units a day that other channels sold in the last four weeks.",
    )


class RetailStockGuard(models.AbstractModel):
    """Measure the lag of a channel and the sales of the others."""

    _inherit = "retail.stock.guard"

    @api.model
    def _measure(self, backends):
        """Compute the buffers of the connections that want them measured."""
        for backend in backends.filtered(lambda b: b.stock_buffer_kind == "computed"):
            backend.stock_lag_seconds = self._lag(backend)
            self._store(backend, self._sold_elsewhere(backend))

    def _lag(self, backend):
        """Return seconds from a sale elsewhere to the new number here, measured."""
        self.env["retail.event"].flush_model()
        self.env["retail.outbox"].flush_model()
        self.env.cr.execute(
            """
            SELECT COALESCE((
                SELECT percentile_cont(%(part)s) WITHIN GROUP (
                       ORDER BY extract(epoch FROM done_at - occurred_at))
                  FROM retail_event
                 WHERE backend_id <> %(backend)s AND company_id = %(company)s
                   AND kind = ANY(%(kinds)s) AND state = 'done'
                   AND origin IN ('webhook', 'poll')
                   AND occurred_at >= %(since)s AND done_at >= occurred_at), 0)
                 + COALESCE((
                SELECT percentile_cont(%(part)s) WITHIN GROUP (
                       ORDER BY extract(epoch FROM done_at - create_date))
                  FROM retail_outbox
                 WHERE backend_id = %(backend)s AND kind = 'stock' AND state = 'done'
                   AND create_date >= %(since)s), 0)
            """,
            {
                "part": SLOWEST,
                "backend": backend.id,
                "company": backend.company_id.id,
                "kinds": list(SALES),
                "since": fields.Datetime.now() - timedelta(days=LAG_DAYS),
            },
        )
        [(seconds,)] = self.env.cr.fetchall()
        delays = self.env["retail.stock.dirty"]._delays()
        return round(seconds) + delays.get(backend.id, 0)

    def _sold_elsewhere(self, backend):
        """Return product id -> units an hour that left for customers of others."""
        self.env["stock.move"].flush_model()
        self.env["sale.order"].flush_model(["retail_backend_id"])
        self.env.cr.execute(
            """
            SELECT m.product_id,
                   SUM(CASE WHEN f.usage = 'customer' THEN -m.product_qty
                            ELSE m.product_qty END) / %(hours)s
              FROM stock_move m
              JOIN stock_location f ON f.id = m.location_id
              JOIN stock_location t ON t.id = m.location_dest_id
              LEFT JOIN sale_order_line l ON l.id = m.sale_line_id
              LEFT JOIN sale_order s ON s.id = l.order_id
             WHERE m.state = 'done' AND m.company_id = %(company)s
               AND m.date >= %(since)s
               AND (f.usage = 'customer') <> (t.usage = 'customer')
               AND s.retail_backend_id IS DISTINCT FROM %(backend)s
             GROUP BY m.product_id
            """,
            {
                "hours": LOOK_BACK * 24,
                "company": backend.company_id.id,
                "backend": backend.id,
                "since": fields.Datetime.now() - timedelta(days=LOOK_BACK),
            },
        )
        return {
            product_id: float(rate)
            for product_id, rate in self.env.cr.fetchall()
            if rate > 0
        }

    def _store(self, backend, rates):
        """Write the buffers that changed, in one statement; mark their levels."""
        level = backend.stock_service_level / 100
        variants = self.env["retail.binding.variant"].search(
            [("backend_id", "=", backend.id), ("record_id", "!=", False)]
        )
        rows, changed = [], []
        for variant in variants:
            rate = rates.get(variant.record_id.id, 0.0)
            units = int(
                buffer_for(
                    rate, backend.stock_lag_seconds, level, backend.stock_buffer_most
                )
            )
            rows.append((variant.id, units, round(rate * 24, 3)))
            if units != variant.computed_buffer:
                changed.append(variant.id)
        if not rows:
            return
        ids, units, rates = map(list, zip(*rows, strict=True))
        self.env.cr.execute(
            """
            UPDATE retail_binding_variant v
               SET computed_buffer = n.units, sold_elsewhere = n.rate
              FROM unnest(%s::int[], %s::int[], %s::float8[]) AS n(id, units, rate)
             WHERE v.id = n.id AND (v.computed_buffer, v.sold_elsewhere)
                   IS DISTINCT FROM (n.units, n.rate)
            """,
            [ids, units, rates],
        )
        variants.invalidate_recordset(["computed_buffer", "sold_elsewhere"])
        self.env["retail.stock.dirty"]._mark_variants(variants.browse(changed))
