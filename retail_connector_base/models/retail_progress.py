"""How far a long reading is, and how long it takes."""

from odoo import api, fields, models
from odoo.tools import SQL

MINUTE, HOUR, DAY = 60, 3600, 86400  # seconds
LEAST = 5  # items until a rate says something


class RetailProgress(models.AbstractModel):
    """Count what was read into the inbox and what was worked on since.

    Rates are measured from when it was started or taken up again, so that the pause
    in between does not count.
    """

    _name = "retail.progress"
    _description = "Progress of a Reading"

    count = fields.Integer("Found", readonly=True, copy=False)
    done = fields.Integer("Read", readonly=True, copy=False)
    progress = fields.Float("Reading", compute="_compute_progress")
    event_first = fields.Integer(readonly=True, copy=False)
    event_last = fields.Integer(readonly=True, copy=False)
    worked = fields.Integer(
        "Worked on",
        compute="_compute_worked",
        help="Messages of this reading that were imported, or needed nothing.",
    )
    trouble = fields.Integer(
        "In trouble",
        compute="_compute_worked",
        help="Messages of this reading that a person has to look at.",
    )
    waiting = fields.Integer(compute="_compute_worked")
    work_progress = fields.Float("Working", compute="_compute_worked")
    remaining = fields.Char("Time left", compute="_compute_worked")
    started_at = fields.Datetime(readonly=True, copy=False)
    finished_at = fields.Datetime(readonly=True, copy=False)
    measured_at = fields.Datetime(readonly=True, copy=False)
    measured_done = fields.Integer(readonly=True, copy=False)
    measured_worked = fields.Integer(readonly=True, copy=False)

    @api.depends("count", "done", "state")
    def _compute_progress(self):
        for reading in self:
            share = 100.0 * reading.done / reading.count if reading.count else 0.0
            reading.progress = 100.0 if reading.state == "done" else min(share, 100.0)

    @api.depends("count", "done", "state", "event_first", "event_last")
    def _compute_worked(self):
        for reading in self:
            worked, trouble, waiting = reading._tally()
            known = worked + trouble + waiting
            unread = max(reading.count - reading.done, 0)
            unread = unread if reading._is_reading() else 0
            total = known + unread
            reading.worked, reading.trouble, reading.waiting = worked, trouble, waiting
            share = (worked + trouble) / total if total else reading.state == "done"
            reading.work_progress = 100.0 * share
            reading.remaining = reading._time_left(unread, worked + trouble, total)

    def _is_reading(self):
        """Return whether more is read than is in the inbox now."""
        return self.state in ("draft", "exporting", "reading")

    def _origin_of_events(self):
        """Return the origin that the messages of the reading have."""
        return "export"

    def _tally(self):
        """Return how many of its messages were worked on, are in trouble and wait."""
        if not self.event_last:
            return 0, 0, 0
        self.env["retail.event"].flush_model()
        [row] = self.env.execute_query(
            SQL(
                """SELECT count(*) FILTER (WHERE state IN ('done', 'ignored')),
                          count(*) FILTER (WHERE state IN ('parked', 'dead')),
                          count(*) FILTER (WHERE state IN ('received', 'failed'))
                     FROM retail_event
                    WHERE id BETWEEN %s AND %s AND backend_id = %s AND kind = %s
                      AND origin = %s""",
                self.event_first,
                self.event_last,
                self.backend_id.id,
                self.kind,
                self._origin_of_events(),
            )
        )
        return row

    def _measure(self):
        """Begin to measure: it is started, or goes on after a pause."""
        worked, trouble, _waiting = self._tally()
        return {
            "measured_at": fields.Datetime.now(),
            "measured_done": self.done,
            "measured_worked": worked + trouble,
        }

    def _noted(self, received):
        """Return the values that take new messages (their ids) into account."""
        if not received.ids:
            return {}
        first = self.event_first or min(received.ids)
        return {
            "event_first": min(first, *received.ids),
            "event_last": max(self.event_last, *received.ids),
        }

    def _time_left(self, unread, worked, total):
        """Say how long reading and working take at the rate of now; both go on."""
        if not self.measured_at or not (unread or worked < total):
            return False
        if self.state in ("failed", "cancelled"):
            return False
        seconds = (fields.Datetime.now() - self.measured_at).total_seconds()
        parts = [
            (unread, self.done - self.measured_done),
            (total - worked, worked - self.measured_worked),
        ]
        if any(left and moved < LEAST for left, moved in parts) or seconds <= 0:
            return self.env._("being measured")
        return self._in_words(max(left * seconds / max(m, 1) for left, m in parts))

    def _in_words(self, seconds):
        """Return a duration as a person says it."""
        if seconds < MINUTE:
            return self.env._("less than a minute")
        if seconds < 2 * HOUR:
            return self.env._("about %s minutes", round(seconds / MINUTE))
        if seconds < 2 * DAY:
            return self.env._("about %s hours", round(seconds / HOUR))
        return self.env._("about %s days", round(seconds / DAY))
