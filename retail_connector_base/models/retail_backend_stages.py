"""The jobs that take orders from a draft to a paid invoice."""

from psycopg2.errors import SerializationFailure

from odoo import models

from odoo.addons.queue_job.exception import RetryableJobError

from .session_lock import exclusive
from .transaction import own_transaction

STAGE_BATCH = 50  # orders a transaction
QUEUE_OF = {
    "confirm": "confirm",
    "invoice": "account",
    "correct": "account",
    "pay": "account",
}
BUSY_DELAY = 5  # seconds until a warehouse that another job works in is tried again


class RetailBackend(models.Model):
    """Confirm and account orders, one batch a job.

    Work lists are the stages of the order bindings, so nothing is lost or done twice
    when a job dies. Reserving stock is what makes transactions fail each other: only
    one job at a time confirms in a warehouse, whatever connection it works for.
    """

    _inherit = "retail.backend"

    def _wake_stage(self, stage):
        """Wake the queue that works on a stage, if one does."""
        queue = QUEUE_OF.get(stage)
        if queue:
            self._wake(queue)

    def _due_in(self, queue, index):
        """Orders that can go on are due at once."""
        stages = [stage for stage, name in QUEUE_OF.items() if name == queue]
        if not stages:
            return super()._due_in(queue, index)
        waiting = (
            self.env["retail.binding.order"]
            .sudo()
            .search_count(self._stage_domain(stages), limit=1)
        )
        return 0 if waiting else None

    def _stage_domain(self, stages):
        """Return the domain of the orders that the jobs may work on."""
        domain = [("backend_id", "=", self.id), ("stage", "in", stages)]
        if "confirm" in stages or self.accounting_policy == "invoice":
            domain += self._delivery_domain() if "invoice" in stages else []
        elif self.accounting_policy == "none":
            domain += [("id", "=", False)]
        else:
            domain += self.env["retail.stage.summary"]._due_domain(self)
        return domain

    def _delivery_domain(self):
        """Return what orders have to be delivered before they are invoiced."""
        if self.invoice_when == "confirmed":
            return []
        return [
            "|",
            ("stage", "!=", "invoice"),
            ("record_id.delivery_status", "in", ("full", False)),
        ]

    def _job_confirm(self):
        """Confirm the next orders of every warehouse that is free."""
        self.ensure_one()
        if not self._is_working():
            return
        self._work_in_warehouses(
            "confirm",
            self.sudo()._warehouses_to_confirm(),
            lambda warehouse: self._confirm_in(warehouse, STAGE_BATCH),
        )

    def _work_in_warehouses(self, queue, warehouses, work):
        """Work in each warehouse that is free; come back for the rest.

        :param work: function of a warehouse; False when another job reserves there
        """
        try:
            busy = not all([work(warehouse) for warehouse in warehouses])
        except SerializationFailure as error:
            # A person delivered or counted the same goods meanwhile.
            raise RetryableJobError(
                "stock was just changed", seconds=1, ignore_retry=True
            ) from error
        if busy:
            self._wake(queue, delay=BUSY_DELAY)
        else:
            self._wake_rest(queue)
        self._wake_rest("account")

    def _warehouses_to_confirm(self):
        """Return the warehouses with orders to confirm; orders without one too."""
        groups = self.env["retail.binding.order"]._read_group(
            self._stage_domain(["confirm"]), ["warehouse_id"], []
        )
        return [warehouse for (warehouse,) in groups]

    def _confirm_in(self, warehouse, limit):
        """Confirm orders of a warehouse; return False when another job does.

        The work has a transaction of its own that begins after the lock was taken:
        its snapshot shows everything the job before it committed, so jobs never fail
        each other. A job that is killed leaves its orders in their stage.
        """
        with exclusive(self.env, "retail.confirm", warehouse.id) as free:
            if not free:
                return False
            with own_transaction(self.env) as env:
                backend = self.with_env(
                    env(user=self.env.uid, su=True, context=self.env.context)
                )
                backend._confirm_batch(limit, warehouse)
        return True

    def _confirm_batch(self, limit, warehouse=None):
        """Confirm at most ``limit`` orders (of one warehouse) in this transaction."""
        bindings = self.env["retail.binding.order"]._work(
            self,
            "confirm",
            limit,
            [] if warehouse is None else [("warehouse_id", "=", warehouse.id)],
        )
        self.env["retail.stage.confirm"]._run_or_bisect(bindings)
        self.env.flush_all()

    def _job_account(self):
        """Invoice and book the payments of the next orders, or write summaries."""
        self.ensure_one()
        backend = self.sudo()
        if not self._is_working() or not backend._lock_queue("account"):
            return
        try:
            backend._account_batch(STAGE_BATCH)
            self.env.flush_all()
        except SerializationFailure as error:
            raise RetryableJobError(
                "accounts were just changed", seconds=1, ignore_retry=True
            ) from error
        self._wake_rest("account")

    def _account_batch(self, limit):
        """Account at most ``limit`` orders."""
        Binding = self.env["retail.binding.order"]
        pay = Binding
        if self.accounting_policy == "none":
            return
        correct = Binding._work(self, "correct", limit)
        self.env["retail.stage.correct"]._run_or_bisect(correct)
        if self.accounting_policy == "summary":
            self.env["retail.stage.summary"]._run_days(self)
        else:
            invoice = Binding._work(self, "invoice", limit, self._delivery_domain())
            self.env["retail.stage.invoice"]._run_or_bisect(invoice)
            pay = invoice.filtered(lambda binding: binding.stage == "pay")
        # Payments of what was invoiced now, and those that arrived later.
        if len(pay) < limit:
            pay |= Binding._work(self, "pay", limit - len(pay))
        self.env["retail.stage.pay"]._run_or_bisect(pay)

    def _lock_queue(self, queue):
        """Return whether no other job works on a queue of this connection."""
        return self.env["retail.lane"]._lock(self, queue)
