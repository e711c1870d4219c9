"""Append-only steps of an item's life."""

from odoo import api, fields, models
from odoo.tools import SQL

STEPS = [
    ("received", "Received"),
    ("fetched", "Fetched"),
    ("mapped", "Understood"),
    ("imported", "Imported"),
    ("confirmed", "Confirmed"),
    ("invoiced", "Invoiced"),
    ("paid", "Paid"),
    ("planned", "Planned"),
    ("pushed", "Sent"),
    ("verified", "Verified"),
    ("held", "Held"),
    ("cancelled", "Cancelled"),
    ("parked", "Parked"),
    ("failed", "Failed"),
    ("dead", "Given up"),
    ("retried", "Tried again"),
    ("replayed", "Replayed"),
    ("edited", "Edited"),
    ("resolved", "Resolved"),
    ("ignored", "Ignored"),
    ("superseded", "Superseded"),
    ("stale", "Value moved"),
    ("disclosed", "Disclosed"),
    ("erased", "Erased"),
    ("minimised", "Minimised"),
]
COLUMNS = (
    "event_id",
    "outbox_id",
    "backend_id",
    "company_id",
    "at",
    "step",
    "kind",
    "entity_id",
    "res_model",
    "res_id",
    "code",
    "note",
    "job_uuid",
    "user_id",
    "digest",
)
# Steps after which a message stays as it is: they keep what it held.
KEEPING = ("imported", "ignored", "parked", "dead", "failed", "minimised")


class RetailTrace(models.Model):
    """Prove what happened to an item: ids and codes, no personal data.

    A trigger refuses changes, so that not even an administrator rewrites it. Plain
    integers instead of foreign keys: the trace outlives what it is about.
    """

    _name = "retail.trace"
    _description = "Retail Trace"
    _log_access = False
    _order = "at, id"
    _rec_name = "step"

    event_id = fields.Integer(readonly=True)
    outbox_id = fields.Integer("Outbox row", readonly=True)
    backend_id = fields.Many2one(
        "retail.backend", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    at = fields.Datetime(required=True, readonly=True)
    step = fields.Selection(STEPS, required=True, readonly=True)
    kind = fields.Char(readonly=True)
    entity_id = fields.Char(readonly=True)
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    code = fields.Char(readonly=True)
    note = fields.Char(readonly=True)
    job_uuid = fields.Char("Job", readonly=True)
    user_id = fields.Many2one("res.users", readonly=True)
    digest = fields.Char(
        "Evidence",
        readonly=True,
        help="SHA-256 of what the message held then: received, read, understood.",
    )

    _event_idx = models.Index("(event_id) WHERE event_id IS NOT NULL")
    _outbox_idx = models.Index("(outbox_id) WHERE outbox_id IS NOT NULL")
    _record_idx = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")
    _entity_idx = models.Index("(backend_id, kind, entity_id)")

    def init(self):
        """Have the database refuse changes, whoever asks."""
        self.env.cr.execute(
            SQL(
                """CREATE OR REPLACE FUNCTION retail_trace_append_only()
                   RETURNS trigger LANGUAGE plpgsql AS $$
                   BEGIN
                       IF current_setting('retail.purge', true) = 'on'
                          AND TG_OP = 'DELETE' THEN
                           RETURN OLD;
                       END IF;
                       RAISE EXCEPTION 'the trace is append-only'
                           USING ERRCODE = 'insufficient_privilege';
                   END $$;
                   DROP TRIGGER IF EXISTS retail_trace_append_only ON retail_trace;
                   CREATE TRIGGER retail_trace_append_only
                   BEFORE UPDATE OR DELETE ON retail_trace
                   FOR EACH ROW EXECUTE FUNCTION retail_trace_append_only()"""
            )
        )

    @api.model
    def _content_digest(self, row):
        """Return SQL for the digest of what an event holds; ``row``: its alias."""
        return SQL(
            "encode(sha256(COALESCE(%(e)s.payload, ''::bytea)"
            " || COALESCE(%(e)s.fetched, ''::bytea)"
            " || COALESCE(%(e)s.document, ''::bytea)), 'hex')",
            e=row,
        )

    @api.model
    def _cell(self, name, row):
        """Return the SQL of one value; the digest is the database's own work."""
        if name == "digest" and row.get("event_id") and row["step"] in KEEPING:
            return SQL(
                "(SELECT %s FROM retail_event e WHERE e.id = %s)",
                self._content_digest(SQL("e")),
                row["event_id"],
            )
        return SQL("%s", row.get(name) or None)

    @api.model
    def _note(self, rows):
        """Append steps; ``rows`` are dicts with at least backend_id and step."""
        if not rows:
            return
        companies = {}
        now = fields.Datetime.now()
        job = self.env.context.get("job_uuid")
        values = []
        for row in rows:
            backend_id = row["backend_id"]
            if backend_id not in companies:
                backend = self.env["retail.backend"].browse(backend_id).sudo()
                companies[backend_id] = backend.company_id.id
            full = {
                "at": now,
                "company_id": companies[backend_id],
                "job_uuid": job,
                "user_id": self.env.uid,
                **row,
            }
            values.append(
                SQL("(%s)", SQL(", ").join(self._cell(name, full) for name in COLUMNS))
            )
        self.env.cr.execute(
            SQL(
                "INSERT INTO retail_trace (%s) VALUES %s",
                SQL(", ").join(map(SQL.identifier, COLUMNS)),
                SQL(", ").join(values),
            )
        )
