"""Credit refunds: a posted credit note each, and the money that went back.

The credit note is the platform's refund to the cent, taxes included, line by line; no
line takes a difference. Money leaves by the clearing account of the tender it left by,
and is reconciled with the credit note. What a credit note is more than the money lowers
what is open of the order, or pays for what was taken in exchange.
"""

from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from .refund_batch import RefundBatch
from .refund_values import credit_note
from .stage import PartlyFailed
from .stage_invoice import local_date
from .summary_entry import exact

# Orders with an open credit and an open invoice. Written out: as a domain, the planner
# takes minutes for it when it knows nothing of the tables yet.
EXCHANGES = """
SELECT DISTINCT r.order_binding_id
  FROM retail_binding_refund r
  JOIN account_move n ON n.id = r.record_id AND n.state = 'posted'
   AND n.payment_state IN ('not_paid', 'partial')
 CROSS JOIN LATERAL (
       SELECT FROM sale_order_line s
         JOIN sale_order_line_invoice_rel x ON x.order_line_id = s.id
         JOIN account_move_line l ON l.id = x.invoice_line_id
         JOIN account_move m ON m.id = l.move_id
        WHERE s.order_id = r.sale_order_id AND m.amount_residual > 0
          AND m.state = 'posted' AND m.move_type = 'out_invoice'
        LIMIT 1) AS owed
 WHERE r.backend_id = %(backend)s AND r.stage = 'done'
 LIMIT %(limit)s"""


