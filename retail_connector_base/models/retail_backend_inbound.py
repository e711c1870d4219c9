"""Drain the inbox: one lane, one batch, one transaction."""

import json
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import fields, models

from odoo.addons.queue_job.exception import RetryableJobError

from ..canonical import encode
from ..importers.item import Outcome
from ..platforms import ConfigError, TransientError
from ..platforms.backoff import is_failure, wait_seconds
from . import inbox
from .event_row import FAMILIES, lane_of
from .retail_event_action import AGAIN

MAX_TRIES = 8  # when no flow says
# Causes that another transaction may have brought about, e.g. the same new customer in
# two lanes at once: a new snapshot sees what was in the way.
RACES = ("database",)
RACE_TRIES = 3
RACE_WAIT = 2  # seconds
SOON_ENOUGH = 60  # seconds; later retries are left to the scheduler
BUSY_WAIT = 2  # seconds until what another job had in hand is tried again
ERROR_LENGTH = 500  # characters kept of an error's sentence
STEPS = {
    "done": "imported",
    "ignored": "ignored",
    "parked": "parked",
    "failed": "failed",
    "dead": "dead",
}


class RetailBackend(models.Model):
    """Import what waits in a lane.

    Events, effects, bindings, trace and states are one transaction: a process killed
    at any statement leaves the events waiting and nothing else. Two jobs of a lane
    cannot run at once: the lane's row is locked until the commit.
    """

    _inherit = "retail.backend"

    def _job_drain_in(self, lane):
        """Import the lane's next events."""
        self.ensure_one()
        if not self._is_working():
            self._drain_privacy(lane)
            return
        lanes = self.env["retail.lane"].sudo()
        if not lanes._lock(self, "in", lane):
            return  # the job that has it looks again after its commit
        batch = max(1, self._batch_size("in") >> (2 * self._job_tries()))
        try:
            events = self.env["retail.event"].sudo()._take(self, lane, batch)
        except SerializationFailure as error:
            # Our snapshot is older than the commit of the job that had the lane.
            raise RetryableJobError(
                "the lane was just drained", seconds=1, ignore_retry=True
            ) from error
        if events:
            self._drain(events)
        self._wake_rest("in", lane)

    def _drain(self, events):
        """Fetch, parse and import events, and write what became of them.

        Return the groups they were worked on in; None when the connection was stopped.
        """
        groups, asked_at = inbox.coalesce(events), fields.Datetime.now()
        try:
            adapter = self._adapter()
            inbox.fetch(adapter, groups)
        except ConfigError as error:
            self._stop_for(error)
            return None
        for group in groups:
            if group.is_open:
                inbox.parse(adapter, group)
        self._import_groups(groups)
        self._record_groups(groups, asked_at)
        return groups

    def _import_groups(self, groups):
        """Hand each kind's documents to its importer, kinds in order of arrival."""
        by_kind = {}
        for group in groups:
            by_kind.setdefault(group.kind, []).append(group)
        # What belongs to another entity comes after it.
        for kind, batch in sorted(
            by_kind.items(), key=lambda entry: entry[0] in FAMILIES
        ):
            name = f"retail.importer.{kind}"
            if name not in self.env:
                for group in batch:
                    if group.is_open:
                        group.decide("ignored", "no_importer")
                continue
            importer = self.env[name]
            gone = [group.entity_id for group in batch if group.gone]
            if gone and hasattr(importer, "_gone"):
                importer._gone(gone, self)
            items = [group.item for group in batch if group.is_open]
            importer._import_or_bisect(items, self)
            for group in batch:
                if group.is_open:
                    self._take_outcome(group)

    def _take_outcome(self, group):
        """Take over what the importer said; what may have been a race is repeated."""
        outcome = group.item.outcome or Outcome("parked", "no_answer")
        tries = max(event.tries for event in group.events)
        if outcome.state == "parked" and outcome.cause in RACES and tries < RACE_TRIES:
            group.wait = TransientError(outcome.message, outcome.cause, RACE_WAIT)
        else:
            group.outcome = outcome

    # --- write down ---

    def _record_groups(self, groups, asked_at=None):
        """Write states and trace of a batch, and resolve what came before."""
        changes, trace, done = {}, [], []
        tries_allowed = self._tries_allowed()
        for group in groups:
            change = self._change(group, tries_allowed)
            if group.fetched:
                change["read_at"] = asked_at
            for event in group.events[:-1]:
                changes[event.id] = {
                    "state": "ignored",
                    "cause": "superseded",
                    "done_at": fields.Datetime.now(),
                }
            changes[group.newest.id] = change
            trace += self._steps(group, change)
            if change["state"] == "done":
                done.append(group)
        events = self.env["retail.event"].sudo()
        events._settle(changes)
        trace += events._resolve_earlier(self, [group.newest for group in done])
        self.env["retail.trace"].sudo()._note(trace)

    def _change(self, group, tries_allowed):
        """Return the new values of a group's newest event."""
        now = fields.Datetime.now()
        if group.wait is not None:
            tries = max(event.tries for event in group.events)
            wait = timedelta(seconds=wait_seconds(tries + 1, group.wait.retry_after))
            tries += is_failure(group.wait)
            dead = tries >= tries_allowed.get(group.kind, MAX_TRIES)
            return {
                "state": "dead" if dead else "failed",
                "cause": group.wait.code,
                "error": group.wait.message[:ERROR_LENGTH],
                "tries": tries,
                "next_try_at": None if dead else now + wait,
            }
        change = {
            "state": group.outcome.state,
            "cause": group.outcome.cause,
            "error": (group.outcome.message or "")[:ERROR_LENGTH],
            "done_at": now if group.outcome.state in ("done", "ignored") else None,
        }
        if change["state"] == "failed":  # another job has it in hand
            change["next_try_at"] = now + timedelta(seconds=BUSY_WAIT)
        if group.fetched:
            change["fetched"] = json.dumps(group.payload, default=str)
        if group.item is not None:
            change["document"] = encode(group.item.document)
            change["version"] = group.item.version
        return change

    def _steps(self, group, change):
        """Return the trace of one group."""
        event, item = group.newest, group.item
        base = {
            "backend_id": self.id,
            "event_id": event.id,
            "kind": group.kind,
            "entity_id": group.entity_id,
        }
        steps = []
        if event.state == "received" and event.cause != AGAIN:
            received = {"at": event.received_at, "code": event.origin}
            steps.append({**base, "step": "received", **received})
        if group.fetched:
            steps.append({**base, "step": "fetched"})
        if item is not None:
            steps += [
                {**base, "step": step, "code": code, "note": note}
                for step, code, note in item.notes
            ]
        last = {"step": STEPS[change["state"]], "code": change.get("cause")}
        if item is not None and item.records:
            last.update(res_model=item.records._name, res_id=item.records[:1].id)
        return [*steps, {**base, **last, "note": change.get("error")}]

    def _tries_allowed(self):
        flows = self.sudo().flow_ids.filtered(lambda flow: flow.direction == "in")
        return {flow.kind: flow.max_tries for flow in flows}

    def _batch_size(self, direction):
        flows = self.sudo().flow_ids.filtered(lambda flow: flow.direction == direction)
        return max([*flows.mapped("batch_size"), 1]) if flows else 50

    # --- waiting ---

    def _wake_waiting(self, entries):
        """Wake the queues, of (backend id, queue, index), that still have work."""
        for backend_id, queue, index in entries:
            backend = self.browse(backend_id)
            delay = backend._due_in(queue, index)
            if delay is not None and delay <= SOON_ENOUGH:
                backend._wake_now({(backend_id, queue, index): int(delay)})

    def _due_in(self, queue, index):
        """Return in how many seconds a queue has work; None: it has none.

        Who adds a queue extends this, so that its lost wake-ups are found.
        """
        if queue == "in":
            return self.env["retail.event"]._due_in(self, index)
        if queue.startswith("out:"):
            return self.env["retail.outbox"]._due_in(self, queue.removeprefix("out:"))
        return None

    def _spread_waiting(self):
        """Move waiting events to the lanes of a new number of lanes."""
        for backend in self:
            waiting = (
                self.env["retail.event"]
                .sudo()
                .search(
                    [
                        ("backend_id", "=", backend.id),
                        ("state", "not in", ("done", "ignored")),
                    ]
                )
            )
            for lane, events in waiting.grouped(
                lambda e, n=backend.lanes: lane_of(e.kind, e.entity_id, n, e.lane_key)
            ).items():
                events.lane = lane
            backend._wake_all()
