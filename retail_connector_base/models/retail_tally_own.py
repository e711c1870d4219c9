"""Counts inside Odoo: order against invoice, payout against payment, money owed."""

from datetime import UTC, timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..canonical.tally import Entry
from .retail_tally_here import exact

# What an order came to less what of it was credited by refunds, against its invoices
# and credit notes that are posted.
INVOICES = """
SELECT b.external_id, b.external_name, b.placed_at, c.name,
       b.total - COALESCE((SELECT sum(r.total) FROM retail_binding_refund r
                            WHERE r.order_binding_id = b.id
                              AND r.record_id IS NOT NULL), 0),
       (SELECT COALESCE(sum(CASE WHEN m.move_type = 'out_refund' THEN -m.amount_total
                                 ELSE m.amount_total END), 0)
          FROM account_move m WHERE m.state = 'posted' AND m.id IN (
               SELECT a.move_id FROM sale_order_line_invoice_rel k
                 JOIN account_move_line a ON a.id = k.invoice_line_id
                 JOIN sale_order_line l ON l.id = k.order_line_id
                WHERE l.order_id = b.record_id
                UNION SELECT r.record_id FROM retail_binding_refund r
                WHERE r.order_binding_id = b.id))
  FROM retail_binding_order b JOIN res_currency c ON c.id = b.currency_id
 WHERE b.backend_id = %(backend)s AND b.stage = 'done' AND b.invoice_id IS NOT NULL
   AND b.placed_at >= %(since)s AND b.placed_at < %(until)s"""
# The provider's gross of a payment or refund, against the payment it settles.
PROVIDER = """
SELECT l.external_id, CONCAT_WS(' ', l.order_name, l.external_id), l.occurred_at,
       c.name, l.gross, t.amount
  FROM retail_settlement_line l
  JOIN retail_settlement s ON s.id = l.settlement_id
  JOIN retail_binding_tender t ON t.id = l.tender_id AND t.currency_id = l.currency_id
  JOIN res_currency c ON c.id = l.currency_id
 WHERE l.backend_id = %(backend)s AND l.kind IN ('sale', 'refund')
   AND NOT COALESCE(t.converted, FALSE) AND s.paid_on = %(day)s"""


class RetailTally(models.Model):
    """Count what has to be equal inside Odoo."""

    _inherit = "retail.tally"

    @api.model
    def _own_kinds(self, backend):
        """Return the kinds that are counted without the platform."""
        kinds = ["provider", "owed"]
        if backend.accounting_policy == "invoice":
            kinds.append("invoice")
        return kinds

    @api.model
    def _own(self, backend, kind, day, since, until):
        """Return both sides of a kind, as Entries."""
        return getattr(self, f"_own_{kind}")(backend, day, since, until)

    def _own_invoice(self, backend, day, since, until):
        return self._two_sides("invoice", INVOICES, backend, day, since, until)

    def _own_provider(self, backend, day, since, until):
        return self._two_sides("provider", PROVIDER, backend, day, since, until)

    def _two_sides(self, kind, statement, backend, day, since, until):
        """Return what a statement's two amounts are, each as Entries."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                statement,
                backend=backend.id,
                day=day,
                since=since.replace(tzinfo=None),
                until=until.replace(tzinfo=None),
            )
        )
        there, here = [], []
        for entity_id, name, at, currency, expected, found in rows:
            for side, amount in ((there, expected), (here, found)):
                side.append(
                    Entry(
                        kind=kind,
                        entity_id=entity_id,
                        name=name or "",
                        at=at.replace(tzinfo=UTC) if at else None,
                        amount=exact(amount),
                        currency=currency,
                    )
                )
        return there, here

    def _own_owed(self, backend, day, since, until):
        """Return, per gateway, what it owes for longer than it takes to pay out."""
        Measure = self.env["retail.alert.measure"].sudo()
        late = fields.Datetime.now() - timedelta(days=backend.tally_payout_days)
        groups = self.env["retail.binding.tender"]._read_group(
            [*Measure._owed_domain(backend), ("processed_at", "<", late)],
            ["gateway", "currency_id"],
            ["amount:sum", "processed_at:min"],
        )
        there = [
            Entry(
                kind="owed",
                entity_id=f"{gateway} {currency.name}",
                name=gateway or "",
                at=oldest.replace(tzinfo=UTC),
                amount=exact(amount),
                currency=currency.name,
                tender=gateway or "",
            )
            for gateway, currency, amount, oldest in groups
        ]
        return there, []
