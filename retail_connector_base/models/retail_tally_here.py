"""What Odoo has of a day: read from its documents, not from what was received."""

from datetime import UTC
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..canonical.tally import Entry

# A sale order that somebody copied, or that was made twice, is a second document of the
# same order: it has the shop's number and total, and no binding of its own. What was
# cancelled counts as long as the platform has it: what is deleted there ends that way.
ORDERS = """
SELECT b.external_id, b.external_name, b.placed_at, s.amount_total, c.name, NULL, NULL
  FROM retail_binding_order b
  JOIN sale_order s ON s.id = b.record_id OR (
       s.company_id = b.company_id AND s.client_order_ref = b.external_name
       AND s.retail_backend_id = b.backend_id AND s.state <> 'cancel'
       AND s.amount_total = b.total AND NOT EXISTS (
           SELECT FROM retail_binding_order o WHERE o.record_id = s.id))
  LEFT JOIN res_currency c ON c.id = b.currency_id
 WHERE b.backend_id = %(backend)s AND (
       (b.placed_at >= %(since)s AND b.placed_at < %(until)s AND s.state <> 'cancel')
       OR b.external_id = ANY(%(ids)s))"""
REFUNDS = """
SELECT r.external_id, b.external_name, r.refunded_at,
       r.refunded_total + COALESCE(r.pending_total, 0), c.name, NULL, NULL
  FROM retail_binding_refund r
  JOIN retail_binding_order b ON b.id = r.order_binding_id
  LEFT JOIN res_currency c ON c.id = r.currency_id
 WHERE r.backend_id = %(backend)s AND (
       (r.refunded_at >= %(since)s AND r.refunded_at < %(until)s
        AND r.refunded_total + COALESCE(r.pending_total, 0) <> 0)
       OR r.external_id = ANY(%(ids)s))"""
PAYMENTS = """
SELECT t.external_id, b.external_name, t.processed_at, t.amount, c.name, t.gateway, NULL
  FROM retail_binding_tender t
  JOIN retail_binding_order b ON b.id = t.order_binding_id
  LEFT JOIN sale_order s ON s.id = b.record_id
  LEFT JOIN res_currency c ON c.id = t.currency_id
 WHERE t.backend_id = %(backend)s AND t.state <> 'no_money' AND (
       (t.processed_at >= %(since)s AND t.processed_at < %(until)s
        AND (t.state <> 'waiting' OR s.state IS DISTINCT FROM 'cancel'))
       OR t.external_id = ANY(%(ids)s))"""
SETTLEMENTS = """
SELECT p.external_id, COALESCE(p.external_name, p.external_id), p.paid_on::timestamp,
       p.total, c.name, NULL, NULL
  FROM retail_settlement p LEFT JOIN res_currency c ON c.id = p.currency_id
 WHERE p.backend_id = %(backend)s
   AND (p.paid_on = %(day)s OR p.external_id = ANY(%(ids)s))"""
# Only what Odoo believes to be agreed: the rest is being read, sent or waited for.
STOCK = """
SELECT v.stock_external_id || '|' || p.external_id,
       COALESCE(v.sku, v.title, v.external_id), NULL, l.target_qty, NULL, NULL,
       p.external_id
  FROM retail_stock_level l
  JOIN retail_binding_variant v ON v.id = l.variant_binding_id
  JOIN retail_binding_location p ON p.id = l.location_binding_id
 WHERE l.backend_id = %(backend)s AND l.state IN ('same', 'hold', 'parked')
   AND v.stock_external_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM retail_stock_dirty d WHERE d.backend_id = l.backend_id
          AND d.product_id = l.product_id)"""
READINGS = {
    "order": ORDERS,
    "refund": REFUNDS,
    "payment": PAYMENTS,
    "settlement": SETTLEMENTS,
    "stock": STOCK,
}
PLACES = {
    "order",
    "refund",
    "payment",
    "paid",
}  # their store is the platform's word only


class RetailTally(models.Model):
    """Read Odoo's side."""

    _inherit = "retail.tally"

    @api.model
    def _here(self, backend, kind, day, since, until, there):
        """Return Odoo's Entries of a kind: of the period, and of what is there."""
        self.env.flush_all()
        known = {entry.entity_id: entry for entry in there}
        rows = self.env.execute_query(
            SQL(
                READINGS[kind],
                backend=backend.id,
                day=day,
                since=since.replace(tzinfo=None),
                until=until.replace(tzinfo=None),
                ids=list(known),
            )
        )
        return [self._entry(kind, row, known) for row in rows]

    @api.model
    def _entry(self, kind, row, known):
        entity_id, name, at, amount, currency, tender, place = row
        twin = known.get(entity_id)
        if twin and kind in PLACES:
            place = twin.place
        return Entry(
            kind=kind,
            entity_id=entity_id,
            name=name or "",
            at=at.replace(tzinfo=UTC) if at else None,
            amount=exact(amount),
            currency=currency or "",
            tender=tender or "",
            place=place or "",
            source=twin.source if twin else ("", ""),
        )


def exact(number):
    """Return a column's number as it was meant, without a float's tail."""
    if isinstance(number, float):
        number = repr(number)
    return round(Decimal(number or 0), 6)
