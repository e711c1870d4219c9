"""When a connection's days are counted."""

from datetime import timedelta

from odoo import api, fields, models


class RetailBackend(models.Model):
    """Count every day against the platform, and certify what was found."""

    _inherit = "retail.backend"

    tally_minutes = fields.Integer(
        "Count today every (min)",
        default=240,
        help="How often the running day is counted at the platform and held against "
        "Odoo. 0: only when the day is over.",
    )
    tally_grace_minutes = fields.Integer(
        "On its way for (min)",
        default=120,
        help="What is younger is not called different: its message may still come.",
    )
    tally_days = fields.Integer(
        "Look back (days)",
        default=7,
        help="For so long a day that differs is counted again.",
    )
    tally_payout_days = fields.Integer(
        "Paid out within (days)",
        default=10,
        help="Payments that the provider has not paid out by then are a difference.",
    )
    tally_tolerance = fields.Float(
        "Tolerance",
        digits=(16, 6),
        default=0.0,
        help="Amounts that differ by no more are equal. 0: to the cent.",
    )
    tally_ids = fields.One2many("retail.tally", "backend_id")
    tally_open_count = fields.Integer(
        "Days that differ", compute="_compute_tally_open_count"
    )

    def _compute_tally_open_count(self):
        counts = dict(
            self.env["retail.tally"]._read_group(
                [
                    ("backend_id", "in", self.ids),
                    ("state", "in", ("open", "repairing")),
                ],
                ["backend_id"],
                ["__count"],
            )
        )
        for backend in self:
            backend.tally_open_count = counts.get(backend._origin, 0)

    def action_open_tallies(self):
        """Open the counted days."""
        return self._open("action_retail_tally")

    def action_count_today(self):
        """Count today and yesterday now."""
        self.env["retail.certificate"]._check_counter()
        for backend in self:
            today = self.env["retail.tally"]._today(backend)
            for day in (today, today - timedelta(days=1)):
                backend.sudo()._enqueue_tally(day)
        return self._notify(
            self.env._("Today and yesterday are counted in the background."), "success"
        )

    def _is_counted(self):
        """Return whether days of the connection are counted at all."""
        self.ensure_one()
        return self.active and self.state == "live" and bool(self._adapter_class())

    def _enqueue_tally(self, day):
        """Count a day in the background."""
        self.ensure_one()
        self._enqueue(
            "_job_tally",
            fields.Date.to_string(day),
            identity=f"tally|{day}",
            priority=16,
            description=self.env._(
                "%(backend)s: count %(day)s", backend=self.sudo().name, day=day
            ),
        )

    def _job_tally(self, day):
        """Count a day; the rows show what was found."""
        self.ensure_one()
        if not self._is_working():
            return
        tallies = self.env["retail.tally"].sudo()
        date = fields.Date.to_date(day)
        self._speak(lambda adapter: tallies._take(self.sudo(), adapter, date))

    def _days_to_count(self):
        """Return the days that are due: running, just over, or to be seen again."""
        self.ensure_one()
        tallies, now = self.env["retail.tally"], fields.Datetime.now()
        today = tallies._today(self)
        yesterday = today - timedelta(days=1)
        counted = dict(
            tallies._read_group(
                [("backend_id", "=", self.id), ("day", ">=", yesterday)],
                ["day:day"],
                ["counted_at:max"],
            )
        )
        days = {today} if self._is_due(counted.get(today), now) else set()
        _since, end = tallies._bounds(self, yesterday)
        end = end.replace(tzinfo=None)
        over = end + timedelta(minutes=self.tally_grace_minutes)
        is_ours = not self.live_since or self.live_since < end
        seen = counted.get(yesterday)
        # Until nothing of it can be on its way any more, yesterday is a running day.
        running = now < over and self._is_due(seen, now)
        if is_ours and (running or (now >= over and (not seen or seen < over))):
            days.add(yesterday)
        again = tallies.search(
            [
                ("backend_id", "=", self.id),
                ("next_at", "<=", now),
                ("day", ">=", today - timedelta(days=self.tally_days)),
            ]
        )
        return sorted(days | set(again.mapped("day")))

    def _is_due(self, seen, now):
        """Return whether a running day, last counted at ``seen``, is counted now."""
        wait = timedelta(minutes=self.tally_minutes)
        return bool(wait) and (not seen or seen <= now - wait)

    @api.model
    def _cron_tally(self):
        """Count what is due, then certify the days that are complete."""
        for backend in self.search([("state", "=", "live")]):
            if backend._is_counted():
                for day in backend._days_to_count():
                    backend._enqueue_tally(day)
        self.env["ir.cron"]._commit_progress(1, remaining=0)
        self.env["retail.certificate"]._issue_due()
        self.env["ir.cron"]._commit_progress(1, remaining=0)
