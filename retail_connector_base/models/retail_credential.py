"""What a connection needs to know to reach its platform."""

import os
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config

from ..platforms import ConfigError
from ..platforms.cipher import OPTION, VARIABLE, Cipher, CipherError

WARN_DAYS = 14  # before a credential expires
OVERLAP = timedelta(days=2)  # both webhook secrets are accepted after a change


def cipher():
    """Return the cipher with the keys of the environment or of odoo.conf."""
    return Cipher(os.environ.get(VARIABLE) or config.get(OPTION) or "")


class RetailCredential(models.Model):
    """Hold one setting; a secret is stored encrypted and never shown again."""

    _name = "retail.credential"
    _description = "Retail Credential"
    _order = "backend_id, sequence, id"
    _rec_name = "label"

    backend_id = fields.Many2one(
        "retail.backend", required=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    name = fields.Char("Key", required=True, readonly=True)
    label = fields.Char(required=True, readonly=True)
    help = fields.Char(readonly=True)
    secret = fields.Boolean(readonly=True)
    required = fields.Boolean(readonly=True)
    sequence = fields.Integer(default=10)
    value = fields.Char(
        "Value in clear", help="Only of settings that are no secrets.", copy=False
    )
    ciphertext = fields.Char(groups="base.group_system", copy=False)
    previous_ciphertext = fields.Char(groups="base.group_system", copy=False)
    previous_until = fields.Datetime(
        "Old one valid until",
        copy=False,
        help="Until then a message signed with the old secret is accepted too.",
    )
    is_set = fields.Boolean("Set", compute="_compute_is_set")
    new_value = fields.Char(
        "Value",
        compute="_compute_new_value",
        inverse="_inverse_new_value",
        help="A secret is stored encrypted and not shown again.",
    )
    rotated_at = fields.Datetime("Changed", readonly=True, copy=False)
    expires_at = fields.Datetime("Expires", copy=False)
    self_renewing = fields.Boolean(
        readonly=True, copy=False, help="The platform hands out a new one in time."
    )

    _unique = models.UniqueIndex("(backend_id, name)")
    _no_clear_secret = models.Constraint(
        "CHECK (NOT secret OR value IS NULL)",
        "A secret must not be stored in clear.",
    )

    @api.depends("value", "ciphertext")
    def _compute_is_set(self):
        for credential in self:
            holder = credential.sudo()
            credential.is_set = bool(holder.ciphertext or holder.value)

    @api.depends("value")
    def _compute_new_value(self):
        for credential in self:
            credential.new_value = False if credential.secret else credential.value

    def _inverse_new_value(self):
        for credential in self:
            if credential.new_value or not credential.secret:
                credential._set(credential.new_value)
            # An empty secret is "not entered", not "delete it".

    def write(self, vals):
        result = super().write(vals)
        stored = {"ciphertext", "previous_ciphertext", "previous_until"}
        if vals.keys() & stored and any(row._signs_webhooks() for row in self):
            self.env["retail.backend"]._forget_webhook_facts()
        return result

    # --- values ---

    def _set(self, text, expires_at=None, self_renewing=False):
        """Store a value; a secret encrypted, its predecessor kept for a while."""
        self.ensure_one()
        holder = self.sudo()
        now = fields.Datetime.now()
        values = {
            "rotated_at": now,
            "expires_at": expires_at or False,
            "self_renewing": self_renewing,
        }
        if not holder.secret:
            holder.write({**values, "value": text or False})
            return
        try:
            values["ciphertext"] = cipher().encrypt(text.strip()) if text else False
        except CipherError as error:
            raise UserError(str(error)) from None
        if holder._signs_webhooks() and holder.ciphertext:
            values["previous_ciphertext"] = holder.ciphertext
            values["previous_until"] = now + OVERLAP
        holder.write(values)

    def _get(self):
        """Return the clear value; for Python only. Raise ConfigError."""
        self.ensure_one()
        holder = self.sudo()
        if not holder.secret:
            return holder.value or ""
        return _decrypt(holder.ciphertext) if holder.ciphertext else ""

    def _signs_webhooks(self):
        adapter = self.backend_id._adapter_class()
        return bool(adapter) and self.name in adapter.webhook_secret_names()

    def _valid_secrets(self):
        """Return [(secret, valid until or None)]: the current one, then the old one."""
        holder, found = self.sudo(), []
        if holder.ciphertext:
            found.append((holder._get(), None))
        if holder.previous_ciphertext and holder.previous_until:
            found.append((_decrypt(holder.previous_ciphertext), holder.previous_until))
        return found

    def action_forget(self):
        """Delete the stored value."""
        self.check_access("write")
        self.sudo().write(
            {
                "value": False,
                "ciphertext": False,
                "previous_ciphertext": False,
                "previous_until": False,
                "rotated_at": fields.Datetime.now(),
                "expires_at": False,
            }
        )
        return True

    # --- care ---

    @api.model
    def _sync(self, backend, settings):
        """Create the settings a platform declares and drop those it does not."""
        existing = {row.name: row for row in backend.sudo().credential_ids}
        for index, setting in enumerate(settings):
            values = {
                "label": setting.label,
                "help": setting.help,
                "secret": setting.secret,
                "required": setting.required,
                "sequence": index,
            }
            if setting.name in existing:
                existing.pop(setting.name).write(values)
            else:
                default = {} if setting.secret else {"value": setting.default or False}
                base = {"backend_id": backend.id, "name": setting.name}
                self.sudo().create({**base, **default, **values})
        for leftover in existing.values():
            leftover.unlink()

    @api.model
    def _rotate_key(self):
        """Encrypt every secret with the current key; return how many were."""
        box, count = cipher(), 0
        for credential in self.sudo().search([("secret", "=", True)]):
            values = {
                name: box.rotate(credential[name])
                for name in ("ciphertext", "previous_ciphertext")
                if credential[name] and box.needs_rotation(credential[name])
            }
            if values:
                credential.write(values)
                count += 1
        return count

    @api.model
    def action_rotate_key(self):
        """Encrypt every secret of this database with the current key."""
        self.check_access("write")
        try:
            count = self._rotate_key()
        except CipherError as error:
            raise UserError(str(error)) from None
        return self.env["retail.backend"]._notify(
            self.env._("%s secrets were encrypted again.", count), "success"
        )

    @api.model
    def _care(self):
        """Drop old webhook secrets whose time is over; warn of what expires."""
        now = fields.Datetime.now()
        self.search([("previous_until", "<", now)]).write(
            {"previous_ciphertext": False, "previous_until": False}
        )
        soon = now + timedelta(days=WARN_DAYS)
        expiring = self.search(
            [
                ("secret", "=", True),
                ("self_renewing", "=", False),
                ("expires_at", "<", soon),
            ]
        )
        for backend, credentials in expiring.grouped("backend_id").items():
            backend._alert(
                self.env._("Credentials expire"),
                ", ".join(f"{c.label} ({c.expires_at:%Y-%m-%d})" for c in credentials),
            )


def _decrypt(stored):
    try:
        return cipher().decrypt(stored)
    except CipherError as error:
        raise ConfigError(str(error), "cipher") from None
