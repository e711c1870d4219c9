"""The light of a flow: is it all right?"""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.misc import format_datetime

LIGHTS = [("green", "Fine"), ("amber", "Late"), ("red", "Trouble"), ("grey", "Off")]


class RetailFlow(models.Model):
    """Judge a flow by what waits, what is in trouble and what it promised."""

    _inherit = "retail.flow"

    light = fields.Selection(LIGHTS, compute="_compute_light")
    light_reason = fields.Char(compute="_compute_light")

    def _traffic(self):
        """Return (backend id, direction, kind) -> (waiting, oldest, trouble, dead)."""
        self.env["retail.event"].flush_model()
        self.env["retail.outbox"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT backend_id, 'in', kind,
                          count(*) FILTER (WHERE state IN ('received', 'failed')),
                          min(received_at)
                              FILTER (WHERE state IN ('received', 'failed')),
                          count(*) FILTER (WHERE state IN ('parked', 'dead')),
                          count(*) FILTER (WHERE state = 'dead')
                     FROM retail_event
                    WHERE backend_id = ANY(%(ids)s)
                      AND state IN ('received', 'failed', 'parked', 'dead')
                    GROUP BY 1, 3
                    UNION ALL
                   SELECT backend_id, 'out', kind,
                          count(*) FILTER (
                              WHERE state IN ('pending', 'sending', 'failed')),
                          min(create_date) FILTER (
                              WHERE state IN ('pending', 'sending', 'failed')),
                          count(*) FILTER (WHERE state IN ('parked', 'dead')),
                          count(*) FILTER (WHERE state = 'dead')
                     FROM retail_outbox
                    WHERE backend_id = ANY(%(ids)s)
                      AND state IN ('pending', 'sending', 'failed', 'parked', 'dead')
                    GROUP BY 1, 3""",
                ids=self.backend_id.ids,
            )
        )
        return {tuple(row[:3]): tuple(row[3:]) for row in rows}

    def _successes(self):
        """Return (backend id, direction, kind) -> when something last went through."""
        pairs = sorted({(f.backend_id.id, f.direction, f.kind) for f in self})
        if not pairs:
            return {}
        # One look into an index each, instead of a walk over all that was ever done.
        parts = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s, %s, %s, (SELECT max(done_at) FROM %s WHERE backend_id = %s "
                "AND kind = %s AND state = 'done')",
                *pair,
                SQL.identifier("retail_event" if pair[1] == "in" else "retail_outbox"),
                pair[0],
                pair[2],
            )
            for pair in pairs
        )
        return {tuple(row[:3]): row[3] for row in self.env.execute_query(parts)}

    def _compute_traffic(self):
        traffic, successes = self._traffic(), self._successes()
        for flow in self:
            key = (flow.backend_id.id, flow.direction, flow.kind)
            waiting, oldest, trouble, _dead = traffic.get(key, (0, None, 0, 0))
            flow.waiting = waiting
            flow.oldest_at = oldest or False
            flow.trouble = trouble
            moments = [successes.get(key), flow.last_pull_at]
            flow.last_success_at = max(filter(None, moments), default=False)

    def _compute_light(self):
        now = fields.Datetime.now()
        for flow in self:
            flow.light, flow.light_reason = flow._judge(now)

    def _judge(self, now):
        """Return (light, reason) of a flow."""
        if self.backend_id.state != "live":
            return "grey", self.env._("The connection is not live.")
        if self.paused:
            return "grey", self.env._("Paused.")
        promised = timedelta(minutes=self.sla_minutes)
        if self.oldest_at and now - self.oldest_at > 4 * promised:
            return "red", self.env._(
                "The oldest one waits since %s.",
                format_datetime(self.env, self.oldest_at),
            )
        if self.trouble:
            return "amber", self.env._("%s wait for a person.", self.trouble)
        if self.oldest_at and now - self.oldest_at > promised:
            return "amber", self.env._("Later than promised: %s wait.", self.waiting)
        if self._is_reading_late(now):
            return "amber", self._reading_late_reason()
        return "green", False

    def _reading_late_reason(self):
        if not self.last_pull_at:
            return self.env._("Changes were not read yet.")
        return self.env._(
            "Changes were last read at %s.",
            format_datetime(self.env, self.last_pull_at),
        )

    def _is_reading_late(self, now):
        """Return whether polling has stalled: messages that got lost stay lost."""
        if self.direction != "in" or self.timing not in ("event", "interval"):
            return False
        since = self.last_pull_at or self.backend_id.write_date
        allowed = timedelta(minutes=3 * max(self.interval_minutes, 1) + 5)
        return bool(since) and now - since > allowed
