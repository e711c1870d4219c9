"""Shadow mode: everything is computed, nothing is written at the platform."""

from datetime import UTC, timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..platforms.shadow import listen_only

# Documents that move goods or money in Odoo when they are imported. Where another
# connector still books, they are kept and not imported.
BOOKING = (
    "dispute",
    "fulfilment",
    "giftcard",
    "loyalty",
    "receipt",
    "refund",
    "return",
    "session",
    "settlement",
)
COMPARE_EVERY = timedelta(minutes=30)
QUEUE = "plan:shadow"


class RetailBackend(models.Model):
    """Run beside the connector a merchant still has, and list what differs.

    Reading, matching and planning go on as always. What would leave ends as an outbox
    row that is withheld (see ``retail.outbox._withhold``); the platform is read to
    compare, and is never written to.
    """

    _inherit = "retail.backend"

    shadow = fields.Boolean(
        "Shadow mode",
        readonly=True,
        copy=False,
        tracking=True,
        help="Everything is computed and compared, nothing is written at the platform.",
    )
    shadow_since = fields.Datetime("In shadow since", readonly=True, copy=False)
    shadow_from = fields.Datetime(readonly=True, copy=False)
    shadow_until = fields.Datetime("In shadow until", readonly=True, copy=False)
    shadow_checked_at = fields.Datetime("Last compared", readonly=True, copy=False)
    shadow_orders = fields.Selection(
        [
            ("hold", "Kept as quotations, nothing is booked"),
            ("work", "Worked on fully"),
        ],
        "Orders in shadow mode",
        required=True,
        default="hold",
        help="Quotations: every order is imported and checked to the cent, but not "
        "confirmed; refunds, shipments, receipts and payouts are kept and not booked. "
        "For a database in which another connector books.\n"
        "Worked on fully: orders are confirmed, delivered and booked. For a database "
        "that nobody else books in, e.g. a copy.",
    )
    shadow_line_ids = fields.One2many("retail.shadow.line", "backend_id")
    shadow_different_count = fields.Integer(
        "Differences", compute="_compute_shadow_counts"
    )
    shadow_clean_days = fields.Integer(
        "Days without a difference",
        compute="_compute_shadow_counts",
        help="Full days since a comparison last found a difference.",
    )

    def _compute_shadow_counts(self):
        groups = self.env["retail.shadow.line"]._read_group(
            [("backend_id", "in", self.ids)],
            ["backend_id"],
            ["last_different_at:max"],
        )
        last = dict(groups)
        counts = dict(
            self.env["retail.shadow.line"]._read_group(
                [("backend_id", "in", self.ids), ("state", "=", "different")],
                ["backend_id"],
                ["__count"],
            )
        )
        now = fields.Datetime.now()
        for backend in self:
            backend.shadow_different_count = counts.get(backend._origin, 0)
            since = max(
                filter(None, (last.get(backend._origin), backend.shadow_since)),
                default=now,
            )
            clean = backend.shadow and not backend.shadow_different_count
            backend.shadow_clean_days = (now - since).days if clean else 0

    # --- buttons ---

    def action_start_shadow(self):
        """Go live without writing anything at the platform."""
        for backend in self:
            if backend.state not in ("connected", "live", "paused"):
                raise UserError(self.env._("Test the connection first."))
            now = fields.Datetime.now()
            backend.write(
                {
                    "shadow": True,
                    "shadow_since": now,
                    # What was confirmed before stays so when it changes.
                    "shadow_from": now if backend.live_since else False,
                    "shadow_until": False,
                }
            )
            if backend.state == "connected":
                backend.action_go_live()
        return True

    def action_leave_shadow(self):
        """Write at the platform from now on.

        Stock is planned anew from what the shop shows. Everything else that was
        withheld stays so until a person sends it: the other connector may have done it.
        """
        for backend in self.filtered("shadow"):
            backend.write({"shadow": False, "shadow_until": fields.Datetime.now()})
            backend.env["retail.outbox"].sudo()._leave_shadow(backend)
            self.env["retail.stock.dirty"].sudo()._mark_backend(backend)
            if backend.state == "live":
                backend.action_subscribe()
                backend._wake_all()
        return True

    def action_compare_shadow(self):
        """Compare now what was withheld with what the platform shows."""
        self.ensure_one()
        self.env["retail.shadow.line"]._check_operator()
        self.sudo()._wake(QUEUE)
        return self._notify(
            self.env._("The platform is read and compared now."), "info"
        )

    def action_subscribe(self):
        """Leave the platform's messages alone in shadow mode: changes are polled."""
        if any(self.mapped("shadow")):
            return False
        return super().action_subscribe()

    def action_open_shadow(self):
        """Open the list of differences."""
        return self._open("action_retail_shadow_line", search_default_different=1)

    def action_open_withheld(self):
        """Open what would have been sent."""
        return self._open("action_retail_outbox", search_default_withheld=1)

    # --- jobs ---

    def _adapter(self, testing=False):
        """Return an adapter that cannot write, in shadow mode."""
        adapter = super()._adapter(testing=testing)
        return listen_only(adapter) if self.sudo().shadow else adapter

    def _adapter_options(self):
        return {**super()._adapter_options(), "listen_only": self.shadow}

    def _withholds(self, kind):
        """Keep back what is due; return whether nothing may leave.

        Called in the transaction that would take the rows to send them, so that a
        connection put into shadow mode a moment ago sends nothing more.
        """
        self.ensure_one()
        if not self.sudo().shadow:
            return False
        self.env["retail.outbox"]._withhold(self, kind)
        return True

    def _import_groups(self, groups):
        """Keep documents that would be booked twice, without importing them."""
        backend = self.sudo()
        if backend.shadow and backend.shadow_orders == "hold":
            for group in groups:
                if group.is_open and group.kind in BOOKING:
                    group.decide("ignored", "shadow")
        return super()._import_groups(groups)

    def _job_plan_shadow(self):
        """Compare what was withheld with what the platform shows."""
        self.ensure_one()
        backend = self.sudo()
        if not backend.shadow or not self._is_working():
            return "not in shadow mode"
        if not self.env["retail.lane"]._lock(self, QUEUE):
            return "another job compares"
        compare = backend.env["retail.shadow.compare"]
        found = self._speak(lambda adapter: compare._compare(backend, adapter))
        backend.shadow_checked_at = fields.Datetime.now()
        return found

    def _wake_all(self):
        """Have shadows compared that were not for a while."""
        result = super()._wake_all()
        before = fields.Datetime.now() - COMPARE_EVERY
        for backend in self.filtered("shadow"):
            if not backend.shadow_checked_at or backend.shadow_checked_at < before:
                backend._wake(QUEUE)
        return result

    def _job_title(self, name, kind="", index=0):
        if name == "plan" and kind == "shadow":
            return self.env._("%s: compare in shadow mode", self.sudo().name)
        return super()._job_title(name, kind, index)

    # --- orders ---

    def _order_policy(self):
        """Hold the orders of the time in shadow mode, also afterwards."""
        policy = super()._order_policy()
        if self.shadow_orders != "hold" or not (self.shadow or self.shadow_until):
            return policy
        return policy.holding(
            _aware(self.shadow_from), None if self.shadow else _aware(self.shadow_until)
        )


def _aware(moment):
    return moment.replace(tzinfo=UTC) if moment else None
