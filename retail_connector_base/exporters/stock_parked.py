"""What orders claim that arrived and wait for a person before they get in."""

import json
from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models

from .availability import units

PARKED = ("parked", "dead")  # states of an order that waits for a person
WAITING = ("received", "failed")  # of one that is tried, maybe not for the first time
MAX_PARKED = 1000  # orders looked into; more than that waiting is another trouble


class RetailStockSupply(models.AbstractModel):
    """Count units of parked orders as sold.

    That Odoo cannot import an order yet, for want of a tax mapping say, does not put
    its goods back on the shelf; nor does trying it again, until it is in.
    """

    _inherit = "retail.stock.supply"

    @api.model
    def _sale_kinds(self):
        """Return the kinds of documents that tell of sales."""
        return ["order"]

    @api.model
    def _known_sales(self, backend, ids):
        """Return those of the platform's ids whose sales are in Odoo."""
        return set(self.env["retail.binding.order"]._find(backend, ids))

    @api.model
    def _not_imported(self):
        """Return (product id, warehouse id) -> units in orders parked on the way in."""
        Event = self.env["retail.event"]
        Event.flush_model()
        self.env.cr.execute(
            """
            SELECT id FROM retail_event
             WHERE kind = ANY(%s)
               AND (state = ANY(%s) OR state = ANY(%s) AND document IS NOT NULL)
             ORDER BY id DESC LIMIT %s
            """,
            [self._sale_kinds(), list(PARKED), list(WAITING), MAX_PARKED],
        )
        found = Event.browse(event_id for (event_id,) in self.env.cr.fetchall())
        claims = defaultdict(Decimal)
        for backend, events in found.grouped("backend_id").items():
            orders = self._parked_orders(backend, events)
            for key, quantity in self._claims(backend, orders).items():
                claims[key] += quantity
        return claims

    def _parked_orders(self, backend, events):
        """Return the newest documents, as plain JSON, of orders not in Odoo yet."""
        newest = {}
        for event in events:  # newest first
            if event.document:
                newest.setdefault(event.entity_id, event.document)
        known = self._known_sales(backend, newest)
        return [
            json.loads(text)["document"]
            for order_id, text in newest.items()
            if order_id not in known
        ]

    def _claims(self, backend, orders):
        """Return (product id, warehouse id) -> units that these orders claim."""
        if not orders:
            return {}
        since = (backend.live_since or fields.Datetime.now()).isoformat()
        places = {
            place.external_id: place.warehouse_id for place in backend.location_ids
        }
        lines = [
            (variant_id, places.get(place) or backend.sale_warehouse_id, quantity)
            for order in orders
            for variant_id, place, quantity in claimed(order, since)
        ]
        variants = self.env["retail.binding.variant"]._find(
            backend, {variant_id for variant_id, _warehouse, _quantity in lines}
        )
        claims = defaultdict(Decimal)
        for variant_id, warehouse, quantity in lines:
            product = variant_id in variants and variants[variant_id].record_id
            if product:
                claims[product.id, warehouse.id] += quantity
        return claims


def claimed(order, since=""):
    """Yield (variant id, place, units) an order, as plain JSON, takes from stock.

    :param since: an older order that is fulfilled left before Odoo kept the stock
    """
    if order.get("cancelled_at"):
        return
    if order.get("fulfilment_status") == "fulfilled" and order["created_at"] < since:
        return
    place = (order.get("place") or {}).get("location_id") or ""
    for line in order["lines"]:
        quantity = line.get("current_quantity")
        quantity = units(line["quantity"] if quantity is None else quantity)
        if line.get("variant_id") and quantity > 0:
            yield line["variant_id"], place, quantity
