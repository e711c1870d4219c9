"""Bring the transfers of orders in line with what the platform says of their goods."""

from odoo import api, models

from .delivery_moves import OVER, DeliveryMoves
from .delivery_places import DeliveryPlaces
from .item import Parked

ELSEWHERE = "Shipped by others"


class RetailOrderDelivery(models.AbstractModel):
    """Move open deliveries between warehouses, and ship what left at the platform.

    What Odoo has shipped itself is never touched; what the platform shipped is taken
    from the mapped location's shelf, or from nobody's where another party ships.
    """

    _name = "retail.order.delivery"
    _description = "Retail Order Delivery"

    @api.model
    def _places(self, backend):
        """Return the places of a connection."""
        return DeliveryPlaces(self.env, backend)

    @api.model
    def _moves(self, binding):
        """Return the moves of an order."""
        return DeliveryMoves(binding.record_id, self._elsewhere(binding.company_id))

    @api.model
    def _elsewhere(self, company):
        """Return the location that goods come from which others ship."""
        Location = self.env["stock.location"].sudo().with_company(company)
        parent = self.env.ref("stock.stock_location_suppliers")
        domain = [
            ("name", "=", ELSEWHERE),
            ("usage", "=", "supplier"),
            ("company_id", "=", company.id),
        ]
        return Location.search(domain, limit=1) or Location.create(
            {
                "name": ELSEWHERE,
                "usage": "supplier",
                "location_id": parent.id,
                "company_id": company.id,
            }
        )

    # --- who ships what ---

    @api.model
    def _align(self, binding, places):
        """Have each open unit shipped by the warehouse that the platform asked."""
        moves = self._moves(binding)
        unsaid = self._unsaid(binding)
        for line_key, wanted in self._wanted(binding, places).items():
            line = moves.lines.get(line_key)
            if line is None or line.product_id.type != "consu":
                continue
            for (key, place), units in unsaid.items():
                if key == line_key and place in wanted:
                    wanted[place] = max(0.0, wanted[place] - units)
            self._align_line(moves, line, wanted)
        self._note_work(binding, places, moves)

    def _align_line(self, moves, line, wanted):
        uom = line.product_uom_id
        here = {
            place: moves.units(line, moves.at(line, place))
            for place in moves.places(line)
        }
        spare = {
            place: units - wanted.get(place, 0.0)
            for place, units in here.items()
            if uom.compare(units, wanted.get(place, 0.0)) > 0
        }
        for place, units in wanted.items():
            missing = units - here.get(place, 0.0)
            for source in list(spare):
                part = min(missing, spare[source])
                if uom.compare(part, 0.0) > 0:
                    moves.relocate(line, part, place, [source])
                    spare[source] -= part
                    missing -= part

    def _wanted(self, binding, places):
        """Return external line -> {warehouse or None: units left to ship there}."""
        wanted = {}
        for work in binding.work_ids:
            place = places.warehouse(work.location_external_id, binding.record_id)
            if work.with_service and not places.shelf(work.location_external_id):
                place = None
            for key, units in work._left().items():
                at = wanted.setdefault(key, {})
                at[place] = at.get(place, 0.0) + units
        return wanted

    def _unsaid(self, binding):
        """Return (external line, warehouse) -> units shipped that nobody told yet."""
        units = {}
        for picking in binding.record_id.picking_ids:
            if picking.retail_goods_state in ("waiting", "sending", "refused"):
                for key, done in picking._retail_units().items():
                    at = (key, picking.picking_type_id.warehouse_id)
                    units[at] = units.get(at, 0.0) + done
        return units

    def _note_work(self, binding, places, moves):
        """Link fulfilment orders to transfers, and say on them that they are held."""
        held = {}
        for work in binding.work_ids:
            place = places.warehouse(work.location_external_id, binding.record_id)
            pickings = self.env["stock.picking"]
            for key in work._left():
                if line := moves.lines.get(key):
                    pickings |= moves.at(line, place).picking_id
            if work.record_id != pickings[:1] and pickings:
                work.record_id = pickings[:1]
            for picking in pickings:
                held.setdefault(picking, set()).add(work.hold_reason or "")
        open_pickings = binding.record_id.picking_ids.filtered(
            lambda p: p.state not in OVER
        )
        released = False
        for picking in open_pickings:
            reason = ", ".join(sorted(held.get(picking, set()) - {""})) or False
            if picking.retail_hold_reason != reason:
                picking.retail_hold_reason = reason
            released |= not reason
        if released or not open_pickings:
            self.env["retail.exporter.fulfilment"]._retry_held(binding)

    # --- what left at the platform ---

    @api.model
    def _adopt(self, binding, parcel):
        """Return whether a shipment is one that Odoo made, and bind it then."""
        units = parcel._units()
        numbers = set(filter(None, (p[1] for p in parcel.parcels or ())))
        known = ("sent", "others", "reversed")
        done = binding.record_id.picking_ids.filtered(
            lambda p: (
                p.state == "done"
                and p._retail_is_delivery()
                and p.retail_goods_state not in known
            )
        )
        for picking in done.sorted("date_done"):
            ours = set(picking._retail_numbers())
            if picking._retail_units() == units and (
                not ours or not numbers or ours & numbers
            ):
                self.env["retail.exporter.fulfilment"]._found(parcel, picking)
                return True
        return False

    @api.model
    def _prepare(self, binding, parcel, places):
        """Set the quantities of a shipment on open moves; return those moves."""
        order = binding.record_id
        moves = self._moves(binding)
        place = self._place_of(binding, parcel, places)
        ready = self.env["stock.move"]
        for key, quantity in parcel._units().items():
            line = moves.lines.get(key)
            if line is None:
                raise Parked(
                    "line_missing",
                    self.env._(
                        "%(shipment)s has goods that are not in %(order)s.",
                        shipment=parcel.display_name,
                        order=order.name,
                    ),
                )
            if line.product_id.type == "consu":
                ready |= self._prepare_line(parcel, moves, line, quantity, place)
            elif line.qty_delivered_method == "manual":
                line.qty_delivered = self._digital_units(binding, key)
        self._check_alone(ready)
        if place is not None:
            self._take_from_shelf(ready, places.shelf(parcel.location_external_id))
        return ready

    def _place_of(self, binding, parcel, places):
        """Return the warehouse a shipment left, None when the goods were not ours.

        What left before the connection went live is not in the stock counted then.
        """
        since = binding.backend_id.live_since
        if not parcel.location_external_id or (
            since and parcel.shipped_at and parcel.shipped_at < since
        ):
            return None
        return places.warehouse(parcel.location_external_id, binding.record_id)

    def _prepare_line(self, parcel, moves, line, quantity, place):
        uom = line.product_uom_id
        short = quantity - moves.units(line, moves.at(line, place))
        if uom.compare(short, 0.0) > 0:
            others = sorted(
                moves.places(line) - {place}, key=lambda p: (p is None, p and p.id)
            )
            moves.relocate(line, short, place, others)
        here = moves.at(line, place)
        if uom.compare(moves.units(line, here), quantity) < 0:
            raise Parked(
                "fulfilment_exceeds",
                self.env._(
                    "%(shipment)s has %(theirs)s of %(product)s, in Odoo only %(ours)s "
                    "are left to deliver.",
                    shipment=parcel.display_name,
                    theirs=quantity,
                    product=line.product_id.display_name,
                    ours=moves.units(line, here),
                ),
            )
        ready = self.env["stock.move"]
        for move, units in moves.take(line, here, quantity):
            for one in move.move_orig_ids.filtered(lambda m: m.state not in OVER):
                set_done(one, units)
                ready |= one
            set_done(move, units)
            ready |= move
        return ready

    def _digital_units(self, binding, key):
        """Return how many units of a line without goods were sent in all."""
        return sum(
            parcel._units().get(key, 0.0)
            for parcel in binding.parcel_ids
            if parcel.status == "success" and parcel.state not in ("reversed", "aside")
        )

    def _check_alone(self, ready):
        """Refuse to ship along with it what a person is just picking."""
        others = ready.picking_id.move_ids.filtered(
            lambda move: move.picked and move.state not in OVER
        )
        if others - ready:
            raise Parked(
                "picking_started",
                self.env._(
                    "%s is being picked. Finish it, then try again.",
                    ", ".join((others - ready).picking_id.mapped("name")),
                ),
            )

    def _take_from_shelf(self, ready, shelf):
        """Take the goods from the mapped location when it is a part of the stock."""
        for move in ready:
            if (
                shelf
                and shelf != move.location_id
                and move.product_id.tracking == "none"
                and shelf._child_of(move.location_id)
            ):
                units = move.quantity
                move.move_line_ids.unlink()
                values = move._prepare_move_line_vals(quantity=units)
                self.env["stock.move.line"].create(
                    {**values, "location_id": shelf.id, "picked": True}
                )


def set_done(move, units):
    """Say that so many product units of a move are done, whatever is reserved."""
    move.quantity = move.product_id.uom_id._compute_quantity(units, move.product_uom)
    move.picked = True
