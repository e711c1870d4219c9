"""Put journal items together to batches, in the database and in one pass.

*Pending* is not kept anywhere: it is the posted items that are in scope joined with
the live links. What is missing on one side or differs is sent, taken back, or both.
That needs no hooks, so it sees what SQL, imports, resets and deletions did as well.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

SETTLING = timedelta(minutes=10)  # transactions may commit later than they wrote
WORK_MEMORY = "64MB"  # a sort or hash; what is larger goes to the disk
SAMPLE = 10  # of the temporary tables' statistics: for sizes, not for values
NO_ITEMS = ("line_section", "line_subsection", "line_note")

# Items in scope, with what they are grouped by. ``key`` is what a change of makes a
# correction: not the category or partner, which are renamed and merged all the time.
CURRENT = """
CREATE TEMPORARY TABLE retail_current ON COMMIT DROP AS
SELECT s.*, md5(concat_ws('|', account_id, journal_id, date, tax, analytic)) AS key
  FROM (
    SELECT l.id AS item_id, l.move_id, p.id AS policy_id, m.journal_id, l.date,
           l.account_id, l.balance,
           CASE WHEN p.by_tax
                THEN concat_ws(' ', 't' || l.tax_line_id, x.taxes) ELSE '' END AS tax,
           CASE WHEN p.by_channel
                THEN COALESCE(m.retail_channel, '') ELSE '' END AS channel,
           CASE WHEN p.by_source THEN m.retail_backend_id END AS source_id,
           CASE WHEN p.by_store THEN z.store_id END AS store_id,
           CASE WHEN p.by_category THEN t.categ_id END AS category_id,
           CASE WHEN a.id IS NOT NULL THEN l.partner_id END AS partner_id,
           CASE WHEN p.by_analytic
                THEN COALESCE(l.analytic_distribution::text, '') ELSE '' END
                AS analytic,
           CASE p.unit WHEN 'day' THEN ''
                WHEN 'session' THEN COALESCE('s' || z.session_id, 'm' || l.move_id)
                ELSE 'm' || l.move_id END AS unit
      FROM account_move_line l
      JOIN account_move m ON m.id = l.move_id
      JOIN account_journal_retail_journal_policy_rel r ON r.account_journal_id =
           m.journal_id
      JOIN retail_journal_policy p ON p.id = r.retail_journal_policy_id
       AND p.backend_id = %(backend)s AND l.date >= p.start_date
       AND (p.end_date IS NULL OR l.date <= p.end_date)
      LEFT JOIN (SELECT account_move_line_id,
                        string_agg(account_tax_id::text, ','
                                   ORDER BY account_tax_id) AS taxes
                   FROM account_move_line_account_tax_rel
                  GROUP BY account_move_line_id) x ON x.account_move_line_id = l.id
      LEFT JOIN account_account a ON a.id = l.account_id AND p.by_partner
       AND a.account_type IN ('asset_receivable', 'liability_payable')
      LEFT JOIN product_product v ON v.id = l.product_id AND p.by_category
      LEFT JOIN product_template t ON t.id = v.product_tmpl_id
      LEFT JOIN (%(sessions)s) z ON z.move_id = l.move_id
     WHERE l.company_id = %(company)s AND l.parent_state = 'posted'
       AND l.balance <> 0 AND l.display_type <> ALL(%(no_items)s)
       AND %(moves)s
  ) s"""

LIVE = """
CREATE TEMPORARY TABLE retail_live ON COMMIT DROP AS
SELECT l.item_id, l.move_id, l.journal_id, l.date, l.account_id, l.balance, l.key,
       l.revision, l.line_id, l.tax_amount, b.policy_id, b.unit
  FROM retail_journal_link l
  JOIN retail_journal_batch b ON b.id = l.batch_id
 WHERE l.backend_id = %(backend)s AND l.sign = 1 AND %(moves)s
   AND NOT EXISTS (SELECT 1 FROM retail_journal_link t
                    WHERE t.backend_id = l.backend_id AND t.item_id = l.item_id
                      AND t.revision = l.revision AND t.sign < 0)"""

# What the items of a line have in common. Debits and credits stay apart, so that a
# line never comes to nothing and the gross movement is seen there as here.
GROUPING = """md5(concat_ws('|', account_id, tax, channel, COALESCE(source_id, 0),
    COALESCE(store_id, 0), COALESCE(category_id, 0), COALESCE(partner_id, 0), analytic,
    COALESCE(origin_id, 0), (balance * sign > 0)::text))"""

# One row per item to send (+1) or to take back (-1). Whether a batch is an export or
# a correction is decided per entry: else neither of the two would balance.
PENDING = """
CREATE TEMPORARY TABLE retail_pending ON COMMIT DROP AS
SELECT e.*, %(grouping)s::uuid AS grouping FROM (
WITH changed AS (
    SELECT COALESCE(c.item_id, x.item_id) AS item_id,
           COALESCE(c.move_id, x.move_id) AS move_id
      FROM retail_current c FULL JOIN retail_live x ON x.item_id = c.item_id
     WHERE c.item_id IS NULL OR x.item_id IS NULL OR c.key <> x.key
        OR c.balance <> x.balance OR c.policy_id <> x.policy_id
), differing AS (SELECT item_id FROM changed %(with_tax)s
), known AS (SELECT DISTINCT move_id FROM retail_live)
SELECT c.policy_id, k.move_id IS NOT NULL AS known, c.journal_id, c.date, c.unit,
       c.move_id, c.item_id, c.account_id, c.balance, c.key, 1 AS sign,
       COALESCE(v.revision, 0) + 1 AS revision, NULL::int AS origin_id,
       c.tax, c.channel, c.source_id, c.store_id, c.category_id, c.partner_id,
       c.analytic, NULL::varchar AS tax_as, NULL::int AS tax_rate,
       NULL::numeric AS tax_amount
  FROM retail_current c
  JOIN differing d ON d.item_id = c.item_id
  LEFT JOIN known k ON k.move_id = c.move_id
  LEFT JOIN (SELECT item_id, max(revision) AS revision FROM retail_journal_link
              WHERE backend_id = %(backend)s GROUP BY item_id) v
    ON v.item_id = c.item_id
 UNION ALL
SELECT x.policy_id, TRUE, x.journal_id, x.date, x.unit, x.move_id, x.item_id,
       x.account_id, x.balance, x.key, -1, x.revision, x.line_id,
       o.tax, o.channel, o.source_id, o.store_id, o.category_id, o.partner_id,
       o.analytic, o.tax_as, o.tax_rate, x.tax_amount
  FROM retail_live x
  JOIN differing d ON d.item_id = x.item_id
  JOIN retail_journal_batch_line o ON o.id = x.line_id
) e"""

# Tax that leaves as codes is shared out over all base items of an entry: if one of its
# items changed, all that have to do with tax are taken back and sent again.
WITH_TAX = """
 UNION SELECT COALESCE(c.item_id, x.item_id)
  FROM retail_current c FULL JOIN retail_live x ON x.item_id = c.item_id
  LEFT JOIN retail_journal_batch_line o ON o.id = x.line_id
 WHERE COALESCE(c.move_id, x.move_id) IN (SELECT move_id FROM changed)
   AND (c.policy_id = ANY(%(coded)s) OR x.policy_id = ANY(%(coded)s))
   AND (c.tax <> '' OR o.tax <> '')"""


class RetailJournalBuild(models.AbstractModel):
    """Find what is pending for a ledger and make batches of it."""

    _name = "retail.journal.build"
    _description = "Journal Batch Builder"

    @api.model
    def _build(self, backend, full=True):
        """Make batches of what is pending; return the new ones.

        :param full: compare every item; else only entries written since the last time
            (a deletion is found by the next full comparison)
        """
        since = self._begin(backend)
        if since is False:
            return self.env["retail.journal.batch"]
        drafts = self.env["retail.journal.batch"]._open_of(backend)
        if full or since is None:
            self._compare(backend)
            if stale := drafts._waiting_again():
                stale._drop()
                self._compare(backend)
        else:
            drafts._stale()._drop()
            self._compare(backend, since - SETTLING)
        return self.env["retail.journal.write"]._batches(backend)

    @api.model
    def _begin(self, backend):
        """Claim the policies; return when they ran last, False when there are none.

        Writing their rows lets one builder work at a time: one whose snapshot is
        older than another's commit fails to serialize, and is tried again.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """WITH before AS (
                       SELECT id, built_at FROM retail_journal_policy
                        WHERE backend_id = %(backend)s)
                   UPDATE retail_journal_policy p SET built_at = %(now)s
                     FROM before WHERE before.id = p.id RETURNING before.built_at""",
                backend=backend.id,
                now=fields.Datetime.now(),
            )
        )
        self.env["retail.journal.policy"].invalidate_model(["built_at"])
        if not rows:
            return False
        moments = [moment for (moment,) in rows]
        return None if None in moments else min(moments)

    @api.model
    def _compare(self, backend, since=None, move_ids=None):
        """Fill ``retail_current``, ``retail_live`` and ``retail_pending``.

        :param since: only entries written from then on
        :param move_ids: only these entries
        """
        self.env.flush_all()
        self.env.cr.execute(SQL("SET LOCAL work_mem = %s", WORK_MEMORY))
        self.env.cr.execute(SQL("SET LOCAL default_statistics_target = %s", SAMPLE))
        for name in ("retail_pending", "retail_live", "retail_current"):
            self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(name)))
        moves = SQL("TRUE")
        if move_ids is not None:
            moves = SQL("l.move_id = ANY(%s)", list(move_ids))
        elif since is not None:
            moves = SQL(
                """l.move_id IN (
                    SELECT move_id FROM account_move_line
                     WHERE company_id = %(company)s AND write_date >= %(since)s
                     UNION SELECT id FROM account_move
                     WHERE company_id = %(company)s AND write_date >= %(since)s)""",
                company=backend.company_id.id,
                since=since,
            )
        coded = self.env["retail.journal.tax"]._policies(backend)
        words = {
            "with_tax": SQL(WITH_TAX, coded=coded) if coded else SQL(""),
            "backend": backend.id,
            "company": backend.company_id.id,
            "moves": moves,
            "no_items": list(NO_ITEMS),
            "sessions": self._sessions(),
            "grouping": SQL(GROUPING),
        }
        for statement, name in (
            (CURRENT, "retail_current"),
            (LIVE, "retail_live"),
            (PENDING, "retail_pending"),
        ):
            self.env.cr.execute(SQL(statement, **words))
            # Without statistics the planner loops where it should hash.
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(name)))

    @api.model
    def _sessions(self):
        """Return SQL of (entry, store session, register); nothing without tills."""
        if "pos.session" not in self.env:
            return SQL(
                "SELECT NULL::int AS move_id, NULL::int AS session_id, "
                "NULL::int AS store_id"
            )
        return SQL(
            """SELECT m.move_id, m.session_id, s.config_id AS store_id
                 FROM (SELECT move_id, id AS session_id FROM pos_session
                        WHERE move_id IS NOT NULL
                        UNION SELECT move_id, pos_session_id FROM account_payment
                        WHERE pos_session_id IS NOT NULL AND move_id IS NOT NULL
                        UNION SELECT move_id, pos_session_id
                         FROM account_bank_statement_line
                        WHERE pos_session_id IS NOT NULL AND move_id IS NOT NULL) m
                 JOIN pos_session s ON s.id = m.session_id"""
        )

    @api.model
    def _pending_totals(self, backend):
        """Return (items, sum of their absolute balances) of what waits to be built."""
        self._compare(backend)
        [(count, amount)] = self.env.execute_query(
            SQL("SELECT count(*), COALESCE(sum(abs(balance)), 0) FROM retail_pending")
        )
        return count, amount
