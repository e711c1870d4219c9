"""Jobs about orders beside importing: references, expiry."""

from datetime import timedelta

from odoo import api, fields, models

REFERENCE_QUEUE = "plan:reference"


class RetailBackend(models.Model):
    """Write references back, give up what nobody paid."""

    _inherit = "retail.backend"

    def _writes_references(self):
        """Return whether Odoo's numbers are written on orders of this shop."""
        self.ensure_one()
        return (
            self.state == "live"
            and self.write_reference != "none"
            and any(
                flow.code == "reference_out" and not flow.paused
                for flow in self.sudo().flow_ids
            )
        )

    def _due_in(self, queue, index):
        """References are due as soon as an order is confirmed."""
        if queue != REFERENCE_QUEUE:
            return super()._due_in(queue, index)
        if not self._writes_references():
            return None
        exporter = self.env["retail.exporter.reference"].sudo()
        due = self.env["retail.binding.order"].sudo()
        return 0 if due.search_count(exporter._due_domain(self), limit=1) else None

    def _wake_all(self):
        super()._wake_all()
        for backend in self:
            if backend._due_in(REFERENCE_QUEUE, 0) is not None:
                backend._wake(REFERENCE_QUEUE)

    def _job_plan_reference(self):
        """Publish the references that are due."""
        self.ensure_one()
        if not self._writes_references():
            return
        backend = self.sudo()
        if not self.env["retail.lane"]._lock(backend, REFERENCE_QUEUE):
            return
        self.env["retail.exporter.reference"].sudo()._plan(backend)
        self._wake_rest(REFERENCE_QUEUE)

    def _job_confirm(self):
        """Have the numbers of what is confirmed written back."""
        result = super()._job_confirm()
        if self._writes_references():
            flow = self.sudo().flow_ids.filtered(lambda f: f.code == "reference_out")
            self._wake(REFERENCE_QUEUE, delay=flow[:1].delay_seconds)
        return result

    # --- unpaid ---

    @api.model
    def _expire_unpaid(self):
        """Cancel orders that waited for their payment too long."""
        now = fields.Datetime.now()
        for backend in self.search([("expire_unpaid_days", ">", 0)]):
            since = now - timedelta(days=backend.expire_unpaid_days)
            late = self.env["retail.binding.order"].search(
                [
                    ("backend_id", "=", backend.id),
                    ("stage", "=", "held"),
                    ("stage_cause", "in", ("unpaid", "payment_expired")),
                    ("placed_at", "<", since),
                    ("released", "=", False),
                    ("paid_total", "=", 0.0),
                ]
            )
            for binding in late.try_lock_for_update(allow_referencing=True):
                binding._give_up(at_shop=backend.expire_at_shop)


class RetailFlow(models.Model):
    """Look for unpaid orders every day."""

    _inherit = "retail.flow"

    @api.model
    def _cron_daily(self):
        """Give up orders that were not paid in time."""
        super()._cron_daily()
        self.env["retail.backend"].sudo()._expire_unpaid()
