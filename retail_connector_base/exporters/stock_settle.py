"""Which sales Odoo has not heard of yet."""

from datetime import UTC, datetime

from odoo import api, models

from .decision import settled_until
from .stock import GRACE
from .stock_store import moment

NEVER = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)


class RetailExporterStock(models.AbstractModel):
    """Know until when every sale of a shop is in Odoo."""

    _inherit = "retail.exporter.stock"

    @api.model
    def _settled(self, backend):
        """Return the moment before which every order of the shop is in Odoo.

        What waits in the inbox may tell of something long before it arrived: a message
        that was lost is found by a reading. It is younger than the reading before that.
        """
        self.env["retail.event"].flush_model()
        self.env.cr.execute(
            """
            SELECT MIN(received_at) FROM retail_event
             WHERE backend_id = %(backend)s AND kind = ANY(%(kinds)s)
               AND (state IN ('received', 'failed')
                 OR state IN ('parked', 'dead') AND document IS NULL)
            """,
            {
                "backend": backend.id,
                "kinds": self.env["retail.stock.supply"]._sale_kinds(),
            },
        )
        (oldest,) = self.env.cr.fetchone()
        if oldest is not None:
            oldest = min(filter(None, (oldest, self._orders_read(backend, oldest))))
        return settled_until(moment(), GRACE, self._orders_read(backend), oldest)

    def _orders_read(self, backend, before=None):
        """Return when the last complete reading of orders began; None: none is made.

        :param before: only readings that had ended by then count
        """
        flow = backend._order_flow()
        if not flow:
            return None
        for began, ended in reversed((flow.cursor or {}).get("readings", ())):
            if before is None or _naive(ended) <= before:
                return _naive(began)
        return NEVER

    @api.model
    def _needs_orders(self, backend):
        """Return whether a level waits for orders that were not read yet."""
        read_at = self._orders_read(backend)
        if read_at is None:
            return False
        self.env.cr.execute(
            """
            SELECT EXISTS (SELECT 1 FROM retail_stock_level
                            WHERE backend_id = %s AND state = 'wait'
                              AND moved_at > %s AND moved_at <= %s)
            """,
            [backend.id, read_at - GRACE, moment() - GRACE],
        )
        return self.env.cr.fetchone()[0]


def _naive(text):
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
