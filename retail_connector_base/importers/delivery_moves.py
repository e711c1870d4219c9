"""The stock moves that deliver one order: what is open where, and moving it about."""

from .item import Parked
from .line_goods import LineGoods, to_customer

OVER = ("done", "cancel")


class DeliveryMoves:
    """Open moves of an order by line and warehouse; None is what others ship."""

    def __init__(self, order, elsewhere):
        self.order = order
        self.env = order.env
        self.elsewhere = elsewhere  # location of what others ship
        self.lines = {
            line.retail_line_key: line
            for line in order.order_line
            if line.retail_line_key
        }

    # --- reading ---

    def open(self, line):
        """Return the moves that are still to be done, the last of each chain."""
        moves = line.move_ids.filtered(
            lambda move: move.state not in OVER and to_customer(move)
        )
        return moves.filtered(lambda move: not move.move_dest_ids & moves)

    def place(self, move):
        """Return the warehouse a move takes from; None when others ship."""
        if move.location_id == self.elsewhere:
            return None
        return move.picking_type_id.warehouse_id

    def at(self, line, place):
        """Return the open moves of a line that take from a place."""
        return self.open(line).filtered(lambda move: self.place(move) == place)

    def places(self, line):
        """Return the places a line is open at."""
        return {self.place(move) for move in self.open(line)}

    def units(self, line, moves):
        """Return how many units of the line some open moves bring."""
        return LineGoods(line).planned(moves)

    def take(self, line, moves, quantity):
        """Return [(move, product units)] that bring ``quantity`` units of the line."""
        taken = []
        for product, need in LineGoods(line).goods(quantity).items():
            for move in moves.filtered(lambda m, p=product: m.product_id == p):
                part = min(need, move.product_qty)
                if product.uom_id.compare(part, 0.0) > 0:
                    taken.append((move, part))
                    need -= part
        return taken

    # --- moving ---

    def relocate(self, line, quantity, target, sources):
        """Have ``target`` bring units of a line instead of other places.

        :param sources: places to take it from, in order
        """
        for source in sources:
            moves = self.at(line, source)
            here = min(quantity, self.units(line, moves))
            if line.product_uom_id.compare(here, 0.0) <= 0:
                continue
            taken = self.take(line, moves, here)
            self._check_untouched(taken)
            if target is None:
                self._give_away(line, taken)
            self._reduce(taken)
            if target is not None:
                self._procure(line, here, target)
            quantity -= here

    def reduce(self, line, quantity, place):
        """Have a place bring fewer units of a line; return how many it was to bring."""
        here = self.at(line, place)
        units = min(quantity, self.units(line, here))
        if line.product_uom_id.compare(units, 0.0) <= 0:
            return 0.0
        self._reduce(self.take(line, here, units))
        return units

    def _check_untouched(self, taken):
        for move, _units in taken:
            chain = move | move.move_orig_ids
            if any(chain.mapped("picked")):
                raise Parked(
                    "move_too_late",
                    self.env._(
                        "The platform has another location ship %(product)s, but "
                        "%(transfer)s is being picked.",
                        product=move.product_id.display_name,
                        transfer=move.picking_id.name,
                    ),
                )

    def _reduce(self, taken):
        """Take units off moves, and off the steps before them."""
        for move, units in taken:
            for one in move.move_orig_ids.filtered(lambda m: m.state not in OVER):
                self._reduce_one(one, units)
            self._reduce_one(move, units)

    def _reduce_one(self, move, units):
        unit = move.product_id.uom_id
        if unit.compare(move.product_qty, units) <= 0:
            move._action_cancel()
            return
        move._do_unreserve()
        move.product_uom_qty -= unit._compute_quantity(units, move.product_uom)
        move._action_assign()

    def _procure(self, line, quantity, warehouse):
        """Have a warehouse deliver units of a line, by its own rules."""
        values = {
            **line._prepare_procurement_values(),
            "warehouse_id": warehouse,
        }
        self.env["stock.rule"].run(
            line._create_procurements(quantity, line.product_uom_id, values)
        )

    def _give_away(self, line, taken):
        """Make moves of what others ship: from their place, not from ours."""
        picking = self._others_transfer()
        moves = self.env["stock.move"].create(
            [
                {
                    **move.copy_data()[0],
                    "product_uom_qty": move.product_id.uom_id._compute_quantity(
                        units, move.product_uom
                    ),
                    "picking_id": picking.id,
                    "picking_type_id": picking.picking_type_id.id,
                    "location_id": self.elsewhere.id,
                    "location_dest_id": picking.location_dest_id.id,
                    "procure_method": "make_to_stock",
                    "rule_id": False,
                    "warehouse_id": False,
                    "move_orig_ids": False,
                    "move_dest_ids": False,
                }
                for move, units in taken
            ]
        )
        moves._action_confirm(merge=True)

    def _others_transfer(self):
        """Return the order's open transfer of what others ship; make it if needed."""
        found = self.order.picking_ids.filtered(
            lambda p: p.location_id == self.elsewhere and p.state not in OVER
        )
        if found:
            return found[:1]
        partner = self.order.partner_shipping_id
        return self.env["stock.picking"].create(
            {
                "picking_type_id": self.order.warehouse_id.out_type_id.id,
                "location_id": self.elsewhere.id,
                "location_dest_id": partner.property_stock_customer.id,
                "partner_id": partner.id,
                "origin": self.order.name,
                "company_id": self.order.company_id.id,
                "reference_ids": [(6, 0, self.order.stock_reference_ids.ids)],
            }
        )
