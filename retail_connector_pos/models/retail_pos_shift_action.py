"""What a person does about a day that is not closed."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .retail_pos_shift_close import READY

MANAGER = "retail_connector_base.group_manager"
OPERATOR = "retail_connector_base.group_operator"


class RetailPosShift(models.Model):
    """Close by hand, and override a close."""

    _inherit = "retail.pos.shift"

    def action_close(self):
        """Look again whether the shift can be closed, now."""
        if not (self.env.su or self.env.user.has_group(OPERATOR)):
            raise AccessError(self.env._("Only operators may close a store's day."))
        for shift in self.sudo().filtered(lambda s: s.state in READY):
            if not shift.closed_at:
                shift.closed_at = fields.Datetime.now()
            shift._wake_close()
        return True

    def _override(self, reason, counted=None):
        """Close although something speaks against it; the reason stays."""
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only a manager may override a close."))
        for shift in self.sudo():
            if shift.state == "closed":
                raise UserError(self.env._("It is closed already."))
            values = {
                "override_reason": reason,
                "override_user_id": self.env.uid,
                "state": "open",
            }
            if not shift.closed_at:
                values["closed_at"] = fields.Datetime.now()
            if counted is not None:
                values.update(cash_counted=counted, is_counted=True)
            shift.write(values)
            shift._note("resolved", "override", reason)
            shift._wake_close()

    def action_override(self):
        """Ask a manager for the reason to close it all the same."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close all the same"),
            "res_model": "retail.pos.override",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_shift_id": self.id,
                "default_cash_counted": self.cash_counted,
            },
        }
