"""Owner, age and snooze beside what waits for a person."""

from odoo import fields, models
from odoo.tools import SQL

AGES = [
    ("hour", "Less than an hour"),
    ("day", "Less than a day"),
    ("days", "One to three days"),
    ("week", "Three to seven days"),
    ("long", "More than a week"),
]
AGE = """CASE WHEN found.since > moment.now - interval '1 hour' THEN 'hour'
              WHEN found.since > moment.now - interval '1 day' THEN 'day'
              WHEN found.since > moment.now - interval '3 days' THEN 'days'
              WHEN found.since > moment.now - interval '7 days' THEN 'week'
              ELSE 'long' END"""
# What was accepted waits again as soon as it says something else.
ACCEPTED = """COALESCE(care.accepted
              AND care.accepted_cause IS NOT DISTINCT FROM found.cause
              AND care.accepted_message IS NOT DISTINCT FROM found.message, FALSE)"""
SNOOZED = "COALESCE(care.snoozed_until > moment.now, FALSE)"
COLUMNS = (
    "id, res_id, source, res_model, backend_id, company_id, label, cause, message, "
    "since, tries, state, cause_label"
)


class RetailException(models.Model):
    """Show what people added; what is put off or accepted is not urgent."""

    _inherit = "retail.exception"

    user_id = fields.Many2one("res.users", "Owner", readonly=True)
    snoozed_until = fields.Datetime(readonly=True)
    snoozed = fields.Boolean(readonly=True, help="Put off until later.")
    accepted = fields.Boolean(
        readonly=True, help="Somebody decided that it stays as it is."
    )
    escalated = fields.Boolean(readonly=True, help="It has waited too long.")
    age = fields.Selection(AGES, readonly=True)

    @property
    def _table_query(self):
        """Return the union of all sources with the care for each row."""
        self.env["retail.exception.care"].flush_model()
        columns = ", ".join(f"found.{name.strip()}" for name in COLUMNS.split(","))
        return SQL(
            """SELECT %(columns)s, care.user_id, care.snoozed_until,
                      %(snoozed)s AS snoozed, %(accepted)s AS accepted,
                      care.escalated_at IS NOT NULL AS escalated, %(age)s AS age,
                      found.urgent AND NOT %(snoozed)s AND NOT %(accepted)s AS urgent
                 FROM (%(found)s) AS found
                CROSS JOIN (SELECT now() AT TIME ZONE 'UTC' AS now) AS moment
                 LEFT JOIN retail_exception_care AS care
                   ON care.source = found.source AND care.res_id = found.res_id""",
            columns=SQL(columns),
            snoozed=SQL(SNOOZED),
            accepted=SQL(ACCEPTED),
            age=SQL(AGE),
            found=super()._table_query,
        )
