"""The ledger among what is counted: posted in Odoo against what left or waits."""

from datetime import UTC, datetime, time
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.retail_connector_base.canonical.tally import Entry
from odoo.addons.retail_connector_base.models.retail_tally import KINDS

from .retail_journal_proof import SENT, SIDES

_lt = LazyTranslate(__name__)
LEDGER = "ledger"
KINDS[LEDGER] = _lt("Journal items against what left for the ledger")


class RetailTally(models.Model):
    """Count a ledger's day account by account."""

    _inherit = "retail.tally"

    @api.model
    def _own_kinds(self, backend):
        policies = self.env["retail.journal.policy"].sudo()
        if policies.search_count([("backend_id", "=", backend.id)], limit=1):
            return [LEDGER]
        return super()._own_kinds(backend)

    @api.model
    def _remark(self, backend, kind, day):
        """Say of a ledger's day what it has not got yet, or cannot be asked."""
        if kind != LEDGER:
            return super()._remark(backend, kind, day)
        waiting = self.env.execute_query(
            SQL(
                """SELECT (SELECT count(*) FROM retail_pending WHERE date = %(day)s),
                          (SELECT count(*) FROM retail_journal_batch
                            WHERE backend_id = %(backend)s AND date = %(day)s
                              AND state NOT IN %(sent)s)""",
                backend=backend.id,
                day=day,
                sent=SENT,
            )
        )
        [(items, batches)] = waiting
        notes = []
        if items or batches:
            notes.append(
                self.env._(
                    "%(items)s items wait, %(batches)s batches have not left.",
                    items=items,
                    batches=batches,
                )
            )
        if not backend._adapter_class().ledger.reads_back:
            notes.append(self.env._("The ledger cannot be asked what it took."))
        return " ".join(notes) or False

    def _own_ledger(self, backend, day, since, until):
        """Return, per account, what is posted of a day and what left or waits."""
        self.env.flush_all()
        self.env["retail.journal.build"]._compare(backend)
        rows = self.env.execute_query(SQL(SIDES, backend=backend.id, sent=SENT))
        currency = backend.company_id.currency_id.name
        there, here = [], []
        for account_id, date, _n, posted, _s, sent, _p, prepared, _w, pending in rows:
            if date != day:
                continue
            account = self.env["account.account"].browse(account_id).exists()
            for side, amount in ((there, posted), (here, sent + prepared + pending)):
                side.append(
                    Entry(
                        kind=LEDGER,
                        entity_id=str(account_id),
                        name=account.display_name or str(account_id),
                        at=datetime.combine(day, time.min, UTC),
                        amount=Decimal(amount),
                        currency=currency,
                    )
                )
        return there, here
