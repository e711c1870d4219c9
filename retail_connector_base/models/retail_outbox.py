"""The outbox: facts to deliver, written in the transaction that made them true."""

from odoo import fields, models

STATES = [
    ("preview", "To release"),
    ("pending", "Waiting"),
    ("sending", "Being sent"),
    ("done", "Delivered"),
    ("stale", "Value moved"),
    ("parked", "Parked"),
    ("failed", "Will be retried"),
    ("dead", "Given up"),
    ("superseded", "Superseded"),
]


class RetailOutbox(models.Model):
    """Hold one fact to deliver, with the key that makes it take effect once."""

    _name = "retail.outbox"
    _description = "Outbox Row"
    _log_access = False
    _order = "id desc"
    _rec_name = "entity_id"

    backend_id = fields.Many2one(
        "retail.backend", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    create_date = fields.Datetime("Created", required=True, readonly=True)
    kind = fields.Char(required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    request_key = fields.Char(
        readonly=True, help="The same for all rows that travel in one request."
    )
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    entity_id = fields.Char(readonly=True)
    payload = fields.Json(readonly=True)
    answer = fields.Json(readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True)
    cause = fields.Char(readonly=True)
    error = fields.Char(readonly=True)
    tries = fields.Integer(readonly=True, aggregator=None)
    next_try_at = fields.Datetime(readonly=True)
    sent_at = fields.Datetime(readonly=True)
    done_at = fields.Datetime(readonly=True)

    _key_unique = models.UniqueIndex("(backend_id, key)")
    _waiting_idx = models.Index(
        "(backend_id, kind, id) WHERE state IN ('pending', 'sending', 'failed')"
    )
    _request_idx = models.Index(
        "(backend_id, request_key) WHERE state IN ('pending', 'sending', 'failed')"
    )
    _done_idx = models.Index("(backend_id, kind, done_at) WHERE state = 'done'")
    _trouble_idx = models.Index(
        "(backend_id, cause) WHERE state IN ('parked', 'failed', 'dead', 'preview')"
    )
    _record_idx = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")
