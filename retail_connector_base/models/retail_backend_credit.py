"""The part of the account job that credits refunds."""

from odoo import fields, models


class RetailBackend(models.Model):
    """Credit refunds after their orders were accounted."""

    _inherit = "retail.backend"

    return_receipt = fields.Selection(
        [
            ("shop", "When the shop says they are back"),
            ("warehouse", "When the warehouse confirms"),
        ],
        "Receive returned goods",
        required=True,
        default="shop",
        help="Shop: what the shop put back to stock is received at once. Warehouse: a "
        "receipt waits until somebody validates it.",
    )

    def _adapter_pushes(self):
        """Return the kinds of facts that the platform accepts."""
        adapter = self._adapter_class()
        return adapter.pushes if adapter else frozenset()

    def _credit_domain(self):
        """Return the domain of the refunds that can be booked now.

        A refund waits until its order is accounted: it credits what was invoiced.
        """
        accounted = ["pay", "done", "cancelled"]
        domain = [
            ("backend_id", "=", self.id),
            ("stage", "=", "credit"),
            "|",
            ("order_binding_id.stage", "in", accounted),
            "&",
            ("order_binding_id.stage", "=", "parked"),
            ("order_binding_id.parked_stage", "in", accounted),
        ]
        if self.accounting_policy == "none":
            return [("id", "=", False)]
        if self.accounting_policy == "summary":
            domain += self.env["retail.stage.refund.summary"]._due_domain(self)
        return domain

    def _due_in(self, queue, index):
        """Refunds that can be credited are due at once."""
        due = super()._due_in(queue, index)
        if due is not None or queue != "account":
            return due
        waiting = (
            self.env["retail.binding.refund"]
            .sudo()
            .search_count(self.sudo()._credit_domain(), limit=1)
        )
        return 0 if waiting else None

    def _account_batch(self, limit):
        """Account orders, then what was refunded of them."""
        result = super()._account_batch(limit)
        if self.accounting_policy == "none":
            return result
        refunds = (
            self.env["retail.binding.refund"]
            .search(self._credit_domain(), order="refunded_at, id", limit=limit)
            .try_lock_for_update(allow_referencing=True)
        )
        booked_daily = refunds.filtered(
            lambda b: b.sale_order_id.retail_summary_move_id
        )
        self.env["retail.stage.refund.summary"]._run_days(booked_daily)
        self.env["retail.stage.credit"]._run_or_bisect(refunds - booked_daily)
        self.env["retail.stage.credit"]._settle(self, limit)
        return result
