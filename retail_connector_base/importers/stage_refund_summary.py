"""Account refunds by day: one entry per channel, day and currency of the refund.

Under the policy of daily summaries a refund is of the day it was made, not of the sale.
Its money goes into the same entry when it left that day, else into one of its own.
"""

from odoo import api, models

from .refund_summary_entry import RefundSummaryEntry
from .stage_invoice import local_date


class RetailStageRefundSummary(models.AbstractModel):
    """Write the daily entries of refunds of a connection."""

    _name = "retail.stage.refund.summary"
    _inherit = ["retail.stage.credit"]
    _description = "Retail Refund Summary Stage"

    @api.model
    def _due_domain(self, backend):
        """Return which refunds can be booked: those of days that are over."""
        start = self.env["retail.stage.summary"]._today_starts(backend)
        return [
            "|",
            ("sale_order_id.retail_summary_move_id", "=", False),
            ("refunded_at", "<", start),
        ]

    @api.model
    def _run_days(self, bindings):
        """Book refunds, an entry per day, channel and currency."""
        groups = bindings.grouped(
            lambda b: (
                local_date(b.backend_id, b.refunded_at),
                b.order_binding_id.channel,
                b.currency_id,
            )
        )
        for mine in groups.values():
            self._run_or_bisect(mine)

    @api.model
    def _run(self, bindings):
        backend = bindings.backend_id
        date = local_date(backend, bindings[0].refunded_at)
        summary = self.env["retail.stage.summary"]
        journal = backend.summary_journal_id or summary._journal(backend)
        tenders = self._money(bindings)
        mappings = self.env["retail.stage.pay"]._mappings(backend, tenders)
        self._check_tenders(bindings, tenders, mappings)
        summary._check_period(bindings, date, journal)
        fresh = bindings.filtered(lambda b: not b.summary_move_id)
        if fresh.filtered("total"):
            tenders -= self._book(fresh, date, journal, mappings)
        later = tenders.filtered(lambda t: t.state == "refund")
        self._pay_back(bindings, later, mappings)
        self._done(bindings, "done")
        bindings.order_binding_id._note_credit()
        bindings._trace("invoiced", "summary")

    @api.model
    def _book(self, bindings, date, journal, mappings):
        """Create and post the entry; return the tenders that are in it."""
        entry = RefundSummaryEntry(bindings, date, mappings, self._batch(bindings))
        summary = self.env["retail.stage.summary"]
        orders = bindings.order_binding_id
        move = summary._create_entry(_Named(entry, orders[0]), journal)
        move.ref = self.env._(
            "%(backend)s: refunds of %(date)s, %(count)s refunds",
            backend=bindings.backend_id.name,
            date=date,
            count=len(bindings),
        )
        move._post(soft=False)
        bindings.summary_move_id = move
        entry.book_tenders(move)
        return entry.tenders

    @api.model
    def _open_of_order(self, order):
        """Return the open customer items of an order in its daily entries."""
        found = super()._open_of_order(order)
        name = order.record_id.name
        return found | self._open(order.refund_ids.summary_move_id).filtered(
            lambda line: line.name == name
        )


class _Named:
    """An entry of refunds as the maker of summary entries wants it."""

    def __init__(self, entry, order):
        self.bindings = [order]
        self.date = entry.date
        self.company = entry.company
        self.currency = entry.currency
        self.lines = entry.lines
