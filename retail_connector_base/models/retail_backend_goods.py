"""Goods of a connection: the jobs that follow the shop and that tell it."""

from odoo import fields, models

from .session_lock import exclusive
from .transaction import own_transaction

PLAN = "plan:fulfilment"
BATCH = 50  # orders a transaction


class RetailBackend(models.Model):
    """Deliver what shops say left, and tell them what Odoo shipped."""

    _inherit = "retail.backend"

    notify_shipment = fields.Selection(
        [
            ("shipment", "When goods are shipped"),
            ("tracking", "When goods are shipped, and when tracking changes"),
            ("never", "Never"),
        ],
        "Shop writes to the customer",
        required=True,
        default="shipment",
        help="Whether the shop sends its own message about a shipment that Odoo made.",
    )

    def _follows_goods(self):
        """Return whether the platform tells how far the goods of its orders are."""
        self.ensure_one()
        return any(flow.code == "fulfilment_in" for flow in self.sudo().flow_ids)

    def _tells_goods(self):
        """Return whether the platform is told what leaves, now or later."""
        self.ensure_one()
        return any(flow.code == "fulfilment_out" for flow in self.sudo().flow_ids)

    def _goods_flow(self):
        """Return the flow that tells the shop what left, empty when none does."""
        return self.sudo().flow_ids.filtered(
            lambda flow: flow.code == "fulfilment_out" and not flow.paused
        )

    def _wake_goods(self):
        """Have planned what left, after the time the flow collects."""
        for backend in self:
            if flow := backend._goods_flow():
                backend._wake(PLAN, delay=flow.delay_seconds)

    # --- out ---

    def _job_plan_fulfilment(self):
        """Publish the shipments that the shop has not been told."""
        self.ensure_one()
        if self.state != "live" or not self._goods_flow():
            return "not sending"
        if not self.env["retail.lane"]._lock(self, PLAN):
            return "another job plans"
        backend = self.sudo().with_company(self.company_id)
        count = backend.env["retail.exporter.fulfilment"]._plan(backend)
        self._wake_rest(PLAN)
        return f"{count} transfers"

    # --- in ---

    def _job_confirm(self):
        """Confirm orders; the goods of those that are confirmed can be followed."""
        result = super()._job_confirm()
        self._wake_rest("deliver")
        return result

    def _job_deliver(self):
        """Follow the shop with the goods of the next orders, warehouse by warehouse."""
        self.ensure_one()
        if not self._is_working():
            return
        self._work_in_warehouses(
            "deliver", self.sudo()._warehouses_to_deliver(), self._deliver_in
        )

    def _warehouses_to_deliver(self):
        """Return the warehouses of the orders whose goods moved at the shop."""
        Binding = self.env["retail.binding.order"]
        groups = Binding._read_group(
            Binding._deliver_domain(self), ["warehouse_id"], []
        )
        return [warehouse for (warehouse,) in groups]

    def _deliver_in(self, warehouse):
        """Work on orders of a warehouse; return False when another job reserves there.

        As the confirmation does, in a transaction that begins after the lock.
        """
        with exclusive(self.env, "retail.confirm", warehouse.id) as free:
            if not free:
                return False
            with own_transaction(self.env) as env:
                backend = self.with_env(
                    env(user=self.env.uid, su=True, context=self.env.context)
                )
                backend._deliver_batch(warehouse)
        return True

    def _deliver_batch(self, warehouse):
        """Follow the goods of at most ``BATCH`` orders of one warehouse."""
        Binding = self.env["retail.binding.order"]
        bindings = Binding.search(
            [*Binding._deliver_domain(self), ("warehouse_id", "=", warehouse.id)],
            order="id",
            limit=BATCH,
        ).try_lock_for_update(allow_referencing=True)
        self.env["retail.stage.deliver"]._run_or_bisect(bindings)
        self.env.flush_all()

    # --- waking ---

    def _due_in(self, queue, index):
        """Say whether goods wait to be followed or told."""
        if queue == "deliver":
            Binding = self.env["retail.binding.order"].sudo()
            return (
                0
                if Binding.search_count(Binding._deliver_domain(self), limit=1)
                else None
            )
        if queue == PLAN:
            domain = self.env["retail.exporter.fulfilment"]._waiting_domain(self)
            waiting = self.env["stock.picking"].sudo().search_count(domain, limit=1)
            return 0 if waiting and self._goods_flow() else None
        return super()._due_in(queue, index)

    def _wake_all(self):
        """Wake what follows and tells goods too, where its wake-up was lost."""
        result = super()._wake_all()
        for backend in self:
            for queue in ("deliver", PLAN):
                if backend._due_in(queue, 0) is not None:
                    backend._wake(queue)
        return result

    def _job_title(self, name, kind="", index=0):
        """Return what the job queue's list calls a job."""
        if name == "deliver":
            return self.env._("%s: follow goods", self.sudo().name)
        return super()._job_title(name, kind, index)
