"""Publish facts and record what became of them."""

import json
import uuid
from datetime import UTC, datetime, timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..platforms import (
    PlatformError,
    StaleError,
    TransientError,
    UnknownOutcome,
)
from ..platforms.backoff import is_failure, wait_seconds

NAMESPACE = uuid.UUID("0b8f3a52-9d0e-5a5e-8a42-5d3f3b6f4f10")
DEFAULT_PUSH = 50  # facts a request, when the platform does not say
MAX_TRIES = 8
CHUNK = 500  # rows a statement
OPEN = ("pending", "sending", "failed")
TRACE_STEPS = {
    "done": "pushed",
    "stale": "stale",
    "parked": "parked",
    "failed": "failed",
    "dead": "dead",
}


def request_key(*parts):
    """Return the key of a request, the same for the same parts."""
    return str(uuid.uuid5(NAMESPACE, "|".join(map(str, parts))))


def now():
    """Return now to the microsecond, as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


class RetailOutbox(models.Model):
    """Insert rows in bulk, hand them out by request, write down the answers."""

    _inherit = "retail.outbox"

    @api.model
    def _publish(self, backend, kind, rows):
        """Store facts to deliver and wake their queue; return the new ids.

        :param rows: dicts with key, payload and, optionally, request_key, entity_id,
            res_model and res_id; a key that is there already is left alone
        """
        rows = list(rows)
        if not rows:
            return []
        backend = backend.sudo()
        _give_request_keys(backend, kind, rows)
        flow = backend.flow_ids.filtered(lambda f: f.code == f"{kind}_out")
        state = "preview" if flow.preview_required else "pending"
        ids = []
        for start in range(0, len(rows), CHUNK):
            ids += self._insert(backend, kind, rows[start : start + CHUNK], state)
        self.browse(ids).sudo()._trace("planned", code=kind)
        if state == "pending":
            backend._wake(f"out:{kind}")
        return ids

    def _insert(self, backend, kind, rows, state):
        values = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, 0)",
                backend.id,
                backend.company_id.id,
                now(),
                kind,
                row["key"],
                row["request_key"],
                row.get("res_model"),
                row.get("res_id"),
                row.get("entity_id"),
                json.dumps(row["payload"]),
                state,
            )
            for row in rows
        )
        return [
            row_id
            for (row_id,) in self.env.execute_query(
                SQL(
                    """INSERT INTO retail_outbox (backend_id, company_id, create_date,
                           kind, key, request_key, res_model, res_id, entity_id,
                           payload, state, tries)
                       VALUES %s ON CONFLICT (backend_id, key) DO NOTHING
                       RETURNING id""",
                    values,
                )
            )
        ]

    # --- taking ---

    @api.model
    def _due_sql(self, backend, kind=None):
        """Return the condition of rows that have to be sent, now or later."""
        self.flush_model()
        condition = SQL(
            "backend_id = %s AND state IN ('pending', 'sending', 'failed')", backend.id
        )
        if kind is not None:
            condition = SQL("%s AND kind = %s", condition, kind)
        return condition

    @api.model
    def _begin(self, backend, kind):
        """Take the rows of the oldest due request and mark them as being sent.

        The mark is committed before the request is made: whoever finds it later knows
        that the request may have taken effect, and repeats it with the same key. The
        time of the first one is kept: the repeat has its effect from then.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT request_key FROM retail_outbox
                    WHERE %s AND (next_try_at IS NULL OR next_try_at <= %s)
                    ORDER BY id LIMIT 1""",
                self._due_sql(backend, kind),
                now(),
            )
        )
        if not rows:
            return self.browse()
        ids = self.env.execute_query(
            SQL(
                """UPDATE retail_outbox
                      SET state = 'sending', tries = COALESCE(tries, 0) + 1,
                          sent_at = COALESCE(sent_at, %s)
                    WHERE %s AND request_key = %s RETURNING id""",
                now(),
                self._due_sql(backend, kind),
                rows[0][0],
            )
        )
        taken = self.browse(sorted(row_id for (row_id,) in ids))
        taken.invalidate_recordset()
        return taken

    @api.model
    def _due_in(self, backend, kind):
        """Return in how many seconds there is something to send; None: nothing."""
        [(seconds,)] = self.env.execute_query(
            SQL(
                """SELECT EXTRACT(EPOCH FROM min(COALESCE(next_try_at, create_date))
                                  - (now() AT TIME ZONE 'UTC'))
                     FROM retail_outbox WHERE %s""",
                self._due_sql(backend, kind),
            )
        )
        return None if seconds is None else max(float(seconds), 0.0)

    @api.model
    def _kinds_due(self, backend):
        """Return the kinds that have something to send now."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT kind FROM retail_outbox
                    WHERE %s AND (next_try_at IS NULL OR next_try_at <= %s)""",
                self._due_sql(backend),
                now(),
            )
        )
        return sorted(kind for (kind,) in rows)

    # --- answers ---

    def _record(self, results, tries_allowed=MAX_TRIES):
        """Write what became of these rows of one request, and tell the exporter.

        :param results: PushResult per row; one without is treated as not answered
        """
        by_key = {result.key: result for result in results}
        for row in self:
            result = by_key.get(row.key)
            error = result.error if result else UnknownOutcome("no answer for it")
            row.write(row._outcome(result, error, tries_allowed))
        self.flush_recordset()
        self._trace_states()
        kind = self[:1].kind
        exporter = self.env.get(f"retail.exporter.{kind}")
        if exporter is not None and hasattr(exporter, "_delivered"):
            company = self.company_id
            exporter.with_company(company)._delivered(
                self.with_company(company), results
            )

    def _outcome(self, result, error, tries_allowed):
        """Return the new values of a row."""
        values = {"cause": False, "error": False, "next_try_at": False}
        if error is None:
            values.update(state="done", done_at=now(), answer=result.answer)
            return values
        values.update(cause=error.code, error=error.message)
        if isinstance(error, StaleError):
            values.update(state="stale", done_at=now(), answer=result.answer)
        elif isinstance(error, TransientError):
            dead = self.tries >= tries_allowed and is_failure(error)
            wait = timedelta(seconds=wait_seconds(self.tries, error.retry_after))
            values["state"] = "dead" if dead else "failed"
            values["next_try_at"] = False if dead else now() + wait
            if result is not None and not isinstance(error, UnknownOutcome):
                # Others of the same request went through: what is left is another
                # set of facts, so it must not travel under the old key; and that it
                # was refused means that it had no effect so far.
                values["request_key"] = request_key(self.request_key, self.tries)
                values["sent_at"] = False
        else:
            values.update(state="parked", answer=result.answer if result else False)
        return values

    def _fail(self, error, tries_allowed=MAX_TRIES):
        """Write that the request as a whole failed; its key stays the same."""
        if not isinstance(error, TransientError | PlatformError):
            raise error
        for row in self:
            row.write(row._outcome(None, error, tries_allowed))
        self.flush_recordset()
        self._trace_states()

    def _trace_states(self):
        for state, rows in self.grouped("state").items():
            if state in TRACE_STEPS:
                for cause, same in rows.grouped("cause").items():
                    same._trace(TRACE_STEPS[state], cause)

    def _trace(self, step, code=None, note=None):
        """Note one step for each row."""
        self.env["retail.trace"].sudo()._note(
            [
                {
                    "backend_id": row.backend_id.id,
                    "outbox_id": row.id,
                    "kind": row.kind,
                    "entity_id": row.entity_id,
                    "res_model": row.res_model,
                    "res_id": row.res_id,
                    "step": step,
                    "code": code,
                    "note": note,
                }
                for row in self.sudo()
            ]
        )

    @api.model
    def _strike_first(self, backend, kind, error_name):
        """Set aside the request that took a job down."""
        rows = self._begin(backend, kind)
        dead = max(rows.mapped("tries"), default=0) >= MAX_TRIES
        rows.write(
            {
                "state": "dead" if dead else "failed",
                "cause": "crash",
                "error": error_name,
                "next_try_at": False
                if dead
                else fields.Datetime.now() + timedelta(seconds=wait_seconds(3)),
            }
        )
        rows._trace("dead" if dead else "failed", "crash", error_name)


def _give_request_keys(backend, kind, rows):
    """Give the rows without a request key one, in the platform's batch size."""
    adapter = backend._adapter_class()
    size = (adapter and adapter.max_push.get(kind)) or DEFAULT_PUSH
    bare = [row for row in rows if not row.get("request_key")]
    for start in range(0, len(bare), size):
        part = bare[start : start + size]
        key = request_key(backend.id, kind, *sorted(row["key"] for row in part))
        for row in part:
            row["request_key"] = key
