"""Which journal item left in which line: written once, never changed."""

from odoo import fields, models


class Unchecked(fields.Many2one):
    """A reference that PostgreSQL does not look up row by row.

    Four look-ups for each of a million links cost more than everything else about
    them; the table's own trigger checks all rows of a statement in one go.
    """

    def update_db_foreign_key(self, model, column):
        """Leave the check to the trigger."""


GUARD = """
CREATE OR REPLACE FUNCTION retail_journal_link_kept() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'retail_journal_link is append-only';
END $$ LANGUAGE plpgsql;

CREATE OR REPLACE FUNCTION retail_journal_link_written() RETURNS trigger AS $$
BEGIN
    IF EXISTS (SELECT 1
                 FROM (SELECT DISTINCT line_id, batch_id, backend_id, company_id
                         FROM written) w
                 LEFT JOIN retail_journal_batch_line l ON l.id = w.line_id
                 LEFT JOIN retail_journal_batch b ON b.id = l.batch_id
                WHERE b.id IS NULL OR (b.id, b.backend_id, b.company_id)
                      <> (w.batch_id, w.backend_id, w.company_id)) THEN
        RAISE foreign_key_violation USING MESSAGE =
            'a link has to name a line, and the batch and ledger of that line';
    END IF;
    RETURN NULL;
END $$ LANGUAGE plpgsql;

CREATE OR REPLACE FUNCTION retail_journal_link_dropped() RETURNS trigger AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT batch_id FROM dropped) d
                 JOIN retail_journal_batch b ON b.id = d.batch_id
                WHERE b.state NOT IN ('draft', 'validated', 'rejected')) THEN
        RAISE EXCEPTION 'the journal batch of this link has been approved';
    END IF;
    RETURN NULL;
END $$ LANGUAGE plpgsql;

CREATE OR REPLACE FUNCTION retail_journal_link_line_dropped() RETURNS trigger AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM dropped d JOIN retail_journal_link k
                   ON k.batch_id = d.batch_id AND k.line_id = d.id) THEN
        RAISE foreign_key_violation USING MESSAGE =
            'journal items are linked to this line of a batch';
    END IF;
    RETURN NULL;
END $$ LANGUAGE plpgsql;

CREATE OR REPLACE TRIGGER retail_journal_link_kept
    BEFORE UPDATE OR TRUNCATE ON retail_journal_link
    FOR EACH STATEMENT EXECUTE FUNCTION retail_journal_link_kept();
CREATE OR REPLACE TRIGGER retail_journal_link_written
    AFTER INSERT ON retail_journal_link REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION retail_journal_link_written();
CREATE OR REPLACE TRIGGER retail_journal_link_dropped
    AFTER DELETE ON retail_journal_link REFERENCING OLD TABLE AS dropped
    FOR EACH STATEMENT EXECUTE FUNCTION retail_journal_link_dropped();
CREATE OR REPLACE TRIGGER retail_journal_link_line_dropped
    AFTER DELETE ON retail_journal_batch_line REFERENCING OLD TABLE AS dropped
    FOR EACH STATEMENT EXECUTE FUNCTION retail_journal_link_line_dropped();
"""


class RetailJournalLink(models.Model):
    """Prove what was exported: one row per journal item sent or taken back.

    An item is *live* while it was sent (+1) and not taken back (-1) in the same
    revision. The ids of items and entries are plain numbers: the proof outlives what
    it is about. Triggers refuse every change, every deletion of what may have reached
    the ledger, and every line that does not exist.
    """

    _name = "retail.journal.link"
    _description = "Journal Export Link"
    _order = "id"
    _log_access = False

    backend_id = Unchecked("retail.backend", required=True)
    company_id = Unchecked("res.company", required=True)
    line_id = Unchecked("retail.journal.batch.line", "Batch line", required=True)
    batch_id = Unchecked("retail.journal.batch", required=True)
    item_id = fields.Integer("Journal item", required=True)
    move_id = fields.Integer("Entry", required=True)
    journal_id = fields.Integer(required=True)
    account_id = fields.Integer(required=True)
    date = fields.Date(required=True)
    key = fields.Char(required=True, help="Fingerprint of how the item was grouped.")
    balance = fields.Float(digits=(16, 6), required=True)
    tax_amount = fields.Float(
        digits=(16, 6), help="Its part of the tax that a code of its line posts."
    )
    sign = fields.Integer(required=True, help="1: sent, -1: taken back.")
    revision = fields.Integer(required=True)

    _once = models.UniqueIndex("(backend_id, item_id, revision, sign)")
    _taken_back = models.Index("(backend_id, item_id, revision) WHERE sign < 0")
    _of_batch = models.Index("(batch_id, line_id)")
    _of_move = models.Index("(move_id)")
    _sign = models.Constraint("CHECK (sign IN (1, -1))", "Sent or taken back.")

    def init(self):
        """Make the table append-only, also for whoever speaks SQL."""
        # Afterwards: one of the triggers is on the table of the lines.
        self.pool.post_init(self.env.cr.execute, GUARD)
