"""Which sales Odoo has not heard of yet, or heard of but could not import."""

import json
from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal

from odoo import api, models

from .availability import units
from .decision import settled_until
from .stock import GRACE
from .stock_store import moment

NEVER = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)
PARKED = ("parked", "dead")  # states of an order that waits for a person
MAX_PARKED = 1000  # orders looked into; more than that waiting is another trouble


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


class RetailStockSupply(models.AbstractModel):
    """Count what orders claim that arrived and wait for a person."""

    _inherit = "retail.stock.supply"

    @api.model
    def _not_imported(self):
        """Return (product id, warehouse id) -> units in orders parked on the way in.

        The shop has sold them; that Odoo cannot import the order yet, for want of a
        tax mapping say, does not put them back on the shelf.
        """
        found = self.env["retail.event"].search(
            [("kind", "=", "order"), ("state", "in", PARKED)], limit=MAX_PARKED
        )
        claims = defaultdict(Decimal)
        for backend, events in found.grouped("backend_id").items():
            warehouse = backend.sale_warehouse_id
            for product_id, quantity in self._parked(backend, events).items():
                claims[product_id, warehouse.id] += quantity
        return claims

    def _parked(self, backend, events):
        """Return product id -> units in the orders that these events tell of."""
        newest = {}
        for event in events:  # newest first
            if event.document:
                newest.setdefault(event.entity_id, event.document)
        known = self.env["retail.binding.order"]._find(backend, newest)
        claims = defaultdict(Decimal)
        for order_id, text in newest.items():
            if order_id not in known:
                for variant_id, quantity in claimed(json.loads(text)["document"]):
                    claims[variant_id] += quantity
        variants = self.env["retail.binding.variant"]._find(backend, claims)
        result = defaultdict(Decimal)
        for external_id, binding in variants.items():
            if binding.record_id:
                result[binding.record_id.id] += claims[external_id]
        return result


def claimed(order):
    """Yield (variant id, units) an order, as plain JSON, takes from stock."""
    if order.get("cancelled_at") or order.get("fulfilment_status") == "fulfilled":
        return
    for line in order["lines"]:
        quantity = line.get("current_quantity")
        quantity = units(line["quantity"] if quantity is None else quantity)
        if line.get("variant_id") and quantity > 0:
            yield line["variant_id"], quantity
