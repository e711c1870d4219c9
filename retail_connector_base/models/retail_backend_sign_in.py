"""Sign in at a platform, and renew its tokens one worker at a time."""

from datetime import UTC

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import hash_sign

from ..platforms import PlatformError
from .transaction import own_transaction

SCOPE = "retail-sign-in"
HOURS = 1  # a person has to sign in within this time
CALLBACK = "/retail/oauth/callback"


class RetailBackend(models.Model):
    """Send a person to the platform's sign-in and keep what comes back."""

    _inherit = "retail.backend"

    has_sign_in = fields.Boolean(compute="_compute_has_sign_in")

    def _compute_has_sign_in(self):
        for backend in self:
            adapter = backend._adapter_class()
            backend.has_sign_in = bool(adapter and adapter({}).sign_in())

    def _sign_in_redirect(self):
        """Return the address the platform sends a person back to."""
        return f"{self.get_base_url().rstrip('/')}{CALLBACK}"

    def action_sign_in(self):
        """Go to the platform's sign-in page."""
        self.ensure_one()
        self.check_access("write")
        whose = [self.id, self.env.uid]
        state = hash_sign(self.sudo().env, SCOPE, whose, expiration_hours=HOURS)
        try:
            oauth = self._adapter(testing=True).sign_in()
            values = self.sudo()._values()
            url = oauth.sign_in_url(values, self._sign_in_redirect(), state)
        except PlatformError as error:
            raise UserError(error.message) from None
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}

    def _signed_in(self, params):
        """Store the tokens for what a person brought back."""
        self.ensure_one()
        adapter = self._adapter(testing=True)
        self._keep_tokens(adapter.signed_in(params, self._sign_in_redirect()))
        if self.state == "paused":
            self._calm(self._paused_summary())

    def _keep_tokens(self, fresh):
        """Store setting -> (value, ends at)."""
        for name, (value, ends) in fresh.items():
            self._save_token(name, value, ends)

    def _renew_in_turn(self, stale, ask):
        """Renew the tokens unless another worker just did; return all values.

        The rows are locked while the platform is asked, and what it handed out is
        committed before anybody uses it: a token that rotates is not lost when the
        job is rolled back, and is never asked for twice.
        """
        with own_transaction(self.env, read_committed=True) as env:
            backend = env["retail.backend"].browse(self.id)
            env.cr.execute(
                SQL(
                    "SELECT id FROM retail_credential WHERE backend_id = %s "
                    "ORDER BY id FOR UPDATE",
                    self.id,
                )
            )
            backend.credential_ids.invalidate_recordset()
            values = backend._values()
            if values.get("access_token") and values["access_token"] != stale:
                return values
            for name, (value, ends) in ask(values).items():
                backend.credential_ids.filtered(
                    lambda credential, name=name: credential.name == name
                )._set(
                    value,
                    ends.astimezone(UTC).replace(tzinfo=None) if ends else None,
                    self_renewing=True,
                )
            return backend._values()
