"""What an operator does with an outbox row."""

from odoo import models

from .retail_operated import TROUBLE
from .retail_outbox_push import now, request_key


class RetailOutbox(models.Model):
    """Release, retry or drop a row."""

    _name = "retail.outbox"
    _inherit = ["retail.outbox", "retail.trouble"]
    _trouble_key = ("backend_id", "kind", "cause")

    def action_release(self):
        """Send what waited for a look."""
        self._check_operator()
        rows = self.filtered(lambda row: row.state == "preview").sudo()
        rows.write({"state": "pending"})
        rows._trace("retried", "released")
        rows._wake_queues()
        return True

    def action_retry(self):
        """Send those in trouble again, at once."""
        self._check_operator()
        rows = self.filtered(lambda row: row.state in TROUBLE).sudo()
        values = {
            "state": "pending",
            "cause": False,
            "error": False,
            "tries": 0,
            "next_try_at": False,
        }
        # What may have taken effect is repeated under its old key. What was refused
        # needs a new one, or the platform would only repeat its answer.
        refused = rows.filtered(lambda row: row.state == "parked")
        for key, same in refused.grouped("request_key").items():
            same.write({"request_key": request_key(key, "again", now())})
        rows.write(values)
        rows._trace("retried")
        rows._wake_queues()
        return True

    def action_undo(self):
        """Show what taking them back at the platform means."""
        return self.env["retail.undo"]._open(self)

    def action_ignore(self, reason=None):
        """Do not send them."""
        self._check_operator()
        rows = self.filtered(lambda r: r.state in ("preview", "pending", *TROUBLE))
        rows = rows.sudo()
        rows.write({"state": "superseded", "cause": "by_hand", "done_at": now()})
        rows._trace("superseded", "by_hand", reason)
        return True

    def _wake_queues(self):
        for backend, rows in self.grouped("backend_id").items():
            for kind in set(rows.mapped("kind")):
                backend._wake(f"out:{kind}")
