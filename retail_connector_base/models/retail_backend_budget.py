"""How many requests the platform still allows, for people to see."""

from datetime import UTC, datetime

from odoo import fields, models
from odoo.tools import SQL

from .retail_budget import LEVEL, NOW


class RetailBackend(models.Model):
    """Show the request budget that all workers share."""

    _inherit = "retail.backend"

    budget_status = fields.Char(
        "Request Budget",
        compute="_compute_budget",
        help="Points left now, points of a full budget, points restored a second. Each "
        "request costs some; all workers share them.",
    )
    budget_left = fields.Integer(
        "Request Budget Left (%)",
        compute="_compute_budget",
        help="How much of a full budget is left now, in percent.",
    )
    budget_blocked_until = fields.Datetime(
        "Throttled until",
        compute="_compute_budget",
        help="The platform asked us to send nothing until then.",
    )

    def _compute_budget(self):
        found = {}
        if self.ids:
            found = {
                row[0]: row[1:]
                for row in self.env.execute_query(
                    SQL(
                        """SELECT backend_id, %s, maximum, rate,
                                  CASE WHEN blocked_until > %s THEN blocked_until END
                             FROM retail_budget
                            WHERE backend_id = ANY(%s) AND maximum > 0""",
                        SQL(LEVEL),  # pylint: disable=sql-injection
                        SQL(NOW),  # pylint: disable=sql-injection
                        list(self.ids),
                    )
                )
            }
        for backend in self:
            level, maximum, rate, blocked = found.get(backend.id) or (0, 0, 0, None)
            backend.budget_status = maximum and self.env._(
                "%(left)s of %(all)s points left, %(rate)s a second",
                left=int(level),
                all=int(maximum),
                rate=f"{rate:g}",
            )
            backend.budget_left = maximum and round(100 * max(level, 0) / maximum)
            backend.budget_blocked_until = blocked and datetime.fromtimestamp(
                blocked, UTC
            ).replace(tzinfo=None, microsecond=0)