class RetailStageCredit(models.AbstractModel):
    """Book a batch of refunds of orders that are accounted (or never will be)."""

    _name = "retail.stage.credit"
    _inherit = ["retail.stage"]
    _description = "Retail Credit Stage"

    @api.model
    def _prepare(self, bindings):
        self.env["retail.stage.pay"]._mappings(
            bindings.backend_id, self._money(bindings)
        )

    @api.model
    def _run(self, bindings):
        tenders = self._money(bindings)
        mappings = self.env["retail.stage.pay"]._mappings(bindings.backend_id, tenders)
        self._check_tenders(bindings, tenders, mappings)
        fresh = bindings.filtered(self._is_to_credit)
        if fresh:
            self._credit(fresh)
        self._pay_back(bindings, tenders, mappings)
        self._done(bindings, "done")
        bindings.order_binding_id._note_credit()
        bindings._trace("invoiced", "credited")

    @api.model
    def _is_to_credit(self, binding):
        """Return whether a refund needs a credit note: its order was invoiced."""
        return (
            not binding.record_id
            and bool(binding.order_binding_id.invoice_id)
            and bool(binding._document().lines)
        )

    @api.model
    def _money(self, bindings):
        """Return the tenders to book with refunds.

        An order that was never accounted had its payments not booked either: they came
        and went, so both sides are.
        """
        tenders = bindings.tender_ids.filtered(lambda t: t.state == "refund")
        for order in bindings.order_binding_id:
            if self._never_booked(order):
                tenders |= order.tender_ids.filtered(lambda t: t.state == "waiting")
        return tenders

    @api.model
    def _never_booked(self, order):
        return order.record_id.state == "cancel" and not (
            order.invoice_id or order.record_id.retail_summary_move_id
        )

    # --- checks ---

    @api.model
    def _check_tenders(self, bindings, tenders, mappings):
        """Raise for refunds whose money cannot be booked."""
        problems = {}
        for tender in tenders:
            mapping = mappings[tender.id]
            mine = tender.refund_binding_id & bindings or bindings.filtered(
                lambda b, order=tender.order_binding_id: b.order_binding_id == order
            )
            date = local_date(tender.backend_id, tender.processed_at)
            if mapping.state != "approved":
                problem = (
                    "tender_unmapped",
                    self.env._("Approve the payment mapping: %s", mapping.display_name),
                )
            elif tender.company_id._get_violated_lock_dates(
                date, False, mapping.journal_id
            ):
                problem = (
                    "period_locked",
                    self.env._("A refund is of %s, a locked period.", date),
                )
            else:
                continue
            problems.update(dict.fromkeys(mine, problem))
        if problems:
            raise PartlyFailed([(b, *problem) for b, problem in problems.items()])

    @api.model
    def _check_period(self, binding, date, journal):
        locks = binding.company_id._get_violated_lock_dates(
            date, bool(binding.tax_total), journal
        )
        if not locks:
            return None
        return (
            binding,
            "period_locked",
            self.env._(
                "The refund is of %(date)s, a locked period (until %(lock)s).",
                date=date,
                lock=locks[-1][0],
            ),
        )

    # --- credit notes ---

    @api.model
    def _credit(self, bindings):
        """Create, check and post the credit notes of a batch."""
        usual = self.env["retail.stage.invoice"]._journal(bindings)
        batch = self._batch(bindings)
        values, problems = [], []
        for binding in bindings:
            date = local_date(binding.backend_id, binding.refunded_at)
            journal = binding.order_binding_id.invoice_id.journal_id or usual
            if problem := self._check_period(binding, date, journal):
                problems.append(problem)
                continue
            values.append(credit_note(batch, binding, binding._document(), date, usual))
        if problems:
            raise PartlyFailed(problems)
        notes = self.env["account.move"].create(values)
        for binding, note in zip(bindings, notes, strict=True):
            binding.record_id = note
        self._check_totals(bindings)
        notes._post(soft=False)
        # Only now: what Odoo reconciles by itself when a reversal is posted takes
        # several of one invoice for those of others.
        for binding in bindings:
            binding.record_id.reversed_entry_id = binding.order_binding_id.invoice_id

    @api.model
    def _batch(self, bindings):
        orders = {b.order_binding_id.external_id: b.order_binding_id for b in bindings}
        return RefundBatch(
            self.env,
            bindings.backend_id,
            orders,
            [binding._document() for binding in bindings],
        )

    @api.model
    def _check_totals(self, bindings):
        """Raise unless each credit note is the platform's refund, to the cent."""
        problems = []
        for binding in bindings:
            note = binding.record_id
            for ours, theirs in (
                (exact(note.amount_total), exact(binding.total)),
                (exact(note.amount_tax), exact(binding.tax_total)),
            ):
                if ours != theirs:
                    problems.append(
                        (
                            binding,
                            "refund_mismatch",
                            self.env._(
                                "The credit note would be %(found)s instead of "
                                "%(expected)s (difference %(difference)s).",
                                found=f"{ours.normalize():f}",
                                expected=f"{theirs.normalize():f}",
                                difference=f"{(ours - theirs).normalize():+f}",
                            ),
                        )
                    )
                    break
        if problems:
            raise PartlyFailed(problems)

    # --- money ---

    @api.model
    def _pay_back(self, bindings, tenders, mappings):
        """Enter the money that went back and reconcile it."""
        pay = self.env["retail.stage.pay"]
        groups = defaultdict(tenders.browse)
        for tender in tenders:
            date = local_date(tender.backend_id, tender.processed_at)
            groups[mappings[tender.id].journal_id, date] |= tender
        customer_lines = {}
        if groups:
            entries = pay._entries(groups, mappings)
            customer_lines = pay._link(groups, entries)
            entries._post(soft=False)
        self._reconcile(bindings, customer_lines)

    @api.model
    def _reconcile(self, bindings, customer_lines):
        """Reconcile each credit note with its money, then what is left by order."""
        first, then = [], []
        Line, Tender = self.env["account.move.line"], self.env["retail.binding.tender"]
        for binding in bindings:
            money = Line.union(
                *(
                    line
                    for tender, line in customer_lines.items()
                    if tender.refund_binding_id == binding
                )
            )
            booked = binding.tender_ids - Tender.union(*customer_lines)
            # Money of a credit note that was withdrawn, and made anew.
            money |= booked.filtered("record_id")._customer_lines()
            first.append(self._open(binding.record_id) | money)
        for order in bindings.order_binding_id:
            mine = Line.union(
                *(
                    line
                    for tender, line in customer_lines.items()
                    if tender.order_binding_id == order
                )
            )
            then.append((order, mine))
        self._match(first)
        self._match([self._open_of_order(order) | mine for order, mine in then])

    @api.model
    def _match(self, plan):
        """Reconcile each set of journal items, per account; needs both sides."""
        sets = []
        for lines in plan:
            for mine in lines.grouped("account_id").values():
                todo = mine.filtered(lambda line: not line.reconciled)
                if len({line.balance > 0 for line in todo if line.balance}) == 2:
                    sets.append(todo)
        if sets:
            self.env["account.move.line"]._reconcile_plan(sets)

    @api.model
    def _open(self, moves):
        """Return the open customer items of invoices and credit notes."""
        return moves.line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and line.parent_state == "posted"
                and not line.reconciled
            )
        )

    @api.model
    def _open_of_order(self, order):
        """Return all open customer items of an order."""
        owed = self.env["retail.stage.pay"]._owed(order)
        return owed.filtered(lambda line: not line.reconciled) | self._open(
            order.refund_ids.record_id
        )

    @api.model
    def _settle(self, backend, limit):
        """Let credits pay for what was invoiced after them: an exchange."""
        self.env.flush_all()
        rows = self.env.execute_query(SQL(EXCHANGES, backend=backend.id, limit=limit))
        orders = self.env["retail.binding.order"].browse([row[0] for row in rows])
        self._match([self._open_of_order(order) for order in orders])
