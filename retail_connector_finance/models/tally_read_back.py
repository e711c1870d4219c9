"""What left for a ledger among what is counted: read back there, entry by entry."""

from datetime import UTC
from decimal import Decimal

from odoo import api, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.retail_connector_base.canonical.tally import (
    AMOUNT,
    SURPLUS,
    Difference,
    Entry,
)
from odoo.addons.retail_connector_base.models.retail_tally import KINDS
from odoo.addons.retail_connector_base.models.retail_tally_settle import SURE

from ..platforms.journal import cents, compare
from .retail_backend import WATCH_CHUNK, WATCHED
from .retail_journal_batch_send import CHANGED

_lt = LazyTranslate(__name__)
JOURNAL = "journal"
SURE.add(JOURNAL)  # what the ledger has taken is there
KINDS[JOURNAL] = _lt("Entries sent that day, read back at the ledger")


class RetailTally(models.Model):
    """Count the entries of a day at the ledger, line by line.

    An entry is counted on the day it left, whichever day it is dated: so each of them
    is on one certificate. What is changed there later is found by the nightly watch,
    and is on every certificate until it is settled.
    """

    _inherit = "retail.tally"

    @api.model
    def _take(self, backend, adapter, day):
        taken = super()._take(backend, adapter, day)
        if self._reads_back(backend):
            taken |= self._take_journal(backend, adapter, day)
        return taken

    @api.model
    def _reads_back(self, backend):
        return bool(
            backend.is_ledger
            and backend.policy_ids
            and backend._adapter_class().ledger.reads_back
        )

    @api.model
    def _take_journal(self, backend, adapter, day):
        """Read back what left on a day; return the row."""
        batches = self._left_on(backend, day)
        found = self._read_all(adapter, batches)
        pairs = [(batch, found.get(batch.external_id)) for batch in batches]
        here = [self._batch_entry(batch, batch._total()) for batch in batches]
        there = [
            self._batch_entry(batch, self._debits(remote))
            for batch, remote in pairs
            if remote is not None and remote.state == "posted"
        ]
        row = self._write_down(backend, JOURNAL, day, there, here, self._unequal(pairs))
        for batch, remote in pairs:
            batch._confirm(remote)  # says on the batch, and in words, what differs
        return row

    @api.model
    def _left_on(self, backend, day):
        since, until = self._bounds(backend, day)
        return self.env["retail.journal.batch"].search(
            [
                ("backend_id", "=", backend.id),
                ("state", "in", WATCHED),
                ("external_id", "!=", False),
                ("exported_at", ">=", since.replace(tzinfo=None)),
                ("exported_at", "<", until.replace(tzinfo=None)),
            ],
            order="id",
        )

    @api.model
    def _read_all(self, adapter, batches):
        """Return id at the ledger -> entry, many a request."""
        found = {}
        for start in range(0, len(batches), WATCH_CHUNK):
            ids = batches[start : start + WATCH_CHUNK].mapped("external_id")
            found.update(adapter.read_back(ids))
        return found

    @api.model
    def _unequal(self, pairs):
        """Return a Difference for each entry that is not there as it was sent."""
        differences = []
        for batch, remote in pairs:
            if compare(batch._entry(), remote):
                gone = remote is None or remote.state != "posted"
                total = cents(batch._total())
                entry = self._batch_entry(batch, total)
                kind = SURPLUS if gone else AMOUNT
                there = Decimal(0) if gone else self._debits(remote)
                differences.append(Difference(kind, entry, total, there))
        return differences

    @api.model
    def _debits(self, remote):
        """Return the sum of an entry's debits."""
        return sum(
            (line.gross.amount for line in remote.lines if line.is_debit), Decimal(0)
        )

    @api.model
    def _batch_entry(self, batch, amount):
        return Entry(
            kind=JOURNAL,
            entity_id=batch.name,
            name=batch.name,
            at=batch.exported_at.replace(tzinfo=UTC),
            amount=cents(amount),
            currency=batch.currency_id.name,
        )

    # --- one discrepancy an entry, whoever finds it first ---

    def _type(self, one):
        return CHANGED if self.kind == JOURNAL else super()._type(one)

    def _open(self, differences, events):
        """Take over what the watch has found already."""
        if self.kind == JOURNAL:
            self.env["retail.discrepancy"].search(
                [
                    ("backend_id", "=", self.backend_id.id),
                    ("type", "=", CHANGED),
                    ("state", "=", "open"),
                    ("tally_id", "=", False),
                    ("entity", "in", [one.entry.entity_id for one in differences]),
                ]
            ).write({"tally_id": self.id, "day": self.day})
        return super()._open(differences, events)

    def _records(self, differences):
        if self.kind != JOURNAL:
            return super()._records(differences)
        names = [one.entry.entity_id for one in differences]
        batches = self.env["retail.journal.batch"].search(
            [("backend_id", "=", self.backend_id.id), ("name", "in", names)]
        )
        return {batch.name: (batch._name, batch.id) for batch in batches}


class RetailCertificate(models.Model):
    """Name on every certificate what is not equal at the ledgers."""

    _inherit = "retail.certificate"

    @api.model
    def _earlier(self, company, day):
        watched = self.env["retail.discrepancy"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "open"),
                ("kind", "=", JOURNAL),
                ("tally_id", "=", False),
            ]
        )
        return super()._earlier(company, day) | watched
