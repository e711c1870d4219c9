"""The key a register signs with: encrypted at rest, shown once, replaced in time."""

import secrets
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.retail_connector_base.models.retail_credential import cipher
from odoo.addons.retail_connector_base.platforms.cipher import CipherError

BYTES = 32  # of randomness in a key
OVERLAP = timedelta(days=2)  # the old key still signs after a change
MANAGER = "retail_connector_base.group_manager"


class RetailPosRegister(models.Model):
    """Give a register its own key: what one till knows opens no other."""

    _inherit = "retail.pos.register"

    key_cipher = fields.Char(groups="base.group_system", copy=False)
    old_key_cipher = fields.Char(groups="base.group_system", copy=False)
    old_key_until = fields.Datetime(groups="base.group_system", copy=False)
    key_set_at = fields.Datetime("Key made", readonly=True, copy=False)

    def _new_key(self):
        """Make a key and return it in clear, the only time it can be seen."""
        self.ensure_one()
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only a manager may make keys of registers."))
        key = secrets.token_urlsafe(BYTES)
        holder = self.sudo()
        now = fields.Datetime.now()
        try:
            stored = cipher().encrypt(key)
        except CipherError as error:
            raise UserError(str(error)) from None
        holder.write(
            {
                "old_key_cipher": holder.key_cipher,
                "old_key_until": now + OVERLAP if holder.key_cipher else False,
                "key_cipher": stored,
                "key_set_at": now,
            }
        )
        return key

    def _keys(self):
        """Return the keys that may sign now; for Python only."""
        self.ensure_one()
        holder, found = self.sudo(), []
        if holder.key_cipher:
            found.append(cipher().decrypt(holder.key_cipher))
        until = holder.old_key_until
        if holder.old_key_cipher and until and fields.Datetime.now() < until:
            found.append(cipher().decrypt(holder.old_key_cipher))
        return found

    def action_new_key(self):
        """Show a new key once, to be typed into the till."""
        self.ensure_one()
        wizard = self.env["retail.pos.key"].create(
            {
                "register_id": self.id,
                "key": self._new_key(),
                "address": f"{self.get_base_url()}/retail/pos/"
                f"{self.backend_id.sudo().token}",
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Key of %s", self.display_name),
            "res_model": "retail.pos.key",
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }
