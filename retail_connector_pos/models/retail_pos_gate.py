"""Where batches of tills come in: stored once, acknowledged when they are stored."""

from datetime import UTC
from types import SimpleNamespace

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.retail_connector_base.models.event_row import event_row, insert_events

from ..platforms.store_feed import batch as feed
from .retail_pos_number import Number

MOST_RANGES = 100  # missing ranges of one answer
HEARTBEAT = 60  # seconds to the next sign of life
HEARTBEAT_BUSY = 5  # when something is missing


class RetailPosGate(models.AbstractModel):
    """Take a batch in and answer it: one transaction, the register's row locked.

    A record that is here is acknowledged whether it can be booked or not: booking is
    the importer's matter, and the till must be able to forget.
    """

    _name = "retail.pos.gate"
    _description = "Retail Store Gate"

    @api.model
    def _accept(self, register, batch):
        """Store what a register sent and return the answer (plain JSON)."""
        # Waits for another request of the same till instead of refusing this one.
        self.env.cr.execute(
            SQL(
                "SELECT id FROM retail_pos_register WHERE id = %s FOR NO KEY UPDATE",
                register.id,
            )
        )
        backend = register.backend_id
        if batch.epoch > register.epoch:
            register._raise_epoch(batch.epoch, batch.state.first_sequence)
        register._take_state(batch.state)
        if not register.numbered:
            register.numbered = True
        fresh, conflicts = self._store_numbers(register, batch)
        received = self._store_events(backend, batch, fresh, conflicts)
        for lane in sorted(received.lanes):
            backend._wake("in", lane)
        contiguous, missing = register._recount(batch.epoch)
        missing = self._with_resend(register, batch, missing)
        register._take_back_resend(batch)
        return {
            "batch_id": batch.batch_id,
            "accepted": len(fresh),
            "duplicates": len(batch.records) - len(fresh) - len(conflicts),
            "conflicts": sorted(record.sequence for record in conflicts),
            "rejected": [
                {"sequence": r.sequence, "code": r.code, "path": r.path}
                for r in batch.rejected
            ],
            "contiguous_to": contiguous,
            "missing": [list(pair) for pair in missing[:MOST_RANGES]],
            "server_time": fields.Datetime.now().replace(tzinfo=UTC).isoformat(),
            "next_heartbeat_s": HEARTBEAT_BUSY if missing else HEARTBEAT,
        }

    @api.model
    def _store_numbers(self, register, batch):
        """Insert numbers; return (new records, records that contradict older ones)."""
        Numbers = self.env["retail.pos.number"]
        rows = [
            Number(
                record.sequence,
                record.revision,
                record.external_id,
                record.uuid,
                record.digest,
                "received" if record.kind == "receipt" else "nothing",
            )
            for record in batch.records
        ]
        known = {(row.sequence, row.revision) for row in rows}
        rows += [
            Number(r.sequence, 0, "", None, f"rejected {r.code}")
            for r in batch.rejected
            if r.sequence and (r.sequence, 0) not in known
        ]
        unique = {}
        for row in rows:
            unique.setdefault((row.sequence, row.revision), row)
        new = Numbers._insert(register, batch.epoch, unique.values())
        digests = Numbers._digests(
            register, batch.epoch, [record.sequence for record in batch.records]
        )
        fresh, conflicts, taken = [], [], set()
        for record in batch.records:
            key = (record.sequence, record.revision)
            stored = digests.get(key, ("", ""))[0]
            if stored == record.digest:
                if key in new and key not in taken:
                    taken.add(key)
                    fresh.append(record)
            elif stored.startswith("rejected "):
                Numbers._replace(register, batch.epoch, record)
                fresh.append(record)
            else:  # its number, or its id, is another record's
                conflicts.append(record)
        return fresh, conflicts

    @api.model
    def _store_events(self, backend, batch, fresh, conflicts):
        """Put new records into the inbox; what is odd waits there for a person."""
        facts = SimpleNamespace(
            id=backend.id, company_id=backend.company_id.id, lanes=backend.lanes
        )
        rows = [
            event_row(facts, feed.notice(batch, record), "webhook")
            for record in fresh
            if record.kind
        ]
        for record in conflicts:
            odd = feed.odd_notice(
                batch,
                f"conflict/{record.external_id}/{record.digest}",
                record.payload["transaction"],
            )
            words = self.env._("Its number, or its id, belongs to another record.")
            rows.append(
                event_row(facts, odd, "webhook", problem=("number_conflict", words))
            )
        for bad in batch.rejected:
            mark = feed.digest(bad.raw)
            key = f"rejected/{batch.store_id}/{batch.register_id}/{mark}"
            odd = feed.odd_notice(batch, key, bad.raw)
            words = f"{bad.path}: {bad.code}"
            rows.append(event_row(facts, odd, "webhook", problem=("rejected", words)))
        rows.sort(key=lambda row: row[2])
        return insert_events(self.env.cr, rows)

    @api.model
    def _with_resend(self, register, batch, missing):
        """Add what a person wants to be sent again to the missing ranges."""
        if not register.resend_to or batch.epoch != register.epoch:
            return missing
        asked = (register.resend_from, register.resend_to)
        return sorted({*missing, asked})


class RetailPosRegister(models.Model):
    """Let what a person asked for again be asked for once."""

    _inherit = "retail.pos.register"

    def _take_back_resend(self, batch):
        """Forget a request to send again when its last number came."""
        if self.resend_to and any(r.sequence >= self.resend_to for r in batch.records):
            self.write({"resend_from": 0, "resend_to": 0})
