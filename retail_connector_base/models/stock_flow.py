"""The nightly comparison of stock as a flow of its own, and what a flow decides."""

from odoo import api, fields, models

COMPARE = "stock_compare_out"
DECIDES = {"paused", "code", "delay_seconds", "backend_id"}
NIGHT = 2.5  # o'clock; little is sold and nobody counts


class RetailFlow(models.Model):
    """Compare all levels with a shop at an hour of its own."""

    _inherit = "retail.flow"

    code = fields.Selection(
        selection_add=[(COMPARE, "Full comparison of stock levels")],
        ondelete={COMPARE: "cascade"},
    )

    @api.model_create_multi
    def create(self, vals_list):
        flows = super().create(vals_list)
        self.env["retail.stock.dirty"]._forget_watched()
        return flows

    def write(self, vals):
        result = super().write(vals)
        if not DECIDES.isdisjoint(vals):
            self.env["retail.stock.dirty"]._forget_watched()
        if vals.get("paused") is False and "stock_out" in self.mapped("code"):
            for backend in self.backend_id.filtered(lambda b: b._sends_stock()):
                # nothing was noticed while it was paused
                self.env["retail.stock.dirty"].sudo()._mark_backend(backend)
        return result

    @api.model
    def _sync(self, backend, kinds, pushes):
        """Add the comparison where stock is sent."""
        result = super()._sync(backend, kinds, pushes)
        if "stock" in pushes and COMPARE not in backend.flow_ids.mapped("code"):
            self.sudo().create(
                {
                    "backend_id": backend.id,
                    "code": COMPARE,
                    "timing": "daily",
                    "daily_at": NIGHT,
                    "sla_minutes": 1440,
                    "sequence": 6,
                }
            )
        return result

    def _compare_part(self, adapter):
        """Compare the next levels, remember how far it got; return whether all done."""
        self.ensure_one()
        progress = dict(self.cursor or {})
        if not progress.get("after"):
            progress = {"after": None, "compared": 0, "different": 0}
        exporter = self.env["retail.exporter.stock"]
        compared, different, after = exporter._full_compare(
            self.backend_id, adapter, progress["after"]
        )
        progress["compared"] += compared
        progress["different"] += different
        progress["after"] = after
        now = fields.Datetime.now()
        self.write(
            {
                "cursor": progress,
                "last_run_at": now,
                **({} if after else {"last_pull_at": now}),
            }
        )
        if after:
            return False
        self.env["retail.trace"].sudo()._note(
            [
                {
                    "backend_id": self.backend_id.id,
                    "step": "verified",
                    "kind": "stock",
                    "code": "full_compare",
                    "note": f"{progress['compared']} levels, "
                    f"{progress['different']} different",
                }
            ]
        )
        return True
