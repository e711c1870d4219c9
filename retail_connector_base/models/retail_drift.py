"""What a platform says that we did not know: the sentinel of its contract."""

from odoo import api, fields, models
from odoo.tools import SQL

TYPES = [
    ("field", "Unknown field"),
    ("value", "Unknown value"),
    ("refused", "Not understood, item parked"),
    ("header", "Deprecation notice"),
]


class RetailDrift(models.Model):
    """Count one thing a platform's payloads or answers hold that is not known.

    It has no effect on what is imported: an item that cannot be understood without it
    is parked by the mapper, all others go in. Names of fields and words of
    enumerations only; never what a person entered.
    """

    _name = "retail.drift"
    _inherit = ["retail.operated"]
    _description = "Contract Drift"
    _log_access = False
    _order = "state, last_seen_at desc, id desc"
    _rec_name = "path"

    backend_id = fields.Many2one(
        "retail.backend", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    platform = fields.Char(required=True, readonly=True)
    kind = fields.Char(required=True, readonly=True, help="Kind of document.")
    type = fields.Selection(TYPES, required=True, readonly=True)
    path = fields.Char(required=True, readonly=True, help="Where it was found.")
    value = fields.Char(readonly=True, help="The word, or the text of the notice.")
    api_version = fields.Char("API version", readonly=True)
    first_seen_at = fields.Datetime("First seen", required=True, readonly=True)
    last_seen_at = fields.Datetime("Last seen", required=True, readonly=True)
    samples = fields.Integer(
        readonly=True, aggregator=None, help="In how many looked-at payloads it was."
    )
    # No foreign key: the row it names is locked by the job that found this.
    event_id = fields.Integer("Example", readonly=True, aggregator=None)
    state = fields.Selection(
        [("new", "New"), ("known", "Known")],
        required=True,
        readonly=True,
        help="Known: a person looked at it; it is counted and not alerted any more.",
    )

    _unique = models.UniqueIndex("(backend_id, kind, type, path, COALESCE(value, ''))")

    @api.model
    def _count(self, rows):
        """Add to the counters; ``rows`` are dicts of columns without the counted ones.

        Nobody waits for a counter: it is written in a transaction of its own that sees
        what others commit.
        """
        now = fields.Datetime.now()
        for row in sorted(rows, key=lambda r: (r["kind"], r["type"], r["path"])):
            self.env.cr.execute(
                SQL(
                    """INSERT INTO retail_drift (backend_id, company_id, platform, kind,
                           type, path, value, api_version, first_seen_at, last_seen_at,
                           samples, event_id, state)
                       VALUES (%(backend)s, %(company)s, %(platform)s, %(kind)s,
                           %(type)s, %(path)s, %(value)s, %(version)s, %(now)s, %(now)s,
                           %(samples)s, %(event)s, 'new')
                       ON CONFLICT (backend_id, kind, type, path, COALESCE(value, ''))
                       DO UPDATE SET last_seen_at = EXCLUDED.last_seen_at,
                           samples = retail_drift.samples + EXCLUDED.samples,
                           api_version = EXCLUDED.api_version,
                           event_id = COALESCE(EXCLUDED.event_id,
                                               retail_drift.event_id)""",
                    now=now,
                    **row,
                )
            )
        self.invalidate_model()

    def action_open_example(self):
        """Open a message it was found in."""
        self.ensure_one()
        if not self.env["retail.event"].browse(self.event_id).exists():
            return False
        return {
            "type": "ir.actions.act_window",
            "res_model": "retail.event",
            "res_id": self.event_id,
            "views": [(False, "form")],
        }

    def action_know(self):
        """Say that somebody looked at it."""
        self._check_operator()
        self.sudo().write({"state": "known"})
        return True

    def action_anew(self):
        """Take it for new again."""
        self._check_operator()
        self.sudo().write({"state": "new"})
        return True
