"""Invoice orders: a posted invoice each, dated and totalled as the platform says."""

from datetime import UTC
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from odoo import api, models
from odoo.fields import Command

from .stage import PartlyFailed

CENTS = Decimal("0.000001")


def local_date(backend, moment):
    """Return the company's date of a naive UTC time."""
    try:
        zone = ZoneInfo(backend.company_id.partner_id.tz or "UTC")
    except ZoneInfoNotFoundError:
        zone = ZoneInfo("UTC")
    return moment.replace(tzinfo=UTC).astimezone(zone).date()


class RetailStageInvoice(models.AbstractModel):
    """Create and post the invoices of a batch of orders."""

    _name = "retail.stage.invoice"
    _inherit = ["retail.stage"]
    _description = "Retail Invoice Stage"

    @api.model
    def _run(self, bindings):
        orders = bindings.record_id
        gone = bindings.filtered(lambda b: b.record_id.state == "cancel")
        self._done(gone, "cancelled")
        todo = bindings - gone
        self._prefetch(todo.record_id)
        usual = self._journal(todo)
        self._check_periods(todo, usual)
        values, invoiced = [], todo.browse()
        for binding in todo:
            vals = self._invoice_values(binding, usual)
            if vals:
                values.append(vals)
                invoiced |= binding
        if values:
            invoices = orders._create_account_invoices(values, False)
            for binding, invoice in zip(invoiced, invoices, strict=True):
                binding.invoice_id = invoice
            self._check_totals(invoiced)
            invoices._post(soft=False)
            invoiced.filtered(
                lambda b: "posted" in b.tender_ids.mapped("state")
            )._reconcile_open()
            invoiced._trace("invoiced")
        to_pay = todo.filtered(lambda b: b._has_money_to_book())
        self._done(to_pay, "pay")
        self._done(todo - to_pay, "done")

    @api.model
    def _prefetch(self, orders):
        """Read for all orders what Odoo would read for one after the other."""
        orders.order_line.mapped("move_ids")
        orders.order_line.product_id.mapped("account_tag_ids")

    @api.model
    def _check_periods(self, bindings, usual_journal):
        """Raise for orders of a locked period, as dates never move, or no journal."""
        problems = []
        for binding in bindings:
            date = local_date(binding.backend_id, binding.placed_at)
            journal = binding.record_id.journal_id or usual_journal
            if not journal:
                message = self.env._(
                    "%s has no journal for sales.", binding.company_id.name
                )
                problems.append((binding, "refused_by_odoo", message))
                continue
            locks = binding.company_id._get_violated_lock_dates(
                date, bool(binding.tax_total), journal
            )
            if locks:
                problems.append(
                    (
                        binding,
                        "period_locked",
                        self.env._(
                            "The order is of %(date)s, a locked period (until "
                            "%(lock)s).",
                            date=date,
                            lock=locks[-1][0],
                        ),
                    )
                )
        if problems:
            raise PartlyFailed(problems)

    @api.model
    def _journal(self, bindings):
        """Return the journal of orders that name none: Odoo's usual one."""
        return self.env["account.journal"].search(
            [
                *self.env["account.journal"]._check_company_domain(bindings.company_id),
                ("type", "=", "sale"),
            ],
            limit=1,
        )

    @api.model
    def _invoice_values(self, binding, usual_journal):
        """Return the values of an order's invoice; None when nothing is left."""
        order = binding.record_id
        date = local_date(binding.backend_id, binding.placed_at)
        lines = []
        for line in order.order_line.with_context(retail_invoice_date=date):
            if line.display_type:
                continue
            quantity = line.product_uom_qty - line.qty_invoiced
            if not quantity:
                continue
            lines.append(
                Command.create(
                    {
                        **line._prepare_invoice_line(
                            quantity=quantity, sequence=len(lines) + 1
                        ),
                        "analytic_distribution": False,
                    }
                )
            )
        if not lines:
            return None
        return {
            "journal_id": usual_journal.id,
            **order._prepare_invoice(),
            "invoice_date": date,
            "date": date,
            "invoice_line_ids": lines,
        }

    @api.model
    def _check_totals(self, bindings):
        """Raise unless the invoices are the platform's total and tax, to the cent."""
        problems = []
        for binding in bindings:
            moves = binding.record_id.invoice_ids.filtered(
                lambda move: move.state != "cancel"
            )
            moves -= binding.refund_ids.record_id  # refunds are documents of their own
            signs = [(-1 if m.move_type == "out_refund" else 1, m) for m in moves]
            for ours, theirs in (
                (
                    sum(s * m.amount_total for s, m in signs),
                    binding.total + binding.kept_total,
                ),
                (
                    sum(s * m.amount_tax for s, m in signs),
                    binding.tax_total + binding.kept_tax,
                ),
            ):
                found = Decimal(repr(ours)).quantize(CENTS)
                expected = Decimal(repr(theirs)).quantize(CENTS)
                if found != expected:
                    problems.append(
                        (
                            binding,
                            "invoice_mismatch",
                            self.env._(
                                "The invoice would be %(found)s instead of "
                                "%(expected)s (difference %(difference)s).",
                                found=f"{found.normalize():f}",
                                expected=f"{expected.normalize():f}",
                                difference=f"{(found - expected).normalize():+f}",
                            ),
                        )
                    )
                    break
        if problems:
            raise PartlyFailed(problems)
