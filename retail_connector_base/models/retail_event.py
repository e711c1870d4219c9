"""The inbox: everything that was received, before anything acts on it."""

from odoo import fields, models

from .compressed import CompressedText

STATES = [
    ("received", "Waiting"),
    ("done", "Done"),
    ("ignored", "Ignored"),
    ("parked", "Parked"),
    ("failed", "Will be retried"),
    ("dead", "Given up"),
]
ORIGINS = [
    ("webhook", "Webhook"),
    ("poll", "Poll"),
    ("export", "Bulk export"),
    ("manual", "By hand"),
    ("replay", "Replay"),
    ("tally", "Count of a day"),
    ("resync", "Full re-sync"),
]


class RetailEvent(models.Model):
    """Hold one received item: inbox row and root of its trace.

    Few indexes, because a webhook waits for the INSERT: the key that makes a repeat
    harmless, and what the lanes' jobs look for. What only screens search is in an
    index that leaves new rows out.
    """

    _name = "retail.event"
    _description = "Inbox Event"
    _log_access = False
    _order = "id desc"
    _rec_name = "entity_id"

    backend_id = fields.Many2one(
        "retail.backend", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    key = fields.Char(required=True, readonly=True, help="Unique for one occurrence.")
    topic = fields.Char(readonly=True)
    kind = fields.Char(readonly=True)
    entity_id = fields.Char(readonly=True)
    lane = fields.Integer(readonly=True, required=True, aggregator=None)
    lane_key = fields.Char(
        readonly=True, help="What shares its lane; empty: only the entity itself."
    )
    version = fields.Char(readonly=True)
    origin = fields.Selection(ORIGINS, required=True, readonly=True)
    deleted = fields.Boolean(readonly=True, help="The platform deleted the entity.")
    complete = fields.Boolean(
        readonly=True, help="The payload is the entity itself, it need not be fetched."
    )
    received_at = fields.Datetime(required=True, readonly=True)
    occurred_at = fields.Datetime(readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True)
    cause = fields.Char(readonly=True, help="Short code that groups what has one cause")
    error = fields.Char(readonly=True)
    tries = fields.Integer(readonly=True, aggregator=None)
    next_try_at = fields.Datetime(readonly=True)
    read_at = fields.Datetime(
        readonly=True, help="When the platform was asked for what was imported."
    )
    done_at = fields.Datetime(readonly=True)
    payload = CompressedText(readonly=True, help="What was received, as it came.")
    fetched = CompressedText(readonly=True, help="What was read from the platform.")
    document = CompressedText(readonly=True, help="What we understood of it.")

    _key_unique = models.UniqueIndex("(backend_id, key)")
    _waiting_idx = models.Index(
        "(backend_id, lane, id) WHERE state IN ('received', 'failed')"
    )
    _entity_idx = models.Index(
        "(backend_id, kind, entity_id, id) WHERE state <> 'received'"
    )
    _done_idx = models.Index("(backend_id, kind, done_at) WHERE state = 'done'")
    _trouble_idx = models.Index(
        "(backend_id, cause) WHERE state IN ('parked', 'failed', 'dead')"
    )
