"""Show a register's new key, once."""

from odoo import fields, models


class RetailPosKey(models.TransientModel):
    """Hold a key until the dialog is closed."""

    _name = "retail.pos.key"
    _description = "Retail Register Key"

    register_id = fields.Many2one("retail.pos.register", readonly=True, required=True)
    key = fields.Char(readonly=True)
    address = fields.Char(readonly=True)
    register_name = fields.Char(compute="_compute_register_name")

    def _compute_register_name(self):
        for wizard in self:
            register = wizard.register_id
            wizard.register_name = (
                f"{register.store_id.external_id}/{register.external_id}"
            )

    def action_done(self):
        """Forget the key: it is only stored encrypted."""
        self.unlink()
        return {"type": "ir.actions.act_window_close"}
