"""Store what was received: one INSERT, a repeat changes nothing."""

from typing import NamedTuple

import psycopg2

from odoo import api, models
from odoo.tools import SQL

from .compressed import compress
from .event_row import event_row, insert_events, is_early, sortable


class _Facts(NamedTuple):
    id: int
    company_id: int
    lanes: int


class RetailEvent(models.Model):
    """Insert received items in bulk and mark what became of them in bulk."""

    _inherit = "retail.event"

    @api.model
    def _receive(self, backend, notices, origin):
        """Store notices and wake their lanes; return what was new."""
        backend = backend.sudo()
        facts = _Facts(backend.id, backend.company_id.id, backend.lanes)
        # Sorted, so that two readers of the same changes wait instead of deadlocking.
        rows = sorted(
            (event_row(facts, notice, origin) for notice in notices),
            key=lambda row: row[2],
        )
        received = insert_events(self.env.cr, rows)
        for lane in sorted(received.lanes):
            backend._wake("in", lane)
        return received

    @api.model
    def _sortable(self, version):
        """Return a version in the form events keep it."""
        return sortable(version)

    @api.model
    def _versions(self, backend, kind, entity_ids):
        """Return entity id -> newest version that an event surely brings or brought.

        Platforms tell whole seconds. What was read within the second of its version
        may miss what happened later in that second, so it does not count.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT entity_id, version, state = 'received' AS waits,
                          max(COALESCE(read_at, received_at)) AS read_at
                     FROM retail_event
                    WHERE backend_id = %(backend)s AND kind = %(kind)s
                      AND entity_id = ANY(%(ids)s) AND version IS NOT NULL
                      AND (state = 'received' OR cause IS DISTINCT FROM 'superseded')
                    GROUP BY 1, 2, 3""",
                backend=backend.id,
                kind=kind,
                ids=list(entity_ids),
            )
        )
        known = {}
        for entity_id, version, waits, read_at in rows:
            if waits or not is_early(version, read_at):
                known[entity_id] = max(version, known.get(entity_id, ""))
        return known

    @api.model
    def _settle(self, changes):
        """Write states in one statement.

        :param changes: event id -> dict with state and, optionally, cause, error,
            tries, next_try_at, done_at, version, fetched, document (text) and read_at
        """
        if not changes:
            return
        rows = [
            SQL(
                "(%s::int, %s, %s, %s, %s::int, %s::timestamp, %s::timestamp, %s, "
                "%s::bytea, %s::bytea, %s::timestamp)",
                event_id,
                change["state"],
                change.get("cause") or None,
                change.get("error") or None,
                change.get("tries"),
                change.get("next_try_at"),
                change.get("done_at"),
                change.get("version") or None,
                _bytes(change.get("fetched")),
                _bytes(change.get("document")),
                change.get("read_at"),
            )
            for event_id, change in sorted(changes.items())
        ]
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE retail_event e
                      SET state = v.state, cause = v.cause, error = v.error,
                          tries = COALESCE(v.tries, e.tries),
                          next_try_at = v.next_try_at, done_at = v.done_at,
                          version = COALESCE(v.version, e.version),
                          fetched = COALESCE(v.fetched, e.fetched),
                          document = COALESCE(v.document, e.document),
                          read_at = COALESCE(v.read_at, e.read_at)
                     FROM (VALUES %s) AS v(id, state, cause, error, tries,
                          next_try_at, done_at, version, fetched, document, read_at)
                    WHERE e.id = v.id""",
                SQL(", ").join(rows),
            )
        )
        self.browse(changes).invalidate_recordset()


def _bytes(text):
    return psycopg2.Binary(compress(text)) if text else None
