"""Deliver the outbox: mark, send, record, each in a transaction of its own."""

import time

from odoo import models

from ..platforms import ConfigError, PlatformError, PushItem, TransientError
from .transaction import own_transaction

REQUESTS_A_JOB = 20
SECONDS_A_JOB = 60


class RetailBackend(models.Model):
    """Send what waits in the outbox.

    The job's own transaction holds the lane and nothing else. What happened at the
    platform is not undone by a rollback, so each step is committed by itself: the
    mark "being sent" before the request, the answer after it. Killed in between, the
    next job finds the mark and repeats the request under the same key.
    """

    _inherit = "retail.backend"

    def _job_push(self, kind):
        """Deliver the oldest requests of a kind of fact."""
        self.ensure_one()
        queue = f"out:{kind}"
        if not self._is_sending(kind):
            return "not sending"
        if not self.env["retail.lane"]._lock(self, queue):
            return "another job sends"
        try:
            adapter = self._adapter()
        except ConfigError as error:
            self._pause(error.message)
            return error.code
        until, sent = time.monotonic() + SECONDS_A_JOB, 0
        while sent < REQUESTS_A_JOB and time.monotonic() < until:
            outcome = self._push_one(adapter, kind)
            if isinstance(outcome, ConfigError):
                self._pause(outcome.message)
                return outcome.code
            if not outcome:
                break
            sent += 1
        self._wake_rest(queue)
        return f"{sent} requests"

    def _is_sending(self, kind):
        """Return whether facts of this kind may leave now."""
        flows = self.sudo().flow_ids.filtered(lambda f: f.code == f"{kind}_out")
        return self._is_working() and not any(flows.mapped("paused"))

    def _push_one(self, adapter, kind):
        """Send the oldest request; return True to go on, False to stop, or an error."""
        with own_transaction(self.env, read_committed=True) as env:
            if self.with_env(env)._withholds(kind):
                return False
            rows = env["retail.outbox"]._begin(self.with_env(env), kind)
            ids = rows.ids
            items = self._push_items(env, kind, rows)
            key = rows[:1].request_key
            allowed = max(self.sudo().flow_ids.mapped("max_tries"), default=8)
        if not ids:
            return False
        results, error = [], None
        try:
            results = adapter.push_many(kind, items, key)
        except PlatformError as caught:
            error = caught
        with own_transaction(self.env, read_committed=True) as env:
            rows = env["retail.outbox"].browse(ids)
            if isinstance(error, ConfigError):
                rows.write({"state": "pending", "cause": error.code})
            elif error is not None:
                rows._fail(error, allowed)
            else:
                rows._record(results, allowed)
        if isinstance(error, ConfigError):
            return error
        return not isinstance(error, TransientError)

    def _withholds(self, kind):
        """Return whether nothing may leave: the one gate to the outside."""
        return False

    def _push_items(self, env, kind, rows):
        """Return the facts of rows, with what their exporter knows at this moment."""
        exporter = env.get(f"retail.exporter.{kind}")
        known = {}
        if exporter is not None and hasattr(exporter, "_context_of"):
            known = exporter._context_of(rows)
        return [
            PushItem(row.key, row.payload, row.tries > 1, known.get(row.id, {}))
            for row in rows
        ]
