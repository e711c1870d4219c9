"""Prove that a ledger got everything: what is posted is what left plus what waits."""

import hashlib
import json

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.retail_connector_base.canonical import InvariantError

# Everything of an account and day, side by side. ``history`` counts every row that was
# ever written with its sign, so a row that was lost or altered shows.
SIDES = """
WITH ledger AS (
    SELECT account_id, date, count(*) AS n, sum(balance) AS value
      FROM retail_current GROUP BY 1, 2
), history AS (
    SELECT l.account_id, l.date,
           COALESCE(sum(l.sign) FILTER (WHERE b.state IN %(sent)s), 0) AS sent_n,
           COALESCE(sum(l.sign * l.balance)
                    FILTER (WHERE b.state IN %(sent)s), 0) AS sent_value,
           COALESCE(sum(l.sign) FILTER (WHERE b.state NOT IN %(sent)s), 0)
                AS prepared_n,
           COALESCE(sum(l.sign * l.balance)
                    FILTER (WHERE b.state NOT IN %(sent)s), 0) AS prepared_value
      FROM retail_journal_link l JOIN retail_journal_batch b ON b.id = l.batch_id
     WHERE l.backend_id = %(backend)s GROUP BY 1, 2
), pending AS (
    SELECT account_id, date, sum(sign) AS n, sum(sign * balance) AS value
      FROM retail_pending GROUP BY 1, 2
)
SELECT account_id, date, COALESCE(ledger.n, 0), COALESCE(ledger.value, 0),
       COALESCE(sent_n, 0), COALESCE(sent_value, 0),
       COALESCE(prepared_n, 0), COALESCE(prepared_value, 0),
       COALESCE(pending.n, 0), COALESCE(pending.value, 0)
  FROM ledger FULL JOIN history USING (account_id, date)
  FULL JOIN pending USING (account_id, date)
 ORDER BY account_id, date"""

TORN = """
SELECT b.name FROM retail_journal_batch_line l
  JOIN retail_journal_batch b ON b.id = l.batch_id AND b.backend_id = %(backend)s
  LEFT JOIN (SELECT line_id, sum(sign * balance) AS balance, count(*) AS n
               FROM retail_journal_link WHERE backend_id = %(backend)s
              GROUP BY line_id) k ON k.line_id = l.id
 WHERE k.line_id IS NULL OR k.balance <> l.balance OR k.n <> l.items
 GROUP BY b.name ORDER BY b.name"""

SENT = ("approved", "exporting", "exported", "verified", "voided")
VALUES = ("ledger", "sent", "prepared", "pending")


class RetailJournalProof(models.Model):
    """Keep the outcome of one completeness proof, chained to the one before."""

    _name = "retail.journal.proof"
    _description = "Journal Completeness Proof"
    _order = "id desc"
    _rec_name = "made_at"

    backend_id = fields.Many2one(
        "retail.backend", "Ledger", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    made_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    state = fields.Selection(
        [("proven", "Proven"), ("failed", "Differences")], required=True, readonly=True
    )
    days = fields.Integer("Accounts and days", readonly=True)
    differences = fields.Text(readonly=True)
    line_ids = fields.One2many("retail.journal.proof.line", "proof_id", readonly=True)
    digest = fields.Char(
        "SHA-256", readonly=True, help="Of this proof and of the one before it."
    )
    previous_digest = fields.Char(readonly=True)

    @api.model
    def _prove(self, backend):
        """Compare everything of a ledger and keep what was found."""
        build = self.env["retail.journal.build"]
        build._compare(backend)
        words = {"backend": backend.id, "sent": SENT}
        rows = self.env.execute_query(SQL(SIDES, **words))
        torn = [name for (name,) in self.env.execute_query(SQL(TORN, **words))]
        differences = [
            *self._unequal(rows),
            *(self.env._("%s: the links do not add up to the lines", n) for n in torn),
            *self._altered(backend),
        ]
        previous = self.search([("backend_id", "=", backend.id)], limit=1)
        lines = self._per_account(rows)
        content = json.dumps([backend.id, lines, differences], default=str)
        chained = f"{previous.digest or ''}{content}".encode()
        return self.create(
            {
                "backend_id": backend.id,
                "state": "failed" if differences else "proven",
                "days": len(rows),
                "differences": "\n".join(differences) or False,
                "previous_digest": previous.digest,
                "digest": hashlib.sha256(chained).hexdigest(),
                "line_ids": [fields.Command.create(line) for line in lines],
            }
        )

    def _unequal(self, rows):
        """Yield a sentence for each account and day that does not come out."""
        for account_id, date, n, value, *rest in rows:
            found_n = rest[0] + rest[2] + rest[4]
            found = rest[1] + rest[3] + rest[5]
            if n != found_n or value != found:
                account = self.env["account.account"].browse(account_id)
                yield self.env._(
                    "%(account)s on %(date)s: %(value)s in %(n)s items here, "
                    "%(found)s in %(found_n)s items sent or waiting",
                    account=account.exists().display_name or account_id,
                    date=date,
                    value=value,
                    n=n,
                    found=found,
                    found_n=found_n,
                )

    def _altered(self, backend):
        """Yield a sentence for each approved batch whose content is not what it was."""
        batches = self.env["retail.journal.batch"].search(
            [("backend_id", "=", backend.id), ("fingerprint", "!=", False)]
        )
        for batch in batches:
            try:
                found = batch._entry().fingerprint
            except InvariantError:
                found = None  # it does not even balance any more
            if found != batch.fingerprint:
                yield self.env._("%s: altered after it was approved", batch.name)

    @api.model
    def _per_account(self, rows):
        """Return the values of the proof's lines: one for each account."""
        totals = {}
        for account_id, _date, *numbers in rows:
            known = totals.setdefault(account_id, [0] * len(numbers))
            totals[account_id] = [a + b for a, b in zip(known, numbers, strict=True)]
        return [
            {
                "account_id": account_id,
                **{
                    f"{name}_{suffix}": float(number) if suffix == "value" else number
                    for (name, suffix), number in zip(
                        ((name, s) for name in VALUES for s in ("count", "value")),
                        numbers,
                        strict=True,
                    )
                },
            }
            for account_id, numbers in totals.items()
        ]

    @api.model
    def _cron_prove(self):
        """Prove every ledger that anything was sent to; tell when it fails."""
        ledgers = self.env["retail.journal.policy"]._read_group([], ["backend_id"])
        for (backend,) in ledgers:
            proof = self._prove(backend)
            summary = self.env._("Journals are not proven complete")
            if proof.state == "failed":
                backend._alert(summary, proof.differences)
            else:
                backend._calm(summary)

    def action_prove(self):
        """Prove the same ledger again, now."""
        self.ensure_one()
        self.env["retail.journal.batch"]._check_accountant()
        proof = self.sudo()._prove(self.backend_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": proof.id,
            "views": [(False, "form")],
        }
