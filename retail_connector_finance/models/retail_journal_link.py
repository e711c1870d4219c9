"""Which journal item left in which line: written once, never changed."""

from odoo import fields, models


class RetailJournalLink(models.Model):
    """Prove what was exported: one row per journal item sent or taken back.

    An item is *live* while it was sent (+1) and not taken back (-1) in the same
    revision. The ids of items and entries are plain numbers: the proof outlives what
    it is about. A trigger refuses every change, and every deletion of what may have
    reached the ledger.
    """

    _name = "retail.journal.link"
    _description = "Journal Export Link"
    _order = "id"
    _log_access = False

    backend_id = fields.Many2one("retail.backend", required=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    line_id = fields.Many2one(
        "retail.journal.batch.line", "Batch line", required=True, ondelete="restrict"
    )
    batch_id = fields.Many2one(
        "retail.journal.batch", required=True, ondelete="restrict"
    )
    item_id = fields.Integer("Journal item", required=True)
    move_id = fields.Integer("Entry", required=True)
    journal_id = fields.Integer(required=True)
    account_id = fields.Integer(required=True)
    date = fields.Date(required=True)
    key = fields.Char(required=True, help="Fingerprint of how the item was grouped.")
    balance = fields.Float(digits=(16, 6), required=True)
    sign = fields.Integer(required=True, help="1: sent, -1: taken back.")
    revision = fields.Integer(required=True)

    _once = models.UniqueIndex("(backend_id, item_id, revision, sign)")
    _taken_back = models.Index("(backend_id, item_id, revision) WHERE sign < 0")
    _of_line = models.Index("(line_id)")
    _of_batch = models.Index("(batch_id)")
    _of_move = models.Index("(move_id)")
    _sign = models.Constraint("CHECK (sign IN (1, -1))", "Sent or taken back.")

    def init(self):
        """Make the table append-only, also for whoever speaks SQL."""
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION retail_journal_link_guard() RETURNS trigger AS $$
            BEGIN
                IF TG_OP = 'UPDATE' THEN
                    RAISE EXCEPTION 'retail_journal_link is append-only';
                END IF;
                IF EXISTS (SELECT 1 FROM retail_journal_batch b
                            WHERE b.id = OLD.batch_id AND b.state
                                  NOT IN ('draft', 'validated', 'rejected')) THEN
                    RAISE EXCEPTION 'the journal batch of this link has been approved';
                END IF;
                RETURN OLD;
            END $$ LANGUAGE plpgsql;
            DROP TRIGGER IF EXISTS retail_journal_link_guard ON retail_journal_link;
            CREATE TRIGGER retail_journal_link_guard
                BEFORE UPDATE OR DELETE ON retail_journal_link
                FOR EACH ROW EXECUTE FUNCTION retail_journal_link_guard();
            """
        )
