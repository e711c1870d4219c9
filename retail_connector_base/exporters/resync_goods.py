"""Look for shipments and credit notes that a shop was never told of, and tell it."""

from collections import Counter

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .resync import AT_ONCE

UNDER_WAY = ("waiting", "sending")
OPEN = ("pending", "preview", "sending", "failed")
STUCK = ("parked", "dead")


class RetailResyncPlan(models.AbstractModel):
    """Shipments and refunds leave once each: only what never left is looked for."""

    _inherit = "retail.resync.plan"

    # --- shipments ---

    def _preview_fulfilment(self, backend):
        seen = Counter()
        for pickings in self._shipped(backend):
            missing = self._missing_shipments(backend, pickings)
            for picking in pickings:
                state = picking.retail_goods_state
                if state == "refused":
                    seen["blocked"] += 1
                elif state in UNDER_WAY:
                    seen["hold"] += 1
                else:
                    seen["send" if picking in missing else "same"] += 1
        return seen

    def _start_fulfilment(self, backend):
        for pickings in self._shipped(backend):
            missing = self._missing_shipments(backend, pickings)
            missing.write({"retail_goods_state": "waiting"})
        backend._wake_goods()

    def _shipped(self, backend):
        """Yield transfers that brought goods of the shop's orders to customers."""
        found = self.env["stock.picking"].search(
            [
                ("sale_id.retail_backend_id", "=", backend.id),
                ("state", "=", "done"),
                ("picking_type_code", "=", "outgoing"),
                ("location_id.usage", "!=", "supplier"),
                ("location_dest_id.usage", "=", "customer"),
                ("retail_goods_state", "not in", ("others", "reversed")),
            ],
            order="date_done, id",
        )
        for start in range(0, len(found), AT_ONCE):
            yield found[start : start + AT_ONCE]

    def _missing_shipments(self, backend, pickings):
        """Return those that nobody noted, and of which units are no shipment there."""
        exporter = self.env["retail.exporter.fulfilment"]
        unnoted = pickings.filtered(lambda p: not p.retail_goods_state)
        bindings = self.env["retail.binding.order"]._find_records(
            backend, unnoted.sale_id
        )
        return unnoted.filtered(
            lambda p: (
                p.sale_id.id in bindings and exporter._untold(bindings[p.sale_id.id], p)
            )
        )

    # --- refunds ---

    def _preview_refund(self, backend):
        exporter = self.env["retail.exporter.refund"]
        seen = Counter()
        fresh, told = self._notes(backend)
        for state in told.values():
            held, stuck = state in OPEN, state in STUCK
            seen["hold" if held else "blocked" if stuck else "same"] += 1
        for note in fresh:
            seen["send" if self._can_tell(exporter, note) else "blocked"] += 1
        return seen

    def _start_refund(self, backend):
        exporter = self.env["retail.exporter.refund"]
        fresh, _told = self._notes(backend)
        exporter._plan(fresh.filtered(lambda note: self._can_tell(exporter, note)))

    def _can_tell(self, exporter, note):
        """Return whether the shop can be asked for what a credit note gives back."""
        try:
            exporter._payload(note, note._retail_order())
        except UserError:
            return False
        return True

    @api.model
    def _notes(self, backend):
        """Return (credit notes made here and never told, state of each that was)."""
        of_shop = "invoice_line_ids.sale_line_ids.order_id.retail_backend_id"
        mine = Domain(of_shop, "=", backend.id)
        mine |= Domain(f"reversed_entry_id.{of_shop}", "=", backend.id)
        notes = self.env["account.move"].search(
            mine
            & Domain("move_type", "=", "out_refund")
            & Domain("state", "=", "posted"),
            order="invoice_date, id",
        )
        rows = self.env["retail.outbox"].search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "=", "refund"),
                ("res_model", "=", "account.move"),
                ("res_id", "in", notes.ids),
            ],
            order="id",
        )
        told = {notes.browse(row.res_id): row.state for row in rows}
        fresh = notes.filtered(
            lambda note: (
                note.retail_can_refund
                and note not in told
                # What the shop cancelled is credited here by itself.
                and note._retail_order().record_id.state != "cancel"
            )
        )
        return fresh, told
