"""Write what is pending as batches, lines and links, all in the database."""

from odoo import api, models
from odoo.tools import SQL

MANY = 10_000  # items after which PostgreSQL is told what the tables hold now

# A summary that is too long is split by whole entries: each part balances by itself.
PARTS = """
CREATE TEMPORARY TABLE retail_part ON COMMIT DROP AS
WITH grouped AS (
    SELECT policy_id, known, journal_id, date, unit, count(*) AS n
      FROM (SELECT DISTINCT policy_id, known, journal_id, date, unit, grouping
              FROM retail_pending) g
     GROUP BY 1, 2, 3, 4, 5
), moves AS (
    SELECT policy_id, known, journal_id, date, unit, move_id, count(*) AS n
      FROM retail_pending GROUP BY 1, 2, 3, 4, 5, 6
), counted AS (
    SELECT m.*, g.n AS lines, p.max_lines,
           sum(m.n) OVER w AS upto, max(m.n) OVER (PARTITION BY m.policy_id, m.known,
                m.journal_id, m.date, m.unit) AS longest
      FROM moves m
      JOIN grouped g USING (policy_id, known, journal_id, date, unit)
      JOIN retail_journal_policy p ON p.id = m.policy_id
    WINDOW w AS (PARTITION BY m.policy_id, m.known, m.journal_id, m.date, m.unit
                 ORDER BY m.move_id)
)
SELECT policy_id, known, journal_id, date, unit, move_id,
       dense_rank() OVER (PARTITION BY policy_id, known, journal_id, date, unit
            ORDER BY CASE WHEN lines > max_lines
                     THEN ((upto - 1) / GREATEST(max_lines - longest + 1, 1))::int
                     END)::int AS part
  FROM counted"""

LINES = """
INSERT INTO retail_journal_batch_line (batch_id, company_id, account_id, tax, channel,
    source_id, store_id, category_id, partner_id, analytic, origin_id, grouping,
    balance, items %(tax_fields)s)
SELECT b.batch_id, %(company)s, account_id, tax, channel, source_id, store_id,
       category_id, partner_id, analytic, origin_id, grouping, sum(balance * sign),
       count(*) %(tax_values)s
  FROM retail_pending e
  JOIN retail_part p USING (policy_id, known, journal_id, date, unit, move_id)
  JOIN retail_batch b USING (policy_id, known, journal_id, date, unit, part)
 GROUP BY b.batch_id, account_id, tax, channel, source_id, store_id, category_id,
       partner_id, analytic, origin_id, grouping %(tax_groups)s
 ORDER BY b.batch_id, account_id, tax"""

LINKS = """
INSERT INTO retail_journal_link (backend_id, company_id, line_id, batch_id, item_id,
    move_id, journal_id, account_id, date, key, balance, sign, revision %(tax_link)s)
SELECT %(backend)s, %(company)s, l.id, l.batch_id, e.item_id, e.move_id, e.journal_id,
       e.account_id, e.date, e.key, e.balance, e.sign, e.revision
       %(tax_linked)s
  FROM retail_pending e
  JOIN retail_part p USING (policy_id, known, journal_id, date, unit, move_id)
  JOIN retail_batch b USING (policy_id, known, journal_id, date, unit, part)
  JOIN retail_journal_batch_line l ON l.batch_id = b.batch_id
   AND l.grouping = e.grouping::text
 ORDER BY e.item_id"""

# What lines and links have besides where tax leaves as codes
TAX = {
    "tax_fields": ", tax_as, tax_rate, tax_amount",
    "tax_values": ", tax_as, tax_rate, sum(tax_amount * sign)",
    "tax_groups": ", tax_as, tax_rate",
    "tax_link": ", tax_amount",
    "tax_linked": ", e.tax_amount",
}

TOTALS = """
UPDATE retail_journal_batch b
   SET total = s.total, lines = s.lines, items = s.items, moves = m.moves
  FROM (SELECT batch_id, sum(balance) FILTER (WHERE balance > 0) AS total,
               count(*) AS lines, sum(items) AS items
          FROM retail_journal_batch_line WHERE batch_id = ANY(%(batches)s)
         GROUP BY batch_id) s
  JOIN (SELECT batch_id, count(DISTINCT move_id) AS moves FROM retail_journal_link
         WHERE batch_id = ANY(%(batches)s) GROUP BY batch_id) m USING (batch_id)
 WHERE b.id = s.batch_id"""


class RetailJournalWrite(models.AbstractModel):
    """Turn the rows of ``retail_pending`` into batches."""

    _name = "retail.journal.write"
    _description = "Journal Batch Writer"

    @api.model
    def _batches(self, backend):
        """Write the batches and return them."""
        taxes = self.env["retail.journal.tax"]
        pieces = taxes._pieces(backend)
        if pieces:
            taxes._place(backend, pieces)
        self._replace("retail_part", SQL(PARTS))
        if pieces:
            taxes._place_parts(backend, pieces)
        groups = self.env.execute_query(
            SQL(
                """SELECT DISTINCT policy_id, known, journal_id, date, unit, part
                     FROM retail_part ORDER BY date, journal_id, known, unit, part"""
            )
        )
        batches = self._create(backend, groups)
        if not batches:
            return batches
        self._remember(batches, groups)
        words = {
            "backend": backend.id,
            "company": backend.company_id.id,
            "batches": batches.ids,
            **{name: SQL(text if pieces else "") for name, text in TAX.items()},
        }
        for statement in (LINES, LINKS, TOTALS):
            self.env.cr.execute(SQL(statement, **words))
        self.env.invalidate_all()
        if sum(batches.mapped("items")) >= MANY:
            self.env.cr.execute(
                SQL("ANALYZE retail_journal_link, retail_journal_batch_line")
            )
        return batches

    def _create(self, backend, groups):
        """Create a batch for each group, with its number."""
        numbers = self.env["ir.sequence"].sudo()
        return self.env["retail.journal.batch"].create(
            [
                {
                    "name": numbers.next_by_code("retail.journal.batch"),
                    "backend_id": backend.id,
                    "company_id": backend.company_id.id,
                    "policy_id": policy,
                    "journal_id": journal,
                    "kind": "correction" if known else "export",
                    "date": date,
                    "unit": unit,
                    "part": part,
                }
                for policy, known, journal, date, unit, part in groups
            ]
        )

    def _remember(self, batches, groups):
        """Keep which batch each group became, for the statements that follow."""
        self.env.flush_all()
        self._replace(
            "retail_batch",
            SQL(
                """CREATE TEMPORARY TABLE retail_batch ON COMMIT DROP AS
                   SELECT * FROM (VALUES %s) AS v(batch_id, policy_id, known,
                        journal_id, date, unit, part)""",
                SQL(", ").join(
                    SQL(
                        "(%s, %s, %s::boolean, %s, %s::date, %s, %s)",
                        batch.id,
                        *group,
                    )
                    for batch, group in zip(batches, groups, strict=True)
                ),
            ),
        )

    def _replace(self, name, statement):
        """Make a temporary table anew, with statistics."""
        table = SQL.identifier(name)
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", table))
        self.env.cr.execute(statement)
        self.env.cr.execute(SQL("ANALYZE %s", table))
