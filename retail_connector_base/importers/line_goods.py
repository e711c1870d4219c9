"""What the goods of an order line are: the product itself, or the parts of a kit.

Kits are those of manufacturing. Which parts belong to one is said by its bill of
materials, or, if that is another one by now, by the moves that were made of it.
"""

from collections import defaultdict

BOM = "mrp.bom"  # known to the registry only where manufacturing is installed


def to_customer(move):
    """Return whether a move is part of bringing goods to the customer."""
    return (move.location_final_id or move.location_dest_id).usage == "customer"


class LineGoods:
    """One order line in terms of what is on shelves and in transfers."""

    def __init__(self, line):
        self.line = line
        self.product = line.product_id
        self.uom = line.product_uom_id
        self._moves = line.move_ids.filtered(
            lambda move: (
                move.state != "cancel"
                and to_customer(move)
                and not move.origin_returned_move_id
            )
        )
        self.is_kit = bool(self._moves) and self.product not in self._moves.product_id
        self.parts = self._parts() if self.is_kit else {self.product: self._one()}

    def _one(self):
        return self.uom._compute_quantity(1, self.product.uom_id)

    def _parts(self):
        """Return part -> units of it in one unit of the line."""
        parts = self._parts_by_bom()
        if parts.keys() == set(self._moves.product_id):
            return parts
        last = self._moves.filtered(lambda move: not move.move_dest_ids & self._moves)
        planned = self.line.product_uom_qty - self.line.retail_cancelled_qty
        totals = defaultdict(float)
        for move in last:
            totals[move.product_id] += move.product_qty
        return {part: units / planned for part, units in totals.items() if planned > 0}

    def _parts_by_bom(self):
        env = self.line.env
        if BOM not in env:
            return {}
        bom = (
            env[BOM]
            .sudo()
            ._bom_find(
                self.product, company_id=self.line.company_id.id, bom_type="phantom"
            )[self.product]
        )
        if not bom or not bom.product_qty:
            return {}
        one = self.uom._compute_quantity(1, bom.product_uom_id, round=False)
        parts = defaultdict(float)
        for row, found in bom.explode(self.product, one / bom.product_qty)[1]:
            part = row.product_id.with_env(env)
            units = row.product_uom_id._compute_quantity(
                found["qty"], part.uom_id, round=False
            )
            if part.type == "consu" and units:
                parts[part] += units
        return parts

    def units(self, totals):
        """Return the units of the line that goods make, of a kit whole sets.

        :param totals: product -> units of it
        """
        found = min(
            (totals.get(part, 0.0) / each for part, each in self.parts.items() if each),
            default=0.0,
        )
        # What binary fractions miss is no missing part
        found = self.uom.round(found)
        return float(int(found)) if self.is_kit else found

    def done(self, moves):
        """Return the units of the line that done moves have brought, either way."""
        return self.units(_totals(moves, lambda move: move.quantity))

    def planned(self, moves):
        """Return the units of the line that moves bring, those still to do included."""
        return self.units(
            _totals(
                moves,
                lambda move: (
                    move.quantity if move.state == "done" else move.product_uom_qty
                ),
            )
        )

    def goods(self, units):
        """Return part -> its own units, in so many units of the line."""
        return {
            part: part.uom_id.round(float(units) * each)
            for part, each in self.parts.items()
        }


def _totals(moves, count):
    totals = defaultdict(float)
    for move in moves:
        totals[move.product_id] += move.product_uom._compute_quantity(
            count(move), move.product_id.uom_id, round=False
        )
    return totals
