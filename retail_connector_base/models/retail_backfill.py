"""A read of history, with progress."""

import time
from dataclasses import replace
from datetime import UTC, timedelta
from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..platforms import RefusedError, Unsupported
from .retail_flow import CODES
from .transaction import own_transaction

CHUNK = 500  # entities stored in one transaction
SECONDS_A_JOB = 60
LOOK_AGAIN = 15  # seconds until the platform is asked how far it is
RUNNING = ("draft", "exporting", "reading")
KINDS = [(code[:-3], label) for code, label in CODES if code.endswith("_in")]


class RetailBackfill(models.Model):
    """Read what a platform has until all of it is in the inbox.

    A long history comes as one bulk export that the platform prepares, anything else
    page by page. Each chunk and the count of what was read are one transaction, so
    that a reading that was interrupted goes on behind the last chunk; the keys of the
    events make a chunk read twice harmless.
    """

    _name = "retail.backfill"
    _inherit = ["retail.progress"]
    _description = "History Import"
    _check_company_auto = True
    _order = "id desc"

    backend_id = fields.Many2one("retail.backend", required=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    flow_id = fields.Many2one(
        "retail.flow", readonly=True, help="The polling this reading stands in for."
    )
    kind = fields.Selection(KINDS, required=True, default="order")
    since = fields.Datetime()
    until = fields.Datetime(help="Leave out what was changed later; empty: nothing.")
    method = fields.Selection(
        [("export", "Bulk export"), ("pages", "Page by page")],
        required=True,
        default="export",
        help="A platform writes a long history into one file; that is cheaper than "
        "paging through it.",
    )
    again = fields.Boolean(
        "What is known too",
        help="Import what is known and unchanged as well, to heal what differs here.",
    )
    cursor = fields.Char(readonly=True, copy=False)
    export_ref = fields.Char("Export", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Not started"),
            ("exporting", "Prepared by the platform"),
            ("reading", "Being read"),
            ("done", "Read"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    error = fields.Char(readonly=True, copy=False)

    @api.depends("kind", "backend_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for backfill in self:
            shop = backfill.backend_id.name or ""
            backfill.display_name = f"{labels.get(backfill.kind, '')} ({shop})"

    # --- buttons ---

    def action_start(self):
        """Start reading, or go on after a failure."""
        for backfill in self:
            if backfill.state not in ("draft", "failed", "cancelled"):
                raise UserError(self.env._("It is running already."))
        restart = {"error": False, "finished_at": False}
        for backfill in self:
            # An export that was prepared is still there: only the reading goes on.
            state = "exporting" if backfill.export_ref else "draft"
            backfill.write({**restart, **backfill._measure(), "state": state})
            backfill._enqueue_next()
        return True

    def action_cancel(self):
        """Stop reading; what was read stays."""
        self.filtered(lambda b: b.state in RUNNING).write(
            {"state": "cancelled", "finished_at": fields.Datetime.now()}
        )
        return True

    # --- work ---

    @api.model
    def _take_over(self, backend, flow, since):
        """Read a long backlog by export instead of page by page."""
        running = self.search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "=", flow.kind),
                ("state", "in", RUNNING),
            ],
            limit=1,
        )
        if not running:
            naive = since.astimezone(UTC).replace(tzinfo=None) if since else False
            one = {"backend_id": backend.id, "flow_id": flow.id, "kind": flow.kind}
            running = self.create({**one, "since": naive})
            running.write(running._measure())
            running._enqueue_next()
        return running

    @api.model
    def _stand_in(self, flow):
        """Return whether what a flow would have read is still being exported."""
        taken = [("flow_id", "=", flow.id), ("state", "in", RUNNING)]
        return bool(self.search_count(taken, limit=1))

    def _enqueue_next(self, eta=None):
        self.ensure_one()
        self.backend_id._enqueue(
            "_job_backfill",
            self.id,
            identity=f"backfill|{self.id}",
            priority=20,
            eta=eta,
            description=self.backend_id._job_title("backfill", self.kind),
        )

    @api.model
    def _continue_all(self, backends):
        """Wake the readings whose job was lost."""
        stale = fields.Datetime.now() - timedelta(minutes=2)
        for backfill in self.search(
            [
                ("backend_id", "in", backends.ids),
                ("state", "in", ("exporting", "reading")),
                ("write_date", "<", stale),
            ]
        ):
            backfill._enqueue_next()

    def _advance(self, adapter):
        """Do the next step; return the seconds to the one after it, None: finished."""
        self.ensure_one()
        if self.state == "draft":
            return self._step_start(adapter)
        if self.state == "exporting":
            return self._step_wait(adapter)
        if self.state == "reading":
            return self._step_read(adapter)
        return None

    def _save(self, **values):
        """Write in a transaction of its own: what the platform did stays done."""
        with own_transaction(self.env, read_committed=True) as env:
            env[self._name].browse(self.id).write(values)
        self.invalidate_recordset()

    def _step_start(self, adapter):
        if self.method == "pages":
            self._save(state="reading", started_at=fields.Datetime.now())
            return 0
        try:
            reference = adapter.export_start(self.kind, self._moment("since"))
        except (RefusedError, Unsupported) as error:
            return self._give_up(error.message)
        self._save(
            export_ref=reference, state="exporting", started_at=fields.Datetime.now()
        )
        return LOOK_AGAIN

    def _step_wait(self, adapter):
        state = adapter.export_state(self.export_ref)
        if state.state == "failed":
            return self._give_up(state.error or self.env._("The export failed."))
        ready = state.state == "done"
        self._save(count=state.count, state="reading" if ready else "exporting")
        return 0 if ready else LOOK_AGAIN

    def _step_read(self, adapter):
        """Store chunk after chunk, for at most a minute."""
        if self.method == "pages":
            return self._step_pages(adapter)
        state = adapter.export_state(self.export_ref)
        done, until = self.done, time.monotonic() + SECONDS_A_JOB
        notices = adapter.export_read(state, skip=done)
        while chunk := list(islice(notices, CHUNK)):
            with own_transaction(self.env, read_committed=True) as env:
                mine = env[self._name].browse(self.id)
                mine.lock_for_update()
                if mine.state != "reading" or mine.done != done:
                    return None  # cancelled, or somebody else reads
                done += len(chunk)
                mine._store(chunk, done)
            if time.monotonic() > until:
                return 0
        self._save(state="done", count=done, finished_at=fields.Datetime.now())
        return None

    def _step_pages(self, adapter):
        """Store page after page, for at most a minute."""
        until = time.monotonic() + SECONDS_A_JOB
        while True:
            cursor = self.cursor or None
            page = adapter.changes(self.kind, self._moment("since"), cursor)
            with own_transaction(self.env, read_committed=True) as env:
                mine = env[self._name].browse(self.id)
                mine.lock_for_update()
                if mine.state != "reading" or (mine.cursor or None) != cursor:
                    return None  # cancelled, or somebody else reads
                mine._store(page.notices, mine.done + len(page.notices))
                mine.cursor = page.cursor
            self.invalidate_recordset()
            if page.cursor is None:
                break
            if time.monotonic() > until:
                return 0
        self._save(state="done", count=self.done, finished_at=fields.Datetime.now())
        return None

    def _store(self, notices, done):
        """Put what was read into the inbox, and say how far that is."""
        until, news = self._moment("until"), list(notices)
        if until:
            news = [n for n in news if not n.occurred_at or n.occurred_at <= until]
        if self.again:
            news = [replace(n, key=f"resync:{self.id}:{n.key}") for n in news]
        events = self.env["retail.event"]
        received = events._receive(self.backend_id, news, self._origin_of_events())
        values = {"done": done, "count": max(self.count, done)}
        self.write({**values, **self._noted(received)})

    def _origin_of_events(self):
        return "resync" if self.again else "export"

    def _moment(self, name):
        """Return a time as an aware one; None stays None."""
        return self[name].replace(tzinfo=UTC) if self[name] else None

    def _give_up(self, message):
        """Fail, and have polling read what the export did not."""
        self._save(state="failed", error=message, finished_at=fields.Datetime.now())
        if self.flow_id:
            since = self.since and self._moment("since").isoformat()
            flow = self.flow_id.sudo()
            unread = {"since": since or None, "cursor": None, "readings": []}
            cursor = {**(flow.cursor or {}), **unread}
            flow.write({"cursor": cursor})
        self.backend_id._alert(self.env._("Reading history failed"), message)
