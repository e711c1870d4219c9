"""Store what was received: one INSERT, a repeat changes nothing."""

from typing import NamedTuple

import psycopg2

from odoo import api, models
from odoo.tools import SQL

from .compressed import compress
from .event_row import event_row, insert_events, sortable


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
        """Return entity id -> newest version an event tells of or brought."""
        rows = self.env.execute_query(
            SQL(
                """SELECT entity_id, max(version) FROM (
                       SELECT entity_id, version FROM retail_event
                        WHERE backend_id = %(backend)s AND kind = %(kind)s
                          AND entity_id = ANY(%(ids)s) AND state <> 'received'
                          AND cause IS DISTINCT FROM 'superseded'
                        UNION ALL
                       SELECT entity_id, version FROM retail_event
                        WHERE backend_id = %(backend)s AND kind = %(kind)s
                          AND entity_id = ANY(%(ids)s) AND state = 'received'
                       ) AS e
                    WHERE version IS NOT NULL GROUP BY entity_id""",
                backend=backend.id,
                kind=kind,
                ids=list(entity_ids),
            )
        )
        return dict(rows)

    @api.model
    def _settle(self, changes):
        """Write states in one statement.

        :param changes: event id -> dict with state and, optionally, cause, error,
            tries, next_try_at, done_at, version, fetched and document (text)
        """
        if not changes:
            return
        rows = [
            SQL(
                "(%s::int, %s, %s, %s, %s::int, %s::timestamp, %s::timestamp, %s, "
                "%s::bytea, %s::bytea)",
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
                          document = COALESCE(v.document, e.document)
                     FROM (VALUES %s) AS v(id, state, cause, error, tries,
                          next_try_at, done_at, version, fetched, document)
                    WHERE e.id = v.id""",
                SQL(", ").join(rows),
            )
        )
        self.browse(changes).invalidate_recordset()


def _bytes(text):
    return psycopg2.Binary(compress(text)) if text else None
