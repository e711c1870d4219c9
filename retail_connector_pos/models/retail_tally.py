"""Receipts among what is counted."""

from odoo import api, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.retail_connector_base.models.retail_tally import KINDS
from odoo.addons.retail_connector_base.models.retail_tally_count import FLOWS, OVER
from odoo.addons.retail_connector_base.models.retail_tally_here import READINGS

_lt = LazyTranslate(__name__)
KINDS["receipt"] = _lt("Receipts")
KINDS["tender"] = _lt("Payments at the tills")
KINDS["paid"] = _lt("Till payments by payout")
FLOWS["tender"] = FLOWS["paid"] = "receipt"
OVER.add("paid")
# What was booked of each receipt; a changed one is reversed and booked anew.
READINGS["receipt"] = """
SELECT b.external_id, b.external_name, b.sold_at, o.amount_total, c.name, NULL,
       s.external_id
  FROM retail_binding_receipt b
  JOIN pos_order o ON o.id = b.record_id
  JOIN retail_pos_store s ON s.id = b.store_id
  LEFT JOIN res_currency c ON c.id = b.currency_id
 WHERE b.backend_id = %(backend)s AND b.action = 'sale'
   AND NOT COALESCE(b.voided, FALSE)
   AND ((b.sold_at >= %(since)s AND b.sold_at < %(until)s)
        OR b.external_id = ANY(%(ids)s))"""

# What was paid for the receipts as they are booked now; change belongs to the cash that
# was handed over. What a customer owes is no payment yet.
READINGS["tender"] = """
SELECT p.transaction_id, b.external_name, p.payment_date,
       p.amount + COALESCE((
           SELECT sum(c.amount) FROM pos_payment c
            WHERE c.pos_order_id = p.pos_order_id AND c.is_change
              AND c.payment_method_id = p.payment_method_id
              AND NOT EXISTS (
                  SELECT FROM pos_payment f
                   WHERE f.pos_order_id = p.pos_order_id AND NOT f.is_change
                     AND f.payment_method_id = p.payment_method_id
                     AND f.id < p.id)), 0),
       c.name, p.name, s.external_id
  FROM retail_binding_receipt b
  JOIN pos_payment p ON p.pos_order_id = b.record_id
  JOIN pos_payment_method m ON m.id = p.payment_method_id
  JOIN retail_pos_store s ON s.id = b.store_id
  LEFT JOIN res_currency c ON c.id = b.currency_id
 WHERE b.backend_id = %(backend)s AND NOT COALESCE(b.voided, FALSE)
   AND NOT COALESCE(p.is_change, FALSE) AND m.journal_id IS NOT NULL
   AND ((p.payment_date >= %(since)s AND p.payment_date < %(until)s)
        OR p.transaction_id = ANY(%(ids)s))"""

# What was paid at any till of the company with the code that a payout names.
READINGS["paid"] = """
SELECT p.payment_ref_no, b.external_name, p.payment_date, p.amount, c.name, NULL, NULL
  FROM pos_payment p
  JOIN retail_binding_receipt b ON b.record_id = p.pos_order_id
  JOIN retail_backend k ON k.company_id = b.company_id AND k.id = %(backend)s
  LEFT JOIN res_currency c ON c.id = b.currency_id
 WHERE p.payment_ref_no = ANY(%(ids)s) AND p.amount > 0
   AND NOT COALESCE(b.voided, FALSE) AND NOT COALESCE(p.is_change, FALSE)"""


class RetailTally(models.Model):
    """Count a shop's store sales where they are booked: at the till."""

    _inherit = "retail.tally"

    @api.model
    def _here(self, backend, kind, day, since, until, there):
        here = super()._here(backend, kind, day, since, until, there)
        if kind == "order" and backend.store_sales == "receipt":
            here += super()._here(backend, "receipt", day, since, until, there)
        if kind == "tender":
            untold = backend._adapter_class().untold
            here = [entry for entry in here if entry.tender not in untold]
        return here

    @api.model
    def _ours(self, backend, kind, there):
        """Leave out refunds and payments of store sales: their session has them."""
        if kind not in ("refund", "payment") or backend.store_sales != "receipt":
            return there
        orders = {entry.source[1] for entry in there}
        sales = self.env["retail.binding.receipt"]._find(backend, orders)
        return [entry for entry in there if entry.source[1] not in sales]
