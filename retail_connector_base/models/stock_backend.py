"""Send stock: the jobs of a connection, and when they run."""

from decimal import Decimal

from odoo import fields, models

from ..exporters.availability import Rule
from ..exporters.decision import READ, WAIT
from ..exporters.stock import GRACE
from .stock_flow import COMPARE

QUEUE = "plan:stock"
READ_QUEUE = "plan:stock_read"
COMPARE_QUEUE = "plan:stock_compare"
SOON = 10  # seconds until orders that are being read are in
SETTLE = int(GRACE.total_seconds()) + 5  # seconds until orders under way are in
RULES = {"stock_buffer", "stock_cap", "stock_minimum", "stock_basis"}


class RetailBackend(models.Model):
    """Plan, read and compare stock levels."""

    _inherit = "retail.backend"

    stock_minimum = fields.Integer(
        "Hide below", help="Fewer units than this are shown as none."
    )
    stock_zero_percent = fields.Integer(
        "Stop at zeros (%)",
        default=30,
        help="When more than this share of what the shop shows would fall to zero at "
        "once, the zeros are held until somebody looks; 0: never.",
    )
    stock_level_ids = fields.One2many("retail.stock.level", "backend_id")

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals or "active" in vals:
            self.env["retail.stock.dirty"]._forget_watched()
        if not RULES.isdisjoint(vals) or vals.get("state") == "live":
            for backend in self.filtered(lambda b: b._sends_stock()):
                self.env["retail.stock.dirty"].sudo()._mark_backend(backend)
        return result

    def action_stock_preview(self):
        """Show what the next planning would send."""
        self.ensure_one()
        preview = self.env["retail.stock.preview"].create({"backend_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview stock"),
            "res_model": preview._name,
            "res_id": preview.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _stock_flow(self):
        """Return the flow that sends stock, empty when none does."""
        return self.sudo().flow_ids.filtered(
            lambda flow: flow.code == "stock_out" and not flow.paused
        )

    def _sends_stock(self):
        """Return whether stock is sent to this shop now."""
        self.ensure_one()
        return self.state == "live" and self.active and bool(self._stock_flow())

    def _stock_rule(self):
        """Return the rule for products that have none of their own."""
        return Rule(
            buffer=Decimal(self.stock_buffer),
            cap=Decimal(self.stock_cap) if self.stock_cap > 0 else None,
            minimum=Decimal(self.stock_minimum),
        )

    # --- jobs ---

    def _job_plan_stock(self):
        """Turn the marks that wait into changes for the shop."""
        self.ensure_one()
        if not self._sends_stock():
            return "not sending"
        if not self.env["retail.lane"]._lock(self, QUEUE):
            return "another job plans"
        # what may be promised does not depend on what the job's user may see
        backend = self.sudo()
        plan = backend.env["retail.exporter.stock"]._plan(backend)
        if plan.count(READ):
            self._wake(READ_QUEUE)
        self._settle_orders(plan.count(WAIT))
        self._wake_rest(QUEUE)
        return f"{len(plan.lines)} levels, {len(plan.rows)} changes"

    def _settle_orders(self, fresh):
        """Have the orders read that levels wait for, then plan again.

        :param fresh: how many levels wait since now; their orders are under way
        """
        if fresh:
            self._wake(QUEUE, delay=SETTLE)
        flow = self._order_flow()
        if flow and self.env["retail.exporter.stock"].sudo()._needs_orders(self):
            flow._enqueue_pull()
            self._wake(QUEUE, delay=SOON)

    def _order_flow(self):
        """Return the flow that reads sales, empty when none does."""
        kinds = self.env["retail.stock.supply"]._sale_kinds()
        return (
            self.sudo()
            .flow_ids.filtered(lambda flow: flow.kind in kinds and not flow.paused)
            .filtered(lambda flow: flow.code.endswith("_in"))[:1]
        )

    def _job_plan_stock_read(self):
        """Read the levels whose number at the shop is not known."""
        self.ensure_one()
        if not self._sends_stock():
            return "not sending"
        if not self.env["retail.lane"]._lock(self, READ_QUEUE):
            return "another job reads"
        exporter = self.env["retail.exporter.stock"].sudo()
        return self._speak(lambda adapter: exporter._read(self, adapter))

    def _job_plan_stock_compare(self):
        """Compare all levels with the shop, some thousand a job."""
        self.ensure_one()
        flow = self.sudo().flow_ids.filtered(lambda f: f.code == COMPARE)
        if not flow or flow.paused or not self._sends_stock():
            return "not comparing"
        if not self.env["retail.lane"]._lock(self, COMPARE_QUEUE):
            return "another job compares"
        if self._speak(flow._compare_part) is False:
            self._wake(COMPARE_QUEUE)
        return flow.cursor

    # --- waking ---

    def _job_title(self, name, kind="", index=0):
        """Return what the job queue's list calls a job."""
        titles = {
            "stock": self.env._("%s: plan stock levels", self.sudo().name),
            "stock_read": self.env._("%s: read stock levels", self.sudo().name),
            "stock_compare": self.env._("%s: compare stock levels", self.sudo().name),
        }
        if name == "plan" and kind in titles:
            return titles[kind]
        return super()._job_title(name, kind, index)

    def _wake_stock(self, soon=False):
        """Have the planning run; ``soon``: without waiting for more changes."""
        delays = self.env["retail.stock.dirty"]._delays()
        for backend in self:
            backend._wake(QUEUE, delay=0 if soon else delays.get(backend.id, 0))

    def _wake_all(self):
        """Wake the planning too, where its wake-up was lost."""
        result = super()._wake_all()
        waiting = self.env["retail.stock.dirty"]._waiting_backends()
        for backend in self:
            for queue in waiting.get(backend.id, ()):
                backend._wake(f"plan:{queue}")
        return result

    def _due_in(self, queue, index):
        """Say whether the planning has work left."""
        if not queue.startswith(QUEUE):
            return super()._due_in(queue, index)
        waiting = self.env["retail.stock.dirty"]._waiting_backends(settling=False)
        return 0 if queue.removeprefix("plan:") in waiting.get(self.id, ()) else None
