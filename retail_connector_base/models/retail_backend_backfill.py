"""Run the reading of history."""

from odoo import models


class RetailBackend(models.Model):
    """Run the steps of a reading of history."""

    _inherit = "retail.backend"

    def _job_backfill(self, backfill_id):
        """Do the next step of reading history, and queue the one after it."""
        self.ensure_one()
        backfill = self.env["retail.backfill"].sudo().browse(backfill_id).exists()
        if not backfill or not self._is_working():
            return
        if not self.env["retail.lane"]._lock(self, f"backfill:{backfill.id}"):
            return
        wait = self._speak(backfill._advance)
        if wait is not None:
            backfill._enqueue_next(eta=wait or None)

    def action_read_history(self):
        """Read the history of orders since the date chosen."""
        self.ensure_one()
        backfill = self.env["retail.backfill"].create(
            {"backend_id": self.id, "kind": "order", "since": self.pull_since}
        )
        return backfill.action_start()
