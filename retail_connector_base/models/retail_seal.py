"""Seals over the trace: a changed, removed or slipped-in step does not fit any more."""

import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .append_only import keep_as_written

SETTLED = timedelta(minutes=30)  # until then a transaction may still add to the past
# One text a step, the same for ever: what is sealed are the values, not the row.
STEP = """jsonb_build_array(t.id, t.event_id, t.outbox_id, t.backend_id, t.company_id,
    to_char(t.at, 'YYYY-MM-DD HH24:MI:SS.US'), t.step, t.kind, t.entity_id, t.res_model,
    t.res_id, t.code, t.note, t.job_uuid, t.user_id, t.digest)::text"""
RANGE = """
SELECT count(*), COALESCE(min(t.id), 0), COALESCE(max(t.id), 0), min(t.at),
       encode(sha256(convert_to(
           COALESCE(string_agg(%(step)s, E'\\n' ORDER BY t.id), ''), 'UTF8')), 'hex')
  FROM retail_trace t
 WHERE t.company_id = %(company)s AND t.id > %(after)s AND t.id <= %(last)s"""


class RetailSeal(models.Model):
    """Seal a stretch of a company's trace, chained to the seal before."""

    _name = "retail.seal"
    _description = "Trace Seal"
    _order = "company_id, number desc"
    _rec_name = "number"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    made_at = fields.Datetime(required=True, readonly=True)
    after_id = fields.Integer(readonly=True, aggregator=None)
    last_id = fields.Integer("To step", readonly=True, aggregator=None)
    first_at = fields.Datetime("Begins", readonly=True)
    count = fields.Integer("Steps", readonly=True)
    content_digest = fields.Char(required=True, readonly=True)
    previous_digest = fields.Char(readonly=True)
    digest = fields.Char("SHA-256", required=True, readonly=True)

    _number = models.UniqueIndex("(company_id, number)")

    def init(self):
        """Have the database refuse changes, whoever asks."""
        keep_as_written(self.env.cr, self._table)

    @api.model
    def _last(self, company):
        """Return the newest seal of a company."""
        return self.search([("company_id", "=", company.id)], limit=1)

    @api.model
    def _stretch(self, company, after, last):
        """Return (count, first id, last id, first time, digest) of steps."""
        [row] = self.env.execute_query(
            SQL(
                RANGE,
                step=SQL(STEP),
                company=company.id,
                after=after,
                last=last,
            )
        )
        return row

    @api.model
    def _seal(self, company):
        """Seal what has settled since the last seal; return the seal, if any."""
        before = fields.Datetime.now() - SETTLED
        last = self._last(company)
        [(newest,)] = self.env.execute_query(
            SQL(
                "SELECT COALESCE(max(id), 0) FROM retail_trace "
                "WHERE company_id = %s AND id > %s AND at < %s",
                company.id,
                last.last_id,
                before,
            )
        )
        if newest <= last.last_id:
            return self.browse()
        count, _first, last_id, first_at, content = self._stretch(
            company, last.last_id, newest
        )
        return self.create(
            {
                "company_id": company.id,
                "number": last.number + 1,
                "made_at": fields.Datetime.now(),
                "after_id": last.last_id,
                "last_id": last_id,
                "first_at": first_at,
                "count": count,
                "content_digest": content,
                "previous_digest": last.digest,
                "digest": seal_digest(last.digest, last.number + 1, count, content),
            }
        )

    @api.model
    def _cron_evidence(self):
        """Seal every company's trace, then look whether all evidence is untouched."""
        companies = (
            self.env["retail.backend"].search([("state", "!=", "draft")]).company_id
        )
        for company in companies:
            self._seal(company)
            self.env["ir.cron"]._commit_progress(1)
        for company in companies:
            self._verify(company)
            self.env["retail.certificate"]._verify(company)
            self.env["ir.cron"]._commit_progress(1)
        self.env["ir.cron"]._commit_progress(0, remaining=0)


def seal_digest(previous, number, count, content):
    """Return what chains a seal to the one before."""
    text = f"{previous or ''}|{number}|{count}|{content}"
    return hashlib.sha256(text.encode()).hexdigest()
