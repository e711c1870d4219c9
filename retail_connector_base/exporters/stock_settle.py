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
        """Return the moment before which every order of the shop is in Odoo."""
        self.env["retail.event"].flush_model()
        self.env.cr.execute(
            """
            SELECT MIN(received_at) FROM retail_event
             WHERE backend_id = %(backend)s AND kind = 'order'
               AND (state IN ('received', 'failed')
                 OR state IN ('parked', 'dead') AND document IS NULL)
            """,
            {"backend": backend.id},
        )
        (oldest,) = self.env.cr.fetchone()
        return settled_until(moment(), GRACE, self._orders_read(backend), oldest)

    def _orders_read(self, backend):
        """Return when the last complete reading of orders began; None: none is made."""
        flow = backend._order_flow()
        if not flow:
            return None
        cursor = flow.cursor or {}
        done = cursor.get("since") if cursor.get("cursor") else cursor.get("started")
        if not done:
            return NEVER
        return datetime.fromisoformat(done).astimezone(UTC).replace(tzinfo=None)

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
