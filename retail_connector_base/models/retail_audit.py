"""Who changed what of the configuration: append-only, secrets never shown."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

COLUMNS = (
    "at",
    "user_id",
    "company_id",
    "backend_id",
    "model",
    "res_id",
    "record",
    "operation",
    "field",
    "label",
    "before",
    "after",
)
OPERATIONS = [
    ("create", "Created"),
    ("write", "Changed"),
    ("unlink", "Deleted"),
    ("proposed", "Proposed"),
    ("applied", "Approved"),
    ("rejected", "Rejected"),
    ("withdrawn", "Withdrawn"),
    ("stale", "Overtaken"),
]


class RetailAudit(models.Model):
    """One change of one field of a setting, mapping, credential or policy.

    A trigger refuses changes, so that not even an administrator rewrites it. Plain
    integers instead of foreign keys: the log outlives what it is about.
    """

    _name = "retail.audit"
    _description = "Retail Audit Log"
    _log_access = False
    _order = "id desc"
    _rec_name = "record"

    at = fields.Datetime("When", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Who", required=True, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    backend_id = fields.Integer("Connection number", readonly=True)
    model = fields.Char(required=True, readonly=True)
    kind = fields.Char("Of", compute="_compute_kind")
    res_id = fields.Many2oneReference("Record number", model_field="model")
    record = fields.Char("What", readonly=True, help="Its name at that time.")
    operation = fields.Selection(OPERATIONS, required=True, readonly=True)
    field = fields.Char("Technical name", readonly=True)
    label = fields.Char("Field", readonly=True)
    before = fields.Char(readonly=True)
    after = fields.Char(readonly=True)

    _record_idx = models.Index("(model, res_id)")
    _at_idx = models.Index("(at)")

    def init(self):
        """Have the database refuse changes, whoever asks."""
        self.env.cr.execute(
            SQL(
                """CREATE OR REPLACE FUNCTION retail_audit_append_only()
                   RETURNS trigger LANGUAGE plpgsql AS $$
                   BEGIN
                       RAISE EXCEPTION 'the audit log is append-only'
                           USING ERRCODE = 'insufficient_privilege';
                   END $$;
                   DROP TRIGGER IF EXISTS retail_audit_append_only ON retail_audit;
                   CREATE TRIGGER retail_audit_append_only
                   BEFORE UPDATE OR DELETE ON retail_audit
                   FOR EACH ROW EXECUTE FUNCTION retail_audit_append_only();
                   DROP TRIGGER IF EXISTS retail_audit_no_truncate ON retail_audit;
                   CREATE TRIGGER retail_audit_no_truncate
                   BEFORE TRUNCATE ON retail_audit
                   FOR EACH STATEMENT EXECUTE FUNCTION retail_audit_append_only()"""
            )
        )

    @api.depends("model")
    def _compute_kind(self):
        for line in self:
            known = line.model in self.env
            line.kind = self.env[line.model]._description if known else line.model

    @api.model
    def _note(self, rows):
        """Append lines; ``rows`` are dicts of columns other than who and when."""
        if not rows:
            return
        base = {"at": fields.Datetime.now(), "user_id": self.env.uid or SUPERUSER_ID}
        values = [
            tuple({**base, **row}.get(name) or None for name in COLUMNS) for row in rows
        ]
        self.env.cr.execute(
            SQL(
                "INSERT INTO retail_audit (%s) VALUES %s",
                SQL(", ").join(map(SQL.identifier, COLUMNS)),
                SQL(", ").join(SQL("%s", value) for value in values),
            )
        )
