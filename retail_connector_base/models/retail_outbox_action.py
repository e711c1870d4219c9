"""What an operator does with an outbox row."""

from odoo import models
from odoo.exceptions import AccessError

from .retail_outbox_push import now, request_key

TROUBLE = ("parked", "failed", "dead")
OPERATOR = "retail_connector_base.group_operator"


class RetailOutbox(models.Model):
    """Release, retry or drop a row."""

    _inherit = "retail.outbox"

    def _check_operator(self):
        """Raise unless the user may act on rows; reading them is not enough."""
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(OPERATOR)):
            raise AccessError(
                self.env._("Only operators of the Retail Connector may do this.")
            )

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

    def action_retry_cause(self):
        """Send all again that are in trouble for the same cause."""
        self._check_operator()
        for backend_id, kind, cause in {
            (row.backend_id.id, row.kind, row.cause) for row in self if row.cause
        }:
            self.search(
                [
                    ("backend_id", "=", backend_id),
                    ("kind", "=", kind),
                    ("cause", "=", cause),
                    ("state", "in", TROUBLE),
                ]
            ).action_retry()
        return True

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
