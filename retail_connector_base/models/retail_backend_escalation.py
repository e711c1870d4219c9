"""When and to whom a connection's old exceptions are escalated."""

from odoo import fields, models


class RetailBackend(models.Model):
    """Say how long something may wait for a person."""

    _inherit = "retail.backend"

    escalate_hours = fields.Integer(
        "Escalate after (h)",
        default=48,
        help="What has waited so long for a person is told to the one below. 0: never.",
    )
    escalate_user_id = fields.Many2one(
        "res.users", "Escalate to", help="Empty: the user the connection runs as."
    )

    def _tell_late(self, count):
        """Schedule an activity about exceptions that have become too old."""
        self.ensure_one()
        self.sudo().activity_schedule(
            "mail.mail_activity_data_warning",
            date_deadline=fields.Date.context_today(self),
            summary=self.env._("Waiting too long: %s to resolve", count),
            note=self.env._(
                "They have waited for more than %s hours. See Work > To resolve, "
                "filter Escalated.",
                self.escalate_hours,
            ),
            user_id=(self.escalate_user_id or self.user_id).id,
        )
