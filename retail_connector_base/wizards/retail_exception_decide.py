"""Ask what to do with what waits."""

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError


class RetailExceptionDecide(models.TransientModel):
    """Assign, put off, comment or settle the selected exceptions at once."""

    _name = "retail.exception.decide"
    _description = "Decide about Exceptions"

    what = fields.Selection(
        [
            ("assign", "Give to somebody"),
            ("snooze", "Put off"),
            ("comment", "Comment"),
            ("settle", "Settle with a reason"),
        ],
        required=True,
        default="assign",
    )
    user_id = fields.Many2one(
        "res.users", "Owner", default=lambda self: self.env.user, help="Empty: nobody."
    )
    until = fields.Datetime(
        default=lambda self: fields.Datetime.now() + timedelta(days=1),
        help="Until then it is not counted among what waits for a person.",
    )
    text = fields.Text("Reason or comment")

    def action_apply(self):
        """Do it to all of them."""
        self.ensure_one()
        exceptions = self.env["retail.exception"].browse(
            self.env.context.get("exception_ids", [])
        )
        # What was healed meanwhile is not there any more
        exceptions = exceptions.search([("id", "in", exceptions.ids)])
        if self.what in ("comment", "settle") and not (self.text or "").strip():
            raise UserError(self.env._("Write a reason."))
        if self.what == "assign":
            exceptions._assign(self.user_id)
        elif self.what == "snooze":
            exceptions._snooze(self.until)
        elif self.what == "comment":
            exceptions._comment(self.text)
        else:
            exceptions._settle(self.text)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
