"""Settlements of a provider to settlement records: whole, once, never backwards."""

from dataclasses import replace

from odoo import api, models

from ..canonical import codec
from ..canonical.payout import STATUSES
from .importer_order import fingerprint
from .order_values import naive

FINAL = ("paid", "failed", "cancelled")


class RetailImporterSettlement(models.AbstractModel):
    """Write settlements with their lines, tied to payments, orders and disputes.

    A booked settlement only changes its status: a payout that did not arrive is
    booked back. Anything else that differs then waits until a person reversed the
    entry; it is booked anew then.
    """

    _name = "retail.importer.settlement"
    _inherit = ["retail.importer"]
    _description = "Retail Settlement Importer"

    @api.model
    def _import(self, items, backend):
        Settlement = self.env["retail.settlement"]
        known = Settlement._find(backend, [item.document.external_id for item in items])
        currencies = self._currencies(items)
        fresh, changed = {}, Settlement
        for item in self._newest(items):
            document = item.document
            problem = self._problem(document, currencies)
            settlement = known.get(document.external_id)
            if problem:
                item.parked(*problem)
            elif settlement:
                changed |= self._update(settlement, item, currencies)
            else:
                fresh[document.external_id] = item
        created = Settlement.create(
            [
                {
                    "backend_id": backend.id,
                    "external_id": external_id,
                    **self._values(item.document, currencies),
                    "line_ids": self._lines(item.document),
                }
                for external_id, item in fresh.items()
            ]
        )
        for item, settlement in zip(fresh.values(), created, strict=True):
            item.done(settlement)
        touched = created | changed
        self.env["retail.importer.settlement.match"]._match(touched.line_ids)
        if touched.filtered(lambda s: s.state == "ready"):
            backend._wake_settle()

    @api.model
    def _newest(self, items):
        """Return the item of each settlement whose life is furthest."""
        newest = {}
        for item in items:
            key = item.document.external_id
            other = newest.get(key)
            if other is None or self._rank(item) >= self._rank(other):
                newest[key], item = item, other
            if item is not None:
                item.ignored("superseded", self.env._("A newer one came along."))
        return list(newest.values())

    @api.model
    def _rank(self, item):
        return STATUSES[item.document.status], item.version

    @api.model
    def _currencies(self, items):
        codes = {item.document.currency for item in items}
        codes |= {i.document.deposit.currency for i in items if i.document.deposit}
        found = self.env["res.currency"].search([("name", "in", list(codes))])
        return {currency.name: currency for currency in found}

    @api.model
    def _problem(self, document, currencies):
        """Return (cause, message) of a settlement that cannot be kept."""
        wanted = {document.currency}
        if document.deposit:
            wanted.add(document.deposit.currency)
        missing = wanted - set(currencies)
        if missing:
            return (
                "currency_inactive",
                self.env._("Activate the currency %s.", ", ".join(sorted(missing))),
            )
        return None

    @api.model
    def _values(self, document, currencies):
        packed = codec.encode(document)
        fees = sum(entry.fee.amount for entry in document.entries)
        return {
            "external_name": document.name or document.external_id.rpartition("/")[2],
            "kind": document.kind,
            "gateway": document.gateway,
            "paid_on": document.paid_on,
            "currency_id": currencies[document.currency].id,
            "total": float(document.total.amount),
            "gross": float(document.total.amount + fees),
            "fee": float(fees),
            "deposit_currency_id": document.deposit
            and currencies[document.deposit.currency].id,
            "deposit": float(document.deposit.amount) if document.deposit else 0.0,
            "bank_reference": document.bank_reference or False,
            "status": document.status,
            "state": "ready" if document.status in FINAL else "open",
            "state_cause": False,
            "state_error": False,
            "document": packed,
            "content_hash": fingerprint(packed),
            "synced_at": self.env.cr.now(),
        }

    @api.model
    def _lines(self, document):
        return [
            (
                0,
                0,
                {
                    "external_id": entry.external_id,
                    "kind": entry.kind,
                    "type": entry.type or False,
                    "gross": float(entry.gross.amount),
                    "fee": float(entry.fee.amount),
                    "fee_tax": float(entry.fee_tax.amount) if entry.fee_tax else 0.0,
                    "net": float(entry.net.amount),
                    "occurred_at": naive(entry.occurred_at),
                    "description": entry.description or False,
                    "method": entry.method or False,
                    "order_name": entry.order_name or False,
                    "order_external_id": entry.order_id or False,
                    "tender_external_id": entry.tender_id or False,
                    "reference": entry.reference or False,
                    "dispute_external_id": entry.dispute_id or False,
                },
            )
            for entry in document.entries
        ]

    @api.model
    def _update(self, settlement, item, currencies):
        """Take over a newer document; return the settlement when it changed."""
        document = item.document
        packed = codec.encode(document)
        if settlement.content_hash == fingerprint(packed):
            item.done(settlement, "unchanged")
            return settlement.browse()
        if STATUSES[document.status] < STATUSES[settlement.status]:
            item.ignored("stale", self.env._("Newer data is here already."))
            return settlement.browse()
        lines = settlement.line_ids
        if not settlement.record_id or settlement._entries()._is_withdrawn():
            settlement._forget_entries()
            chosen = {
                self._same(line): line.chosen_account_id
                for line in lines.filtered("chosen_account_id")
            }
            lines.unlink()
            settlement.write(
                {
                    **self._values(document, currencies),
                    "line_ids": self._lines(document),
                }
            )
            for line in settlement.line_ids if chosen else ():
                line.chosen_account_id = chosen.get(self._same(line))
            item.done(settlement)
            return settlement
        return self._update_booked(settlement, item, currencies)

    @api.model
    def _same(self, line):
        """Return what a person's choice of an account is about."""
        return line.external_id, line.kind, line.gross

    @api.model
    def _update_booked(self, settlement, item, currencies):
        """A booked settlement takes a new status and nothing else."""
        old, new = settlement._document(), item.document
        same = replace(
            new,
            status=old.status,
            updated_at=old.updated_at,
            bank_reference=old.bank_reference,
        )
        if same != old:
            item.parked(
                "settlement_changed",
                self.env._(
                    "It was booked with %(old)s and is now %(new)s.",
                    old=old.total,
                    new=new.total,
                ),
            )
            return settlement.browse()
        values = self._values(new, currencies)
        if new.status == settlement.status or new.status == "paid":
            del values["state"]
        settlement.write(values)
        item.done(settlement)
        return settlement
