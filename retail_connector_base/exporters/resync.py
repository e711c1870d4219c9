"""Look at everything that goes out of one kind: what it would send, and send it."""

from collections import Counter

from odoo import api, models

from ..importers.party_groups import groups_of
from .price_line import HOLD, PARKED, SAME, SEND

AT_ONCE = 500  # records that are held in memory
KINDS = (
    "product", "collection", "price", "stock", "party", "company", "fulfilment",
    "refund",
)  # fmt: skip
NOTHING = {"send": 0, "hold": 0, "blocked": 0, "same": 0}


class RetailResyncPlan(models.AbstractModel):
    """Count what a full look would send, without writing, and have it planned.

    Planning is what it always is: each record is compared with what the shop was told,
    and only what differs leaves.
    """

    _name = "retail.resync.plan"
    _description = "Plan of a Full Re-sync"

    @api.model
    def _preview(self, backend, kind):
        """Return how many would be sent, held, blocked and are in agreement."""
        return {**NOTHING, **getattr(self, f"_preview_{kind}")(backend)}

    @api.model
    def _start(self, backend, kind):
        """Have everything of a kind looked at by its planning."""
        getattr(self, f"_start_{kind}")(backend)

    # --- products and collections ---

    def _preview_product(self, backend):
        listings = self.env["retail.listing"].search([("backend_id", "=", backend.id)])
        rows = self.env["retail.exporter.product"]._preview(backend, listings)
        blocked = {r["listing_id"] for r in rows if r["action"] == "blocked"}
        send = {r["listing_id"] for r in rows} - blocked
        same = len(listings) - len(blocked) - len(send)
        return {"send": len(send), "blocked": len(blocked), "same": same}

    def _start_product(self, backend):
        self.env["retail.product.dirty"]._backend(backend)

    def _preview_collection(self, backend):
        exporter = self.env["retail.exporter.collection"]
        found = exporter._ours(backend)
        send = [c for c in found if exporter._fingerprint(c) != c.pushed_hash]
        return {"send": len(send), "same": len(found) - len(send)}

    def _start_collection(self, backend):
        self.env["retail.exporter.collection"]._ours(backend)._changed()

    # --- prices and stock ---

    def _preview_price(self, backend):
        lines = self.env["retail.exporter.price"]._preview(backend)
        seen = Counter(line.action for line in lines)
        return {
            "send": seen[SEND],
            "hold": seen[HOLD],
            "blocked": seen[PARKED],
            "same": seen[SAME],
        }

    def _start_price(self, backend):
        self.env["retail.price.dirty"]._mark(backend, soon=True)

    def _preview_stock(self, backend):
        rows = self.env["retail.exporter.stock"]._preview(backend)
        seen = Counter(row["action"] for row in rows)
        return {
            "send": seen["send"],
            "hold": seen["hold"] + seen["wait"] + seen["read"],
            "blocked": seen["parked"],
            "same": seen["same"],
        }

    def _start_stock(self, backend):
        self.env["retail.stock.dirty"]._mark_backend(backend)

    # --- customers and companies ---

    def _preview_party(self, backend):
        exporter = self.env["retail.exporter.party"]
        values = self.env["retail.party.values"]
        send = same = 0
        for bindings in self._bound(backend, "party"):
            pairs = [(binding.record_id, binding) for binding in bindings]
            parties = values._parties(backend, pairs)
            for binding, party in zip(bindings, parties, strict=True):
                changed = bool(exporter._changed(backend, binding, groups_of(party)))
                send, same = send + changed, same + (not changed)
        return {"send": send, "same": same}

    def _preview_company(self, backend):
        exporter = self.env["retail.exporter.company"]
        send = same = 0
        for bindings in self._bound(backend, "company"):
            for binding in bindings:
                payload = exporter._payload(backend, binding.record_id, binding)
                differs = payload["hash"] != binding.export_hash
                send, same = send + differs, same + (not differs)
        if backend.company_owner != "odoo":
            return {"same": send + same}
        return {"send": send, "same": same}

    def _bound(self, backend, kind):
        """Yield the bindings that have a record, some at a time."""
        bindings = self.env[f"retail.binding.{kind}"].search(
            [("backend_id", "=", backend.id), ("record_id", "!=", False)]
        )
        for start in range(0, len(bindings), AT_ONCE):
            yield bindings[start : start + AT_ONCE]

    def _start_party(self, backend, kind="party"):
        for bindings in self._bound(backend, kind):
            ids = bindings.record_id.ids
            self.env["retail.party.dirty"]._mark(backend, ids, kind)

    def _start_company(self, backend):
        self._start_party(backend, "company")
