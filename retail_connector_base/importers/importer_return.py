"""Returns of a platform: goods announced, and where they are received."""

from decimal import Decimal

from odoo import api, models

from ..canonical import Returns, codec
from ..models.mappings.mapping_return_reason import ReasonKey
from .goods_back import Wanted, exact
from .line_goods import LineGoods
from .order_content import fingerprint

LIVE = ("open", "closed")  # the merchant takes the goods back


class RetailImporterReturn(models.AbstractModel):
    """Keep a binding per return, and a receipt per place its goods come to.

    The reason decides what becomes of the goods, by an approved mapping. What the
    platform counted in is received; what it still expects waits in an open receipt.
    """

    _name = "retail.importer.return"
    _inherit = ["retail.importer", "retail.importer.aftersales"]
    _description = "Retail Return Importer"

    @api.model
    def _import(self, items, backend):
        items = self._with_content(items, "returns")
        orders, items = self._orders(items, backend)
        if not items:
            return
        rules = self._rules(backend, [item.document for item in items])
        for item in items:
            undecided = {
                rules[line.reason].display_name
                for one in item.document.returns
                if one.status in LIVE
                for line in one.lines
                if rules[line.reason].state != "approved"
            }
            if undecided:
                item.parked(
                    "return_reason_unmapped",
                    self.env._(
                        "Decide what becomes of the goods: %s",
                        ", ".join(sorted(undecided)),
                    ),
                )
        self._write([item for item in items if item.outcome is None], orders, backend)

    @api.model
    def _rules(self, backend, documents):
        """Return reason -> mapping."""
        reasons = {
            line.reason
            for document in documents
            for one in document.returns
            for line in one.lines
        }
        found = self.env["retail.mapping.return.reason"]._resolve(
            backend, {ReasonKey(reason) for reason in reasons}
        )
        return {key.reason: mapping for key, mapping in found.items()}

    @api.model
    def _write(self, items, orders, backend):
        """Write the bindings of all returns, then the receipts of what changed."""
        Binding = self.env["retail.binding.return"]
        known = Binding._find(
            backend, [one.external_id for i in items for one in i.document.returns]
        )
        rows = {}
        for item in items:
            for one in item.document.returns:
                values = self._values(item, one, orders)
                old = known.get(one.external_id)
                if old is None or old.content_hash != values["content_hash"]:
                    rows[one.external_id] = values
        bindings = Binding._bind(backend, rows.values())
        changed = Binding.union(*(bindings[key] for key in rows))
        self._receive(changed)
        for item in items:
            mine = Binding.union(
                *(
                    bindings.get(one.external_id) or known[one.external_id]
                    for one in item.document.returns
                )
            )
            item.notes.append(
                ("mapped", "returns", ", ".join(mine.mapped("display_name")))
            )
            item.done(mine)

    @api.model
    def _values(self, item, one, orders):
        packed = codec.encode(Returns(one.order_id, (one,)))
        return {
            "external_id": one.external_id,
            "external_name": one.name or one.external_id,
            "external_version": item.version or False,
            "content_hash": fingerprint(packed),
            "document": packed,
            "order_binding_id": orders[one.order_id].id,
            "status": one.status,
            "exchange": one.exchange,
            "reason": ", ".join(sorted({line.reason for line in one.lines} - {""})),
            "note": ", ".join(sorted({line.note for line in one.lines} - {""})),
            "quantity": float(sum(line.quantity for line in one.lines)),
        }

    # --- goods ---

    @api.model
    def _receive(self, bindings):
        """Make the receipts of returns what the platform says now."""
        goods = self.env["retail.goods.back"]
        for binding in bindings:
            one = binding._document()
            self._cancel_open(binding)
            if one.status not in LIVE:
                binding.goods = "done" if self._done_pickings(binding) else "none"
                binding.record_id = self._done_pickings(binding)[:1]
                continue
            arrived, expected = self._split(binding, one)
            binding.goods = "done" if self._done_pickings(binding) else "none"
            at_once = binding.backend_id.return_receipt == "shop"
            if arrived:
                goods._receive(binding, arrived, at_once)
            if expected and one.status == "open" and binding.goods != "waiting":
                goods._receive(binding, expected, False, announced=True)
            binding.record_id = binding.picking_ids.filtered(
                lambda picking: picking.state != "cancel"
            )[:1]
        goods._resume_refunds(bindings.sale_order_id)  # these may claim less now

    @api.model
    def _split(self, binding, one):
        """Return (what is here and not received in Odoo yet, what is still to come)."""
        rules = self._rules(binding.backend_id, [Returns(one.order_id, (one,))])
        places = self.env["retail.goods.back"]._places(binding, one.lines)
        received = self._received(binding)
        arrived, expected = [], []
        for line, place in zip(one.lines, places, strict=True):
            location = self._location(rules[line.reason], line, place)
            if not location:
                continue
            done = min(received.get(line.order_line_id, Decimal(0)), line.quantity)
            if done:
                received[line.order_line_id] -= done
            here = max(line.received - done, Decimal(0))
            if here:
                arrived.append(Wanted(line.order_line_id, here, location))
            rest = line.quantity - max(line.received, done)
            if rest > 0:
                expected.append(Wanted(line.order_line_id, rest, location))
        return arrived, expected

    @api.model
    def _location(self, rule, line, place):
        """Return where goods are received; empty when they are not."""
        nowhere = self.env["stock.location"]
        if line.disposition == "missing" or rule.disposition == "none":
            return nowhere
        if rule.disposition in ("quarantine", "scrap"):
            return rule.location_id
        # The platform did not put it back, whatever was planned for the reason.
        if line.disposition == "none":
            return nowhere
        return rule.location_id or place

    @api.model
    def _done_pickings(self, binding):
        return binding.picking_ids.filtered(lambda picking: picking.state == "done")

    @api.model
    def _received(self, binding):
        """Return order line key -> units that are in Odoo already."""
        moves = self._done_pickings(binding).move_ids.filtered(
            lambda move: move.state == "done" and move.sale_line_id.retail_line_key
        )
        return {
            line.retail_line_key: exact(LineGoods(line).done(mine))
            for line, mine in moves.grouped("sale_line_id").items()
        }

    @api.model
    def _cancel_open(self, binding):
        """Take back receipts nobody worked on; they are made anew."""
        binding.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        ).action_cancel()
