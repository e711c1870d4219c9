"""Account orders by day: one entry per channel, day and currency.

The orders keep every detail in Odoo; the ledger gets one entry. An order that comes
late, for a day that is booked already, goes into a supplementary entry of that day.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from odoo import api, fields, models
from odoo.fields import Command

from .stage import PartlyFailed
from .stage_invoice import local_date
from .summary_entry import SummaryEntry

ENTRY_LIMIT = 2000  # orders an entry; the rest of a day goes into the next one


class RetailStageSummary(models.AbstractModel):
    """Write the daily summary entries of a connection."""

    _name = "retail.stage.summary"
    _inherit = ["retail.stage"]
    _description = "Retail Summary Stage"

    @api.model
    def _today_starts(self, backend):
        """Return when today began for the company, in naive UTC."""
        try:
            zone = ZoneInfo(backend.company_id.partner_id.tz or "UTC")
        except ZoneInfoNotFoundError:
            zone = ZoneInfo("UTC")
        now = fields.Datetime.now().replace(tzinfo=UTC).astimezone(zone)
        start = datetime.combine(now.date(), time(), zone)
        return start.astimezone(UTC).replace(tzinfo=None)

    @api.model
    def _due_domain(self, backend):
        """Return which orders can be booked: those of days that are over."""
        return [
            "|",
            ("stage", "!=", "invoice"),
            ("placed_at", "<", self._today_starts(backend)),
        ]

    @api.model
    def _run_days(self, backend):
        """Book the oldest day that is over, per channel and currency."""
        Binding = self.env["retail.binding.order"]
        domain = [
            *backend._delivery_domain(),
            ("placed_at", "<", self._today_starts(backend)),
        ]
        oldest = Binding.search(
            [("backend_id", "=", backend.id), ("stage", "=", "invoice"), *domain],
            order="placed_at",
            limit=1,
        )
        if not oldest:
            return
        day = local_date(backend, oldest.placed_at)
        bindings = Binding._work(
            backend,
            "invoice",
            ENTRY_LIMIT,
            [
                *domain,
                ("placed_at", ">=", oldest.placed_at),
                ("placed_at", "<", oldest.placed_at + timedelta(days=1)),
            ],
        ).filtered(lambda b: local_date(backend, b.placed_at) == day)
        groups = bindings.grouped(lambda b: (b.channel, b.currency_id))
        for mine in groups.values():
            self._run_or_bisect(mine)

    @api.model
    def _prepare(self, bindings):
        self.env["retail.stage.pay"]._prepare(bindings)

    @api.model
    def _run(self, bindings):
        gone = bindings.filtered(lambda b: b.record_id.state == "cancel")
        self._done(gone, "cancelled")
        todo = bindings - gone
        if not todo:
            return
        backend = todo.backend_id
        date = local_date(backend, todo[0].placed_at)
        journal = backend.summary_journal_id or self._journal(backend)
        self._check_period(todo, date, journal)
        mappings = self.env["retail.stage.pay"]._mappings(
            backend, todo.tender_ids.filtered(lambda t: t.state == "waiting")
        )
        self._check_mappings(todo, mappings, date)
        entry = SummaryEntry(todo, date, mappings)
        move = self._create_entry(entry, journal)
        move._post(soft=False)
        todo.record_id.write({"retail_summary_move_id": move.id})
        entry.book_tenders(move)
        later = todo.filtered(
            lambda b: b.tender_ids.filtered(lambda t: t.state == "waiting")
        )
        self._done(later, "pay")
        self._done(todo - later, "done")
        todo._trace("invoiced", "summary", move.name)

    @api.model
    def _journal(self, backend):
        return self.env["account.journal"].search(
            [
                *self.env["account.journal"]._check_company_domain(backend.company_id),
                ("type", "=", "general"),
            ],
            limit=1,
        )

    @api.model
    def _check_period(self, bindings, date, journal):
        locks = bindings.company_id._get_violated_lock_dates(date, True, journal)
        if locks:
            message = self.env._(
                "The orders are of %(date)s, a locked period (until %(lock)s).",
                date=date,
                lock=locks[-1][0],
            )
            raise PartlyFailed([(b, "period_locked", message) for b in bindings])

    @api.model
    def _check_mappings(self, bindings, mappings, date):
        """Raise for orders whose tenders of the day are not mapped."""
        problems = []
        for binding in bindings:
            missing = {
                mappings[tender.id].display_name
                for tender in binding.tender_ids
                if tender.id in mappings and mappings[tender.id].state != "approved"
            }
            if missing:
                problems.append(
                    (
                        binding,
                        "tender_unmapped",
                        self.env._(
                            "Approve the payment mapping: %s",
                            ", ".join(sorted(missing)),
                        ),
                    )
                )
        if problems:
            raise PartlyFailed(problems)

    @api.model
    def _create_entry(self, entry, journal):
        """Create the entry; its taxes are given, nothing is recomputed."""
        first = entry.bindings[0]
        return (
            self.env["account.move"]
            .with_context(skip_invoice_sync=True)
            .create(
                {
                    "move_type": "entry",
                    "journal_id": journal.id,
                    "date": entry.date,
                    "company_id": entry.company.id,
                    "currency_id": entry.currency.id,
                    "retail_backend_id": first.backend_id.id,
                    "retail_channel": first.channel,
                    "ref": self.env._(
                        "%(backend)s: %(channel)s of %(date)s, %(count)s orders",
                        backend=first.backend_id.name,
                        channel=dict(
                            first._fields["channel"]._description_selection(self.env)
                        )[first.channel],
                        date=entry.date,
                        count=len(entry.bindings),
                    ),
                    "line_ids": [
                        Command.create(
                            {
                                "currency_id": entry.currency.id,
                                "partner_id": False,
                                "analytic_distribution": False,
                                **values,
                            }
                        )
                        for values in entry.lines()
                    ],
                }
            )
        )
