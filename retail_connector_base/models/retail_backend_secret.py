"""The clear values of a connection, and what its webhook route remembers."""

from datetime import UTC
from typing import NamedTuple

from odoo import api, models
from odoo.tools import ormcache

from ..platforms import ConfigError
from .transaction import own_transaction


class WebhookFacts(NamedTuple):
    """What a webhook needs to know about its connection, without a query."""

    id: int
    company_id: int
    lanes: int
    platform: str
    accepts: bool  # False: not connected yet, or in quarantine
    archived: bool  # only what the law asks is taken
    secrets: tuple  # of (secret, valid until or None)
    delays: tuple  # of (kind, seconds to collect more before starting)

    def delay(self, kind):
        """Return how many seconds to collect messages of a kind."""
        return dict(self.delays).get(kind, 0)

    def valid_secrets(self, now):
        """Return the secrets that may sign at ``now``."""
        return [
            secret for secret, until in self.secrets if until is None or now < until
        ]


class UnknownToken(Exception):
    """There is no connection with this token. An exception is not cached."""


class RetailBackend(models.Model):
    """Read and store secrets; clear text never leaves Python."""

    _inherit = "retail.backend"

    def _values(self):
        """Return the clear settings by name; raise ConfigError if one is missing.

        ``<name>_expires_at`` says when a token ends, so that it is renewed before.
        """
        self.ensure_one()
        credentials = self.sudo().credential_ids
        missing = credentials.filtered(lambda c: c.required and not c.is_set)
        if missing:
            raise ConfigError(
                self.env._("Not filled in: %s", ", ".join(missing.mapped("label"))),
                "incomplete",
            )
        ends = {
            f"{credential.name}_expires_at": credential.expires_at
            for credential in credentials
            if credential.expires_at
        }
        return {
            **{credential.name: credential._get() for credential in credentials},
            **ends,
        }

    def _save_token(self, name, value, expires_at=None):
        """Store a secret the platform handed out, whatever becomes of the job."""
        if expires_at is not None and expires_at.tzinfo:
            expires_at = expires_at.astimezone(UTC).replace(tzinfo=None)
        with own_transaction(self.env) as env:
            env["retail.credential"].search(
                [("backend_id", "=", self.id), ("name", "=", name)]
            )._set(value, expires_at, self_renewing=True)

    # --- webhooks ---

    @api.model
    @ormcache("token")
    def _webhook_facts(self, token):
        """Return the WebhookFacts of a token; raise UnknownToken."""
        backend = (
            self.sudo()
            .with_context(active_test=False)
            .search([("token", "=", token)], limit=1)
        )
        if not backend:
            raise UnknownToken
        backend._quarantine_if_copied()
        return WebhookFacts(
            id=backend.id,
            company_id=backend.company_id.id,
            lanes=backend.lanes,
            platform=backend.platform,
            accepts=backend.state not in ("draft", "quarantined"),
            archived=not backend.active,
            secrets=tuple(backend._webhook_secrets()),
            delays=tuple(
                (flow.kind, flow.delay_seconds)
                for flow in backend.flow_ids
                if flow.direction == "in" and flow.timing == "event"
            ),
        )

    def _webhook_secrets(self):
        """Return [(secret, valid until or None)] of what may sign webhooks."""
        self.ensure_one()
        signing = self.sudo().credential_ids.filtered(lambda c: c._signs_webhooks())
        return [pair for credential in signing for pair in credential._valid_secrets()]

    @api.model
    def _forget_webhook_facts(self):
        """Have every process read the facts anew."""
        self.env.registry.clear_cache()
