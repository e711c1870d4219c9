"""The life of a connection: permissions, access taken away, versions that end."""

from datetime import timedelta

from odoo import api, fields, models

from ..platforms import DisconnectedError
from ..platforms.oauth import ACCESS, REFRESH

WARN_DAYS = 90  # before the platform stops to serve the version we speak


class RetailBackend(models.Model):
    """Follow what the platform gives and takes."""

    _inherit = "retail.backend"

    disconnected = fields.Boolean(
        readonly=True,
        copy=False,
        help="The platform took our access away. Tokens were forgotten; its messages "
        "have to be subscribed again.",
    )
    api_ends_on = fields.Date(
        "Version Served until",
        readonly=True,
        copy=False,
        help="From then on the platform answers with a newer version, unasked.",
    )

    # --- access ---

    def _stop_for(self, error):
        """Pause because of what the platform said; forget tokens it took away."""
        self.ensure_one()
        if isinstance(error, DisconnectedError) and not self.disconnected:
            backend = self.sudo()
            tokens = backend.credential_ids.filtered(
                lambda credential: credential.name in (ACCESS, REFRESH)
            )
            tokens.action_forget()
            backend.write({"disconnected": True, "subscriptions": False})
            self.env["retail.trace"].sudo()._note(
                [
                    {
                        "backend_id": self.id,
                        "kind": "connection",
                        "step": "cancelled",
                        "code": error.code,
                    }
                ]
            )
        self._pause(error.message)

    def _come_back(self):
        """Subscribe again after the access was given back."""
        for backend in self.filtered("disconnected"):
            backend.action_subscribe()
            backend.disconnected = False

    # --- permissions ---

    def _take_scopes(self, scopes, lacks):
        """Keep which permissions we have; pause the flows that lack one."""
        self.ensure_one()
        backend = self.sudo()
        missing = {lack.flow: lack.scopes for lack in lacks}
        needed = sorted({scope for scopes_ in missing.values() for scope in scopes_})
        for flow in backend.flow_ids:
            lacking = missing.get(flow.code)
            if lacking and (flow.pause_reason or not flow.paused):
                reason = self.env._("Missing permission: %s", ", ".join(lacking))
                flow.write({"paused": True, "pause_reason": reason})
            elif not lacking and flow.pause_reason:
                flow.write({"paused": False, "pause_reason": False})
        backend.scopes = "\n".join(scopes)
        summary = self.env._("Permissions are missing")
        stopped = backend.flow_ids.filtered("pause_reason")
        backend._calm(summary)
        if stopped and backend.state == "live":
            note = self.env._(
                "%(scopes)s: paused are %(flows)s; the others go on.",
                scopes=", ".join(needed),
                flows=", ".join(stopped.mapped("label")),
            )
            # An importer's context schedules no activities.
            loud = backend.with_context(mail_activity_automation_skip=False)
            loud._alert(summary, note)

    # --- versions ---

    @api.model
    def _warn_of_versions(self):
        """Tell a person in time that the version we speak ends."""
        soon = fields.Date.today() + timedelta(days=WARN_DAYS)
        for backend in self.search([("state", "in", ("connected", "live", "paused"))]):
            summary = self.env._("API version ends")
            if backend.api_ends_on and backend.api_ends_on <= soon:
                note = self.env._(
                    "%(version)s is served until %(day)s. Rehearse the next one, then "
                    "update the connector.",
                    version=backend.api_version,
                    day=backend.api_ends_on,
                )
                backend._alert(summary, note)
            else:
                backend._calm(summary)
