"""Read what changed: the second, independent way in."""

from dataclasses import replace
from datetime import UTC, datetime

from odoo import fields, models

from odoo.addons.queue_job.exception import RetryableJobError

from ..platforms import ConfigError, TransientError
from ..platforms.backoff import is_failure, wait_seconds
from .event_row import is_early

# While a job waits, the timetable queues no second one: so that it does not sleep on
# long after an outage is over.
LONGEST_WAIT = 300  # seconds
READINGS = 20  # complete readings that are remembered


class RetailBackend(models.Model):
    """Poll for changes, a page a job."""

    _inherit = "retail.backend"

    def _speak(self, action):
        """Return ``action(adapter)`` inside a job; translate what the platform says.

        TransientError: the job is tried again. ConfigError: the connection is paused.
        """
        try:
            return action(self._adapter())
        except TransientError as error:
            wait = min(wait_seconds(self._job_tries() + 1), LONGEST_WAIT)
            seconds = max(wait, error.retry_after or 0)
            raise RetryableJobError(
                error.message,
                seconds=int(seconds) + 1,
                ignore_retry=not is_failure(error),
            ) from error
        except ConfigError as error:
            self._pause(error.message)

    def _job_pull(self, flow_id):
        """Read one page of changes, save how far it got, go on in the next job.

        The flow's row is locked, so that no two jobs read the same; a page's events
        and the cursor behind it are one transaction, so that none is skipped.
        """
        self.ensure_one()
        flow = self.env["retail.flow"].sudo().browse(flow_id).exists()
        if not flow or not self._is_working():
            return
        locked = flow.try_lock_for_update(allow_referencing=True)
        if not locked:
            return
        if self._speak(lambda adapter: self._pull_page(adapter, flow)):
            flow._enqueue_pull()

    def _pull_page(self, adapter, flow):
        """Read one page; return whether there are more."""
        cursor = dict(flow.cursor or {})
        if not cursor.get("cursor"):
            cursor["from"] = _text(flow._read_from())
            cursor["started"] = _text(datetime.now(UTC))
            cursor["seen"] = 0
        backfills = self.env["retail.backfill"].sudo()
        position = cursor.get("cursor") or cursor.get("resume")
        page = adapter.changes(flow.kind, _moment(cursor["from"]), position)
        self.env["retail.event"].sudo()._receive(
            self, self._news(flow.kind, page.notices), "poll"
        )
        cursor["cursor"] = page.cursor
        cursor["resume"] = page.resume or cursor.get("resume")
        cursor["seen"] += len(page.notices)
        now = fields.Datetime.now()
        values = {"last_run_at": now}
        if page.cursor and self._is_long(adapter, flow.kind, cursor["seen"]):
            # The export reads everything since then; polling goes on from now.
            backfills._take_over(self, flow, _moment(cursor["from"]))
            cursor["cursor"], until = None, None
        else:
            until = page.until
            if page.cursor is None and not backfills._stand_in(flow):
                reading = [cursor["started"], _text(datetime.now(UTC))]
                cursor["readings"] = [*cursor.get("readings", ()), reading][-READINGS:]
        if cursor["cursor"] is None:
            cursor["since"] = _text(until or _moment(cursor["started"]))
            values["last_pull_at"] = now
        flow.write({"cursor": cursor, **values})
        return cursor["cursor"] is not None

    def _is_long(self, adapter, kind, seen):
        """Return whether an export is cheaper than paging on."""
        return seen >= adapter.bulk_threshold and adapter.can_export(kind)

    def _news(self, kind, notices):
        """Leave out what is known: an event of the same entity, as new or newer.

        An event that still waits counts too, since it will read the current state. An
        event's version is the one that was imported, so a platform that answered with
        old data is asked again.
        """
        dated = [n for n in notices if n.version and n.entity_id and not n.deleted]
        if not dated:
            return notices
        known = (
            self.env["retail.event"]
            .sudo()
            ._versions(self, kind, [notice.entity_id for notice in dated])
        )
        events = self.env["retail.event"]
        return [
            self._told_early(notice, events._sortable(notice.version))
            for notice in notices
            if notice.deleted
            or not notice.version
            or known.get(notice.entity_id, "") < events._sortable(notice.version)
        ]

    def _told_early(self, notice, version):
        """Give a change of this very second a key of its own.

        More may happen in the second; the next reading tells of it by the same
        version, and must not be taken for a repeat.
        """
        now = fields.Datetime.now()
        if notice.version and is_early(version, now):
            return replace(notice, key=f"{notice.key}:{datetime.now(UTC).isoformat()}")
        return notice


def _text(moment):
    if moment is None:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.isoformat()


def _moment(text):
    return datetime.fromisoformat(text) if text else None
