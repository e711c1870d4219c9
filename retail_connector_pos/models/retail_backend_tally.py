"""Days of tills are counted once more: some are offline when their day ends."""

from datetime import timedelta

from odoo import fields, models

LATE = 3  # days for which a till that is offline may keep its sales to itself


class RetailBackend(models.Model):
    """Count the days before yesterday again, once a day, where tills are counted."""

    _inherit = "retail.backend"

    def _days_to_count(self):
        days = super()._days_to_count()
        adapter = self._adapter_class()
        if not adapter or "receipt" not in adapter.tallies:
            return days
        return sorted({*days, *self._late_days()})

    def _late_days(self):
        """Return the days that were not counted since yesterday was over."""
        tallies, now = self.env["retail.tally"], fields.Datetime.now()
        yesterday = tallies._today(self) - timedelta(days=1)
        grace = timedelta(minutes=self.tally_grace_minutes)
        over = tallies._bounds(self, yesterday)[1].replace(tzinfo=None) + grace
        if now < over:
            return set()
        days = {yesterday - timedelta(days=ago) for ago in range(1, LATE + 1)}
        if self.live_since:
            days = {day for day in days if day >= self.live_since.date()}
        rows = tallies._read_group(
            [("backend_id", "=", self.id), ("day", "in", list(days))],
            ["day:day"],
            ["counted_at:max"],
        )
        return days - {day for day, counted in rows if counted >= over}
