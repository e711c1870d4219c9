"""Batches as documents for the ledger, and what comes back from it."""

from odoo import api, fields, models

from odoo.addons.retail_connector_base.canonical import Money

from ..platforms.journal import (
    JournalEntry,
    JournalLine,
    compare,
    from_payload,
    remote_from_payload,
    to_payload,
)

CHANGED = "ledger_changed"  # type of the discrepancy of an entry that differs there


class RetailJournalBatch(models.Model):
    """Publish approved batches, and compare what the ledger holds with them."""

    _inherit = "retail.journal.batch"

    def _entry(self):
        """Return the batch as the document that is sent."""
        self.ensure_one()
        currency = self.company_id.currency_id.name
        return JournalEntry(
            uuid=self.uuid,
            reference=self.name,
            posted_on=self.posting_date,
            currency=currency,
            narration=self.narration or "",
            lines=tuple(
                JournalLine(
                    account=line.remote_account,
                    amount=Money(amount, currency),
                    description=line.description or "",
                    dimensions=tuple(
                        (name, value) for name, value in line.remote_dimensions or ()
                    ),
                    contact=line.remote_contact or "",
                    tax_code=line.tax_code or "",
                    tax=None if tax is None else Money(tax, currency),
                )
                for line in self.line_ids._leaving()
                for amount, tax in line._parts()
            ),
        )

    def _export(self):
        """Put the batches into the outbox; the key makes it happen once."""
        for backend, batches in self.grouped("backend_id").items():
            self.env["retail.outbox"]._publish(
                backend,
                "journal",
                [
                    {
                        "key": batch.uuid,
                        "entity_id": batch.name,
                        "res_model": batch._name,
                        "res_id": batch.id,
                        "payload": to_payload(batch._entry()),
                    }
                    for batch in batches
                ],
            )
            batches.write({"state": "exporting", "cause": False, "problem": False})

    def _outbox_rows(self):
        """Return the outbox rows of these batches."""
        return self.env["retail.outbox"].search(
            [
                ("backend_id", "in", self.backend_id.ids),
                ("key", "in", self.mapped("uuid")),
            ]
        )

    # --- what came back ---

    def _confirm(self, found, payload=None):
        """Take over what the ledger holds (a RemoteEntry or None) and judge it."""
        self.ensure_one()
        sent = from_payload(payload) if payload else self._entry()
        differences = compare(sent, found)
        now = fields.Datetime.now()
        values = {"verified_at": now}
        if found is not None:
            values.update(
                external_id=found.external_id,
                external_number=found.number or False,
                external_version=found.version or False,
                external_url=found.url or False,
                exported_at=self.exported_at or now,
            )
        if differences:
            values.update(
                state="voided" if self.state == "verified" else self.state,
                cause=CHANGED,
                problem="\n".join(difference.message for difference in differences),
            )
            if self.state in ("exporting", "exported"):
                values["state"] = "exported"
        else:
            values.update(state="verified", cause=False, problem=False)
        self.write(values)
        self._keep_discrepancy(differences, found)

    def _keep_discrepancy(self, differences, found):
        """Open, update or settle the discrepancy about this batch."""
        Discrepancy = self.env["retail.discrepancy"]
        known = Discrepancy.search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("type", "=", CHANGED),
                ("entity", "=", self.name),
            ],
            limit=1,
        )
        if not differences:
            known.filtered(lambda d: d.state == "open").action_resolve(
                self.env._("Read back equal.")
            )
            return
        there = sum(
            (line.gross.amount for line in found.lines if line.is_debit), 0
        ) if found and found.state != "voided" else 0  # fmt: skip
        values = {
            "expected": float(self._total()),
            "found": float(there),
            "currency_id": self.currency_id.id,
            "note": self._proposals(differences),
            "state": "open",
        }
        if known:
            known.write(values)
            return
        Discrepancy.create(
            {
                **values,
                "backend_id": self.backend_id.id,
                "type": CHANGED,
                "kind": "journal",
                "entity": self.name,
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _note_refusal(self):
        """Leave a note and an activity for who looks after the ledger."""
        for batch in self:
            batch.message_post(
                body=self.env._("Not taken by the ledger: %s", batch.problem or "")
            )
            batch.backend_id._alert(
                self.env._("A journal batch was refused"),
                self.env._("%(batch)s: %(why)s", batch=batch.name, why=batch.problem),
            )


class RetailExporterJournal(models.AbstractModel):
    """Tell batches what became of their requests."""

    _name = "retail.exporter.journal"
    _description = "Journal Exporter"

    @api.model
    def _delivered(self, rows, results):
        """Write the outcome of outbox rows onto their batches.

        :param results: PushResult per row
        """
        by_uuid = self._batches_of(rows)
        for row in rows:
            batch = by_uuid.get(row.key)
            if batch is None:
                continue
            if row.state == "done":
                batch._confirm(remote_from_payload(row.answer), row.payload)
                batch._keep_file(row)
            elif row.state == "parked":
                batch.write(
                    {"state": "rejected", "cause": row.cause, "problem": row.error}
                )
                batch._note_refusal()
            elif row.state == "dead":
                self._give_up(batch, row)

    @api.model
    def _given_up(self, rows):
        """Write onto their batches that requests failed as a whole for good."""
        by_uuid = self._batches_of(rows)
        for row in rows.filtered(lambda row: row.key in by_uuid):
            self._give_up(by_uuid[row.key], row)

    @api.model
    def _give_up(self, batch, row):
        """Let a person send the batch again.

        It may be there all the same. Sending again looks for it first; dropping it and
        building it anew would send it under another number, so its state stays.
        """
        batch.write({"cause": row.cause or "dead", "problem": row.error or row.state})
        batch._note_refusal()

    @api.model
    def _batches_of(self, rows):
        """Return key -> batch of outbox rows."""
        batches = self.env["retail.journal.batch"].search(
            [
                ("uuid", "in", rows.mapped("key")),
                ("backend_id", "in", rows.backend_id.ids),
            ]
        )
        return {batch.uuid: batch for batch in batches}
