"""Read or send everything of one kind anew, after a look at what that means."""

from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..exporters.resync import KINDS as OUT_KINDS
from ..platforms import PlatformError, Unsupported

STATES = [
    ("draft", "To preview"),
    ("ready", "Ready"),
    ("running", "Running"),
    ("done", "Done"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
]
BINDINGS = {  # kind -> where it is counted whether it is known
    "order": "retail.binding.order",
    "product": "retail.binding.template",
    "party": "retail.binding.party",
    "company": "retail.binding.company",
    "location": "retail.binding.location",
    "collection": "retail.collection",
    "publication": "retail.publication",
    "giftcard": "retail.gift.card",
    "settlement": "retail.settlement",
    "dispute": "retail.dispute",
    "refund": "retail.binding.refund",
    "return": "retail.binding.return",
    "fulfilment": "retail.binding.picking",
    "loyalty": "retail.gift.card",
    "price_list": "retail.binding.price.list",
}
PAGE = 250  # entities a request of a list; platforms differ
LOOKS = 20  # pages that are read to count what a platform does not count itself


class RetailResync(models.Model):
    """A full re-sync of one flow: previewed, started, watched, taken up again.

    Into Odoo, all that the platform has in a range of time is read and imported
    again, also what is known and unchanged. Out of Odoo, everything is compared with
    what the shop was told, and what differs is sent.
    """

    _name = "retail.resync"
    _inherit = ["retail.operated"]
    _description = "Full Re-sync"
    _check_company_auto = True
    _order = "id desc"
    _rec_name = "flow_id"

    backend_id = fields.Many2one(
        "retail.backend", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    flow_id = fields.Many2one(
        "retail.flow",
        "What",
        required=True,
        ondelete="cascade",
        domain="[('id', 'in', allowed_flow_ids)]",
    )
    allowed_flow_ids = fields.Many2many(
        "retail.flow", compute="_compute_allowed_flow_ids"
    )
    kind = fields.Char(related="flow_id.kind")
    direction = fields.Selection(related="flow_id.direction", store=True)
    since = fields.Datetime(
        "Changed since", help="Empty: from the beginning of history on."
    )
    until = fields.Datetime("Changed until", help="Empty: up to now.")
    anew = fields.Boolean(
        "Even what did not change",
        help="Forget what the shop was told and tell it everything anew. Otherwise "
        "only what differs from it is sent.",
    )
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, copy=False, index=True
    )
    error = fields.Char(readonly=True, copy=False)
    # what the preview found
    read_count = fields.Integer(
        "Would be read",
        readonly=True,
        copy=False,
        help="What the platform counts, of goods, refunds and returns about; -1: it "
        "does not tell.",
    )
    known_count = fields.Integer("Known in Odoo", readonly=True, copy=False)
    request_count = fields.Integer("Requests, about", readonly=True, copy=False)
    method = fields.Selection(
        [("export", "Bulk export"), ("pages", "Page by page")],
        "How it is read",
        readonly=True,
        copy=False,
    )
    send_count = fields.Integer("Would be sent", readonly=True, copy=False)
    hold_count = fields.Integer("Would be held", readonly=True, copy=False)
    blocked_count = fields.Integer("Cannot be sent", readonly=True, copy=False)
    same_count = fields.Integer("In agreement", readonly=True, copy=False)
    # what it does
    backfill_id = fields.Many2one("retail.backfill", readonly=True, copy=False)
    outbox_first = fields.Integer(readonly=True, copy=False)
    started_at = fields.Datetime(readonly=True, copy=False)
    finished_at = fields.Datetime(readonly=True, copy=False)

    _one_running = models.UniqueIndex(
        "(flow_id) WHERE state = 'running'", "This is being re-synced already."
    )

    @api.depends("backend_id")
    def _compute_allowed_flow_ids(self):
        for resync in self:
            resync.allowed_flow_ids = resync.backend_id.flow_ids.filtered(
                lambda flow: (
                    flow.kind in OUT_KINDS
                    if flow.direction == "out"
                    else flow.kind != "stock"
                )  # levels are compared when they are sent
            )

    @api.constrains("since", "until")
    def _check_range(self):
        for resync in self:
            if resync.since and resync.until and resync.since >= resync.until:
                raise ValidationError(self.env._("The range ends before it begins."))

    @api.onchange("backend_id")
    def _onchange_backend_id(self):
        for resync in self.filtered(lambda r: r.flow_id.backend_id != r.backend_id):
            resync.flow_id = False

    def write(self, vals):
        """Another choice needs another look."""
        chosen = {"backend_id", "flow_id", "since", "until", "anew"}
        if not chosen.isdisjoint(vals):
            if self.filtered(lambda r: r.state not in ("draft", "ready")):
                raise UserError(self.env._("It has been started. Make a new one."))
            vals = {"state": "draft", **vals}
        return super().write(vals)

    # --- look ---

    def action_preview(self):
        """Count what would be read or sent; nothing is."""
        self._check_operator()
        for resync in self.sudo():
            if resync.state not in ("draft", "ready"):
                raise UserError(self.env._("It has been started already."))
            look = resync._look_in if resync.direction == "in" else resync._look_out
            resync.write({**look(), "state": "ready", "error": False})
        return True

    def _look_in(self):
        """Ask the platform how much it is."""
        backend = self.backend_id
        since = self.since.replace(tzinfo=UTC) if self.since else None
        try:
            adapter = backend._adapter()
            found = adapter.count(self.kind, since)
            if found is None:
                found = self._listed(adapter, since)
        except PlatformError as error:
            raise UserError(error.message) from error
        export = adapter.can_export(self.kind) and (
            found is None or found >= adapter.bulk_threshold
        )
        size = adapter.max_fetch.get(self.kind, PAGE)
        pages = -(-found // PAGE) + -(-found // size) if found else 1
        return {
            "read_count": -1 if found is None else found,
            "known_count": self._known(),
            "method": "export" if export else "pages",
            "request_count": 1 if export else pages,
        }

    def _listed(self, adapter, since):
        """Count the list itself; None when that takes too many requests."""
        until = self.until.replace(tzinfo=UTC) if self.until else None
        found, cursor = set(), None
        for _look in range(LOOKS):
            try:
                page = adapter.changes(self.kind, since, cursor)
            except Unsupported:
                return None
            found |= {
                notice.entity_id
                for notice in page.notices
                if not until or not notice.occurred_at or notice.occurred_at <= until
            }
            cursor = page.cursor
            if cursor is None:
                return len(found)
        return None

    def _known(self):
        model = BINDINGS.get(self.kind)
        if not model:
            return 0
        return self.env[model].search_count([("backend_id", "=", self.backend_id.id)])

    def _look_out(self):
        """Compare everything with what the shop was told."""
        backend = self.backend_id.with_company(self.company_id)
        plan = backend.env["retail.resync.plan"]._preview(backend, self.kind)
        if self.anew and self.kind == "product":
            plan = {**plan, "send": plan["send"] + plan["same"], "same": 0}
        return {f"{name}_count": number for name, number in plan.items()}

    # --- do ---

    def action_start(self):
        """Read or send it."""
        self._check_operator()
        for resync in self.sudo():
            if resync.state != "ready":
                raise UserError(self.env._("Look at the preview first."))
            if resync.backend_id.state != "live":
                raise UserError(self.env._("The connection is not live."))
            if resync.flow_id.paused:
                raise UserError(
                    self.env._(
                        "%s is paused. Go on with it first.", resync.flow_id.label
                    )
                )
            same = [("flow_id", "=", resync.flow_id.id), ("state", "=", "running")]
            if self.search_count(same, limit=1):
                raise UserError(self.env._("This is being re-synced already."))
            begin = resync._begin_in if resync.direction == "in" else resync._begin_out
            resync.write({"state": "running", "started_at": fields.Datetime.now()})
            begin()
        return True

    def _begin_in(self):
        self.backfill_id = self.env["retail.backfill"].create(
            {
                "backend_id": self.backend_id.id,
                "kind": self.kind,
                "since": self.since,
                "until": self.until,
                "method": self.method,
                "again": True,
                "count": max(self.read_count, 0),
            }
        )
        self.backfill_id.action_start()

    def _begin_out(self):
        backend = self.backend_id.with_company(self.company_id)
        last = self.env["retail.outbox"].search([], order="id desc", limit=1)
        self.outbox_first = last.id + 1
        if self.anew and self.kind == "product":
            mine = [("backend_id", "=", backend.id)]
            self.env["retail.listing"].search(mine).action_send_again()
        backend.env["retail.resync.plan"]._start(backend, self.kind)

    def action_resume(self):
        """Go on where it stopped."""
        self._check_operator()
        for resync in self.sudo():
            if resync.state not in ("failed", "cancelled") or not resync.backfill_id:
                raise UserError(self.env._("There is nothing to go on with."))
            resync.write({"state": "running", "error": False, "finished_at": False})
            resync.backfill_id.action_start()
        return True

    def action_cancel(self):
        """Stop; what was read or sent stays."""
        self._check_operator()
        for resync in self.sudo().filtered(lambda r: r.state != "done"):
            resync.backfill_id.action_cancel()
            resync._finish("cancelled")
        return True

    def _finish(self, state, error=False):
        now = fields.Datetime.now()
        self.write({"state": state, "error": error, "finished_at": now})

    # --- lists behind the numbers ---

    def action_open_messages(self):
        """Open the messages that were read, or the changes that were sent."""
        self.ensure_one()
        if self.direction == "in":
            reading = self.backfill_id
            mine = Domain("id", ">=", reading.event_first) & Domain(
                "id", "<=", reading.event_last
            )
            mine &= Domain("origin", "=", "resync") & Domain("kind", "=", self.kind)
            return self.backend_id._open("action_retail_event", mine)
        return self.backend_id._open("action_retail_outbox", self._sent_domain())

    def _sent_domain(self):
        return Domain("id", ">=", self.outbox_first) & Domain("kind", "=", self.kind)
