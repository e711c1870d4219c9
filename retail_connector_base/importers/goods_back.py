"""Goods of refunds and returns: what comes back.

Everything is absolute: told twice, or late, it ends with the same transfers. Stock of
the shop is never added to here: the goods are where Odoo's transfers put them, and what
may be sold of them is sent like any other stock.
"""

from collections import defaultdict, namedtuple
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError

from .line_goods import LineGoods

# ``quantity`` units of an order line to be received in ``location``
Wanted = namedtuple("Wanted", "line quantity location")
RETURN_TO = "retail_return_to"  # context: where a return is received


def exact(quantity):
    """Return a quantity of the database as an exact number."""
    return Decimal(repr(quantity or 0.0))


class RetailGoodsBack(models.AbstractModel):
    """Receive what was shipped; what was not is released (``goods_release``)."""

    _name = "retail.goods.back"
    _description = "Retail Goods Back"

    # --- what left ---

    @api.model
    def _delivered(self, line):
        """Return the units of a line that left, whatever came back."""
        return exact(LineGoods(line).done(self._shipped(line)))

    @api.model
    def _shipped(self, line):
        """Return the moves that brought units of a line to the customer."""
        return line.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.location_dest_id.usage == "customer"
                and not move.origin_returned_move_id
                and move.picking_id.retail_goods_state != "reversed"
            )
        )

    # --- shipped, and restocked by a refund ---

    @api.model
    def _receive_refunds(self, bindings):
        """Receive what the platform restocked with a refund; returns do their own."""
        for binding in bindings:
            refund = binding._document()
            places = self._places(binding, refund.lines)
            wanted = [
                Wanted(line.order_line_id, line.quantity - line.unshipped, place)
                for line, place in zip(refund.lines, places, strict=True)
                if line.restock == "return" and line.quantity > line.unshipped
            ]
            if not wanted or refund.return_id:
                continue
            self._receive(binding, wanted, binding.backend_id.return_receipt == "shop")

    @api.model
    def _places(self, binding, lines):
        """Return the stock location that each line names, or the warehouse's."""
        known = self.env["retail.binding.location"]._find(
            binding.backend_id, [line.location_id for line in lines]
        )
        order = binding.order_binding_id.record_id
        usual = order.warehouse_id.lot_stock_id
        return [
            (known[line.location_id].record_id if line.location_id in known else usual)
            or usual
            for line in lines
        ]

    @api.model
    def _receive(self, binding, wanted, at_once, announced=False):
        """Make the receipts of ``wanted``; validate them when ``at_once``.

        Goods that Odoo did not deliver yet cannot come back: then it waits for that.
        A refund whose goods an announced return still claims waits for that return.
        More than can come back is reported once it came, not when it is ``announced``.
        """
        order = binding.order_binding_id.record_id
        shares, missing = self._shares(binding, wanted)
        if missing and (
            self._still_to_deliver(order) or self._is_claimed(binding, missing)
        ):
            binding.goods = "waiting"
            return
        for line, units in () if announced else missing:
            self._report(binding.order_binding_id, "return_too_many", line, units)
        pickings = self.env["stock.picking"]
        for (picking, location), moves in shares.items():
            pickings |= self._return_picking(picking, location, moves)
        if not pickings:
            return
        pickings.write(
            {"retail_refund_binding_id": binding.id}
            if binding._name == "retail.binding.refund"
            else {"retail_return_binding_id": binding.id}
        )
        binding.goods = "open"
        if at_once and all([self._validate(picking) for picking in pickings]):
            binding.goods = "done"

    @api.model
    def _still_to_deliver(self, order):
        return order.state in ("draft", "sent") or bool(
            order.picking_ids.filtered(
                lambda picking: (
                    picking.state not in ("done", "cancel")
                    and picking.picking_type_code == "outgoing"
                )
            )
        )

    @api.model
    def _is_claimed(self, binding, missing):
        """Return whether an open return of the order expects what a refund misses."""
        if binding._name != "retail.binding.refund":
            return False
        claims = binding.order_binding_id.return_ids.picking_ids.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        return any(line in claims.sale_line_id for line, _units in missing)

    @api.model
    def _shares(self, binding, wanted):
        """Return ((picking, location) -> [(move, units)], [(line, units missing)])."""
        order = binding.order_binding_id.record_id
        lines = {line.retail_line_key: line for line in order.order_line}
        free = {}
        shares, missing = defaultdict(list), []
        for row in wanted:
            line = lines.get(row.line)
            if line is None or line.product_id.type != "consu":
                continue
            for product, units in LineGoods(line).goods(row.quantity).items():
                left = exact(units)
                for move in self._shipped(line).filtered(
                    lambda move, product=product: move.product_id == product
                ):
                    if move not in free:
                        free[move] = self._returnable(move)
                    taken = min(left, free[move])
                    if taken > 0:
                        free[move] -= taken
                        left -= taken
                        shares[move.picking_id, row.location].append((move, taken))
                if left > 0:
                    missing.append((line, left))
        return shares, missing

    @api.model
    def _returnable(self, move):
        """Return the units of a delivery that did not come back yet."""
        returned = move.returned_move_ids.filtered(lambda m: m.state != "cancel")
        return exact(move.quantity) - sum(
            (
                exact(m.quantity if m.state == "done" else m.product_uom_qty)
                for m in returned
            ),
            Decimal(0),
        )

    @api.model
    def _return_picking(self, picking, location, moves):
        """Return a new receipt of ``moves`` ([(move, units)]), as Odoo's wizard."""
        wizard = (
            self.env["stock.return.picking"]
            .with_context(**{RETURN_TO: location.id})
            .create({"picking_id": picking.id})
        )
        wanted = defaultdict(Decimal)
        for move, quantity in moves:
            wanted[move] += quantity
        for line in wizard.product_return_moves:
            line.quantity = float(wanted.get(line.move_id, 0))
        expected = self._expected(wizard)
        back = wizard._create_return()
        expected._action_assign()
        return back

    @api.model
    def _expected(self, wizard):
        """Return what is expected back already: a new return makes it wait again."""
        return wizard.product_return_moves.move_id.move_dest_ids.filtered(
            lambda move: move.state in ("assigned", "partially_available")
        )

    @api.model
    def _validate(self, picking):
        """Receive everything; return whether that was possible without a person."""
        if any(move.has_tracking != "none" for move in picking.move_ids):
            return False
        try:
            with self.env.cr.savepoint():
                for move in picking.move_ids:
                    move.quantity = move.product_uom_qty
                    move.picked = True
                picking._action_done()
        except UserError:
            return False
        return picking.state == "done"

    # --- what does not agree ---

    @api.model
    def _report(self, binding, kind, line, units):
        """Have a person look at goods that cannot be where the platform says."""
        Discrepancy = self.env["retail.discrepancy"].sudo()
        entity = f"{binding.external_id} {line.retail_line_key}"
        domain = [
            ("backend_id", "=", binding.backend_id.id),
            ("type", "=", kind),
            ("entity", "=", entity),
        ]
        if Discrepancy.search_count(domain, limit=1):
            return
        Discrepancy.create(
            {
                "backend_id": binding.backend_id.id,
                "type": kind,
                "kind": "refund",
                "entity": entity,
                "res_model": "sale.order",
                "res_id": binding.record_id.id,
                "expected": 0.0,
                "found": float(units),
                "note": self.env._(
                    "%(units)s of %(product)s", units=units, product=line.name
                ),
            }
        )

    # --- later ---

    @api.model
    def _resume(self, orders):
        """Go on with goods that waited for the delivery of these sale orders."""
        self._resume_refunds(orders)
        self.env["retail.importer.return"]._receive(
            self.env["retail.binding.return"].search(self._waiting(orders))
        )

    @api.model
    def _resume_refunds(self, orders):
        """Go on with refunds whose goods waited."""
        for binding in self.env["retail.binding.refund"].search(self._waiting(orders)):
            if binding.goods == "waiting":  # receiving one goes on with others
                self._receive_refunds(binding)

    @api.model
    def _waiting(self, orders):
        return [("sale_order_id", "in", orders.ids), ("goods", "=", "waiting")]
