"""Which events a lane's job takes, and what it leaves behind."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..platforms.backoff import wait_seconds

CRASH = "crash"  # cause of an event that took a whole job down


class RetailEvent(models.Model):
    """Take waiting events in order, set aside what breaks a job."""

    _inherit = "retail.event"

    @api.model
    def _waiting_sql(self, backend, lane=None):
        """Return the condition of waiting events whose flow is not paused."""
        self.flush_model()
        paused = backend.sudo().flow_ids.filtered(
            lambda flow: flow.direction == "in" and flow.paused
        )
        condition = SQL(
            "backend_id = %s AND state IN ('received', 'failed')", backend.id
        )
        if lane is not None:
            condition = SQL("%s AND lane = %s", condition, lane)
        if paused:
            condition = SQL("%s AND kind <> ALL(%s)", condition, paused.mapped("kind"))
        return condition

    @api.model
    def _take(self, backend, lane, limit, kind=None):
        """Lock and return the lane's next events, oldest first; of one kind only.

        A crash is cornered: what took a job down is taken alone the next time, so
        that the events around it go through.
        """
        waiting = self._waiting_sql(backend, lane)
        if kind:
            waiting = SQL("%s AND kind = %s", waiting, kind)
        rows = self.env.execute_query(
            SQL(
                """SELECT id, cause FROM retail_event
                    WHERE %s AND (next_try_at IS NULL OR next_try_at <= %s)
                    ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED""",
                waiting,
                fields.Datetime.now(),
                limit,
            )
        )
        if rows and rows[0][1] == CRASH:
            rows = rows[:1]
        else:
            # Up to the first crashed one: it must not take the others with it.
            first = next((i for i, row in enumerate(rows) if row[1] == CRASH), None)
            rows = rows[:first]
        return self.browse(event_id for event_id, _cause in rows)

    @api.model
    def _due_in(self, backend, lane):
        """Return in how many seconds a lane has work; None: nothing waits."""
        rows = self.env.execute_query(
            SQL(
                """SELECT EXTRACT(EPOCH FROM min(COALESCE(next_try_at, received_at))
                                  - (now() AT TIME ZONE 'UTC'))
                     FROM retail_event WHERE %s""",
                self._waiting_sql(backend, lane),
            )
        )
        seconds = rows[0][0]
        return None if seconds is None else max(float(seconds), 0.0)

    @api.model
    def _lanes_due(self, backend):
        """Return the lanes that have something to do now."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT lane FROM retail_event
                    WHERE %s AND (next_try_at IS NULL OR next_try_at <= %s)""",
                self._waiting_sql(backend),
                fields.Datetime.now(),
            )
        )
        return sorted(lane for (lane,) in rows)

    @api.model
    def _resolve_earlier(self, backend, events):
        """Close earlier trouble of the entities that were imported now.

        Return the steps for the trace. Safe without a lock: whatever is about one
        entity is worked on in one lane, and the caller holds it.
        """
        if not events:
            return []
        self.flush_model()
        now = fields.Datetime.now()
        entities = SQL(", ").join(
            SQL("(%s, %s, %s::int)", event.kind, event.entity_id, event.id)
            for event in events
        )
        rows = self.env.execute_query(
            SQL(
                """UPDATE retail_event e
                      SET state = 'done', cause = 'resolved', done_at = %s,
                          next_try_at = NULL
                     FROM (VALUES %s) AS v(kind, entity_id, id)
                    WHERE e.backend_id = %s AND e.kind = v.kind
                      AND e.entity_id = v.entity_id AND e.id < v.id
                      AND e.state <> 'received'
                      AND e.state IN ('parked', 'failed', 'dead')
                RETURNING e.id, e.kind, e.entity_id, v.id""",
                now,
                entities,
                backend.id,
            )
        )
        self.browse(row[0] for row in rows).invalidate_recordset()
        return [
            {
                "backend_id": backend.id,
                "event_id": event_id,
                "kind": kind,
                "entity_id": entity_id,
                "step": "resolved",
                "code": "later_event",
                "note": str(by),
            }
            for event_id, kind, entity_id, by in rows
        ]

    @api.model
    def _strike_first(self, backend, lane, error_name):
        """Count a job's crash against the events it must have been working on.

        Called when the job was given up; its last tries took one event each, so it is
        the first. After ``max_tries`` crashes it is dead and out of the way.
        """
        first = self._take(backend, lane, 1)
        if not first:
            return
        tries = first.tries + 1
        allowed = backend._tries_allowed().get(first.kind, 0) or 8
        dead = tries >= min(allowed, 3)  # each strike stands for many tries
        wait = timedelta(seconds=wait_seconds(tries))
        first._settle(
            {
                first.id: {
                    "state": "dead" if dead else "failed",
                    "cause": CRASH,
                    "error": error_name,
                    "tries": tries,
                    "next_try_at": None if dead else fields.Datetime.now() + wait,
                }
            }
        )
        self.env["retail.trace"]._note(
            [
                {
                    "backend_id": backend.id,
                    "event_id": first.id,
                    "kind": first.kind,
                    "entity_id": first.entity_id,
                    "step": "dead" if dead else "failed",
                    "code": CRASH,
                    "note": error_name,
                }
            ]
        )
        backend._wake("in", lane)
