"""The scheduler: start what is due, find what was forgotten."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from odoo import api, fields, models
from odoo.tools import SQL

HANDLED = "set aside"  # result of a dead job that was taken care of


def next_daily(now, hour, zone):
    """Return when it is ``hour`` (e.g. 3.5) next in a time zone, both in naive UTC.

    The time of day is kept when clocks change; an hour that does not exist that day
    comes an hour later.
    """
    local = now.replace(tzinfo=UTC).astimezone(zone)
    minutes = round(hour * 60) % (24 * 60)
    for days in (0, 1):
        date = local.date() + timedelta(days=days)
        wall = datetime(
            date.year, date.month, date.day, minutes // 60, minutes % 60, tzinfo=zone
        )
        moment = wall.astimezone(UTC).replace(tzinfo=None)
        if moment > now:
            return moment
    return now + timedelta(days=1)


class RetailFlow(models.Model):
    """Start due flows and wake queues whose wake-up was lost."""

    _inherit = "retail.flow"

    # --- when ---

    def _next_run(self, now):
        """Return when the flow runs next after ``now``; False: only by hand."""
        self.ensure_one()
        if self.timing == "manual":
            return False
        if self.timing == "daily":
            return next_daily(now, self.daily_at, self._timezone())
        return now + timedelta(minutes=max(self.interval_minutes, 1))

    def _timezone(self):
        """Return the company's time zone."""
        try:
            return ZoneInfo(self.company_id.sudo().partner_id.tz or "UTC")
        except ZoneInfoNotFoundError:
            return ZoneInfo("UTC")

    def _start(self):
        """Set the first run after going live: at once, unless it has its hour."""
        now = fields.Datetime.now()
        for flow in self.sudo():
            daily = flow.timing in ("daily", "manual")
            flow.next_run_at = flow._next_run(now) if daily else now

    @api.onchange("timing", "interval_minutes", "daily_at")
    def _onchange_timing(self):
        for flow in self:
            flow.next_run_at = flow._next_run(fields.Datetime.now())

    def write(self, vals):
        result = super().write(vals)
        if not {"delay_seconds", "timing"}.isdisjoint(vals):
            self.env["retail.backend"]._forget_webhook_facts()
        if vals.get("paused") is False:
            self.backend_id.filtered(lambda b: b.state == "live")._wake_all()
        return result

    # --- run ---

    def action_run(self):
        """Run now, whatever the timetable says."""
        self._check_operator()
        self.sudo()._run()
        return True

    def action_restart(self):
        """Read everything again from the beginning of history on."""
        self.check_access("write")
        self.sudo().filtered(lambda flow: flow.direction == "in").write(
            {"cursor": False}
        )
        return self.action_run()

    def _run(self):
        """Queue the work of these flows."""
        for flow in self:
            if flow.direction == "in":
                flow._enqueue_pull()
            elif hasattr(flow.backend_id, f"_job_plan_{flow.kind}"):
                flow.backend_id._wake(f"plan:{flow.kind}")
            else:  # nothing plans it; what was published goes out
                flow.backend_id._wake(f"out:{flow.kind}")

    def _enqueue_pull(self):
        self.ensure_one()
        self.backend_id._enqueue(
            "_job_pull",
            self.id,
            identity=f"pull|{self.id}",
            priority=14,
            description=self.backend_id._job_title("pull", self.kind),
        )

    def _read_from(self):
        """Return from when on changes are read (aware), None: from the beginning.

        A little is read again each time: clocks differ, and what was being written
        while we read may carry an earlier time.
        """
        self.ensure_one()
        since = (self.cursor or {}).get("since")
        if since:
            moment = datetime.fromisoformat(since)
            return moment - timedelta(minutes=self.overlap_minutes)
        start = self.backend_id.pull_since
        return start.replace(tzinfo=UTC) if start else None

    # --- every minute ---

    @api.model
    def _cron_schedule(self):
        """Start due flows; find lost wake-ups, dead jobs and copied databases."""
        backends = self.env["retail.backend"].search([("active", "=", True)])
        backends._quarantine_if_copied()
        live = backends.filtered(lambda backend: backend.state == "live")
        due = self._take_due(live)
        due._run()
        self._strike_dead_jobs()
        working = backends.filtered(lambda backend: backend._is_working())
        working._wake_all()
        self.env["retail.mapping"]._resume_forgotten(working)
        self.env["retail.backfill"]._continue_all(working)
        self.env["retail.stock.guard"]._watch(live)
        self.env["retail.resync"]._watch(working)

    @api.model
    def _take_due(self, backends):
        """Lock the due flows nobody works on, and set when they are due next."""
        now = fields.Datetime.now()
        due = self.search(
            [
                ("backend_id", "in", backends.ids),
                ("paused", "=", False),
                ("timing", "!=", "manual"),
                "|",
                ("next_run_at", "=", False),
                ("next_run_at", "<=", now),
            ]
        ).try_lock_for_update(allow_referencing=True)
        for flow in due:
            flow.next_run_at = flow._next_run(now)
        return due

    @api.model
    def _strike_dead_jobs(self):
        """Set aside what killed a job again and again.

        A job whose process died never reports; the job runner gives it up after its
        tries and we find it here.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT id, identity_key FROM queue_job
                    WHERE state = 'failed' AND exc_name = 'JobFoundDead'
                      AND identity_key LIKE 'retail:%%'
                      AND result IS DISTINCT FROM %s""",
                HANDLED,
            )
        )
        for _job, identity in rows:
            _prefix, backend_id, rest = identity.split(":", 2)
            queue, _sep, index = rest.partition("+")[0].partition("|")
            backend = self.env["retail.backend"].browse(int(backend_id)).exists()
            if backend and index.isdigit():
                backend._strike(queue, int(index), "JobFoundDead")
        self.env["queue.job"].sudo().browse(row[0] for row in rows).write(
            {"result": HANDLED}
        )

    # --- every day ---

    @api.model
    def _cron_daily(self):
        """Look after credentials, and delete payloads whose time is over."""
        self.env["retail.credential"]._care()
        self.env["retail.privacy.request"]._care()
        self.env["retail.backend"]._warn_of_versions()
        self.env["retail.importer.giftcard"]._expire_due()
        self.env["retail.stock.guard"]._measure(
            self.env["retail.backend"].search([("state", "=", "live")])
        )
        backends = self.env["retail.backend"].with_context(active_test=False)
        for backend in backends.search([("platform", "!=", "none")]):
            self.env["retail.event"]._forget_payloads(backend)
        backends._start_minimising()
