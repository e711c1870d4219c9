"""Returned lines and the lines they were sold with, in whatever order they come."""

from typing import NamedTuple

from odoo import api, models

REASONS = "retail.mapping.return.reason"
WORDS = {
    "restock": "resell"
}  # what the mapping of reasons calls it -> what a till does


class ReasonKey(NamedTuple):
    """What tells reasons apart."""

    reason: str


class RetailImporterReceiptReturn(models.AbstractModel):
    """Link returned lines to what they undo: receipts of any store, or web orders."""

    _name = "retail.importer.receipt.return"
    _description = "Retail Receipt Returns"

    @api.model
    def _link(self, batch, drafts):
        """Link the returns among new orders, and older ones that waited for them."""
        if not drafts:
            return
        fresh = [draft for draft in drafts if not draft.reverses]
        returns = []
        for draft in fresh:
            lines = {line.retail_line: line for line in draft.order.lines}
            for line in draft.receipt.lines:
                if line.is_return and line.external_id in lines:
                    returns.append((line, lines[line.external_id]))
        self._dispose(batch, returns)
        self._link_receipts(batch, returns)
        self._link_orders(batch, returns)
        self._link_waiting(batch, fresh)

    @api.model
    def _dispose(self, batch, returns):
        """Decide what happens to returned goods: the till's word, else the reason's."""
        known = self._dispositions(
            batch.backend, {line.reason for line, _record in returns if line.reason}
        )
        by_word = {}
        for line, record in returns:
            word = line.disposition or known.get(line.reason)
            if not word:  # a reason nobody has decided about yet: better not for sale
                store = record.order_id.session_id.retail_shift_id.store_id
                aside = line.reason and store.quarantine_location_id
                word = "quarantine" if aside else "resell"
            by_word.setdefault(word, []).append(record.id)
        for word, ids in by_word.items():
            self.env["pos.order.line"].browse(ids).retail_disposition = word

    @api.model
    def _dispositions(self, backend, reasons):
        """Return reason -> disposition, of the reasons a person has decided."""
        if not reasons:
            return {}
        rows = self.env["retail.mapping.return.reason"]._resolve(
            backend, {ReasonKey(reason) for reason in reasons}
        )
        return {
            key.reason: WORDS.get(row.disposition, row.disposition)
            for key, row in rows.items()
            if row.state == "approved"
        }

    @api.model
    def _link_receipts(self, batch, returns):
        wanted = [(line.origin, record) for line, record in returns if line.origin]
        wanted = [(origin, record) for origin, record in wanted if origin.receipt_id]
        originals = self._originals(batch, [o.receipt_id for o, _record in wanted])
        for origin, record in wanted:
            original = originals.get((origin.receipt_id, origin.line_id))
            if original:
                record.refunded_orderline_id = original
            else:
                record.retail_origin = f"{origin.receipt_id}|{origin.line_id}"

    @api.model
    def _originals(self, batch, receipt_ids):
        """Return (receipt id, line id) -> order line, of the versions that count."""
        if not receipt_ids:
            return {}
        orders = self.env["pos.order"].search(
            [
                ("retail_backend_id", "=", batch.backend.id),
                ("retail_receipt", "in", list(set(receipt_ids))),
                ("retail_reverses_id", "=", False),
            ],
            order="id",
        )
        return {
            (order.retail_receipt, line.retail_line): line
            for order in orders
            for line in order.lines
        }

    @api.model
    def _link_orders(self, batch, returns):
        """Note the web order that goods were sold with; any connection's will do."""
        wanted = [
            (line.origin, record)
            for line, record in returns
            if line.origin and (line.origin.order_id or line.origin.order_name)
        ]
        if not wanted:
            return
        names = {o.order_id or o.order_name for o, _record in wanted}
        bindings = self.env["retail.binding.order"].search(
            [
                ("company_id", "=", batch.company.id),
                "|",
                ("external_id", "in", list(names)),
                ("external_name", "in", list(names)),
            ]
        )
        found = {}
        for binding in bindings:
            found[binding.external_id] = binding.record_id
            found.setdefault(binding.external_name, binding.record_id)
        for origin, record in wanted:
            order = found.get(origin.order_id or origin.order_name)
            if order:
                record.retail_sale_order_id = order

    @api.model
    def _link_waiting(self, batch, drafts):
        """Link returns that came before what they return."""
        keys = {}
        for draft in drafts:
            for line in draft.order.lines:
                keys[f"{draft.receipt.external_id}|{line.retail_line}"] = line
        if not keys:
            return
        waiting = self.env["pos.order.line"].search(
            [
                ("retail_origin", "in", list(keys)),
                ("refunded_orderline_id", "=", False),
                ("order_id.retail_backend_id", "=", batch.backend.id),
            ]
        )
        for line in waiting:
            line.refunded_orderline_id = keys[line.retail_origin]
