"""Take and work on privacy requests, also of a shop that left."""

from odoo import models

from . import inbox

KIND = "privacy"
BATCH = 50  # requests a job


class RetailBackend(models.Model):
    """Do what the law asks, whatever the state of the connection."""

    _inherit = "retail.backend"

    def _job_privacy(self, request_id):
        """Work on one request, a part of a whole shop at a time."""
        request = self.env["retail.privacy.request"].sudo().browse(request_id)
        if not request.try_lock_for_update() or request.state != "received":
            return
        if request._run():
            request._continue()

    def _drain_privacy(self, lane):
        """Take the requests that wait in a lane of a paused or archived connection.

        They came complete: nothing is asked of the platform.
        """
        backend = self.sudo()
        if backend.state in ("draft", "quarantined"):
            return
        if not self.env["retail.lane"].sudo()._lock(self, "in", lane):
            return
        events = self.env["retail.event"].sudo()._take(self, lane, BATCH, KIND)
        groups = inbox.coalesce(events)
        adapter = backend._adapter_class()({}, options=backend._adapter_options())
        for group in groups:
            if group.is_open:
                inbox.parse(adapter, group)
        self._import_groups(groups)
        self._record_groups(groups)
