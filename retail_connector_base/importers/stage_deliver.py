"""Apply what platforms say of goods: a batch of orders of one connection."""

from odoo import api, models

from ..models.stock_picking_goods import FROM_SHOP
from .delivery_moves import OVER
from .item import Parked
from .order_delivery import set_done
from .stage import PartlyFailed


class RetailStageDeliver(models.AbstractModel):
    """Ship what left at the platform, then have the rest shipped from the right place.

    Shipments go in rounds: each round takes the next one of every order and validates
    all of them at once, since the back order of one may be what the next one ships.
    """

    _name = "retail.stage.deliver"
    _inherit = ["retail.stage"]
    _description = "Retail Deliver Stage"

    @api.model
    def _run(self, bindings):
        backend = bindings.backend_id
        delivery = self.env["retail.order.delivery"]
        places = delivery._places(backend)
        problems = []
        for binding in bindings:  # its units are what the next ones ship
            self._guarded(problems, binding, self._take_back_cancelled)
        if problems:
            raise PartlyFailed(problems)
        waiting = {binding: self._to_apply(binding) for binding in bindings}
        while any(waiting.values()):
            ready = {}
            for binding, parcels in waiting.items():
                if parcels:
                    parcel = parcels[0]
                    waiting[binding] = parcels[1:]
                    self._guarded(problems, binding, self._begin, ready, parcel, places)
            if problems:
                raise PartlyFailed(problems)
            self._ship(ready)
        for binding in bindings:
            self._guarded(problems, binding, delivery._align, places)
        if problems:
            raise PartlyFailed(problems)
        self._correct_tracking(bindings)
        self._done(bindings, "done")

    def _guarded(self, problems, binding, method, *args):
        """Call a method for an order; note what it cannot do instead of raising."""
        try:
            method(binding, *args)
        except Parked as error:
            problems.append((binding, error.cause, error.message))

    def _to_apply(self, binding):
        """Return the shipments that Odoo does not have yet, oldest first."""
        return binding.parcel_ids.filtered(
            lambda parcel: parcel.state == "waiting" and parcel.status == "success"
        ).sorted(lambda parcel: (parcel.shipped_at or parcel.create_date, parcel.id))

    def _begin(self, binding, ready, parcel, places):
        delivery = self.env["retail.order.delivery"]
        if not delivery._adopt(binding, parcel):
            ready[parcel] = delivery._prepare(binding, parcel, places)

    # --- shipping ---

    def _ship(self, ready):
        """Validate the prepared moves of a round, all steps of a delivery."""
        moves = self.env["stock.move"].union(*ready.values())
        for parcel, mine in ready.items():
            mine.picking_id._retail_set_tracking(parcel)
        followed = {parcel: mine for parcel, mine in ready.items()}
        while moves:
            moves.picking_id.with_context(**{FROM_SHOP: True})._action_done()
            moves = self.env["stock.move"]
            for parcel, mine in followed.items():
                after = self._next_step(mine)
                if after:
                    after.picking_id._retail_set_tracking(parcel)
                    followed[parcel] = after
                    moves |= after
                else:
                    followed[parcel] = mine
        for parcel, mine in followed.items():
            last = mine.picking_id.filtered(lambda p: p._retail_is_delivery())
            parcel.write({"state": "applied", "record_id": last[:1].id})
            last.write({"retail_goods_state": "sent"})
            parcel.order_binding_id._trace("imported", "shipment", parcel.external_id)

    def _next_step(self, moves):
        """Prepare the steps that follow done moves: packing, loading ..."""
        after = self.env["stock.move"]
        for move in moves.filtered(lambda m: m.state == "done"):
            for one in move.move_dest_ids.filtered(lambda m: m.state not in OVER):
                if one.location_dest_id.usage == "customer" or one.location_final_id:
                    set_done(
                        one,
                        move.product_uom._compute_quantity(
                            move.quantity, move.product_id.uom_id
                        ),
                    )
                    after |= one
        return after

    # --- cancelled there ---

    def _take_back_cancelled(self, binding):
        """Undo shipments that the platform cancelled after they were applied."""
        for parcel in binding.parcel_ids:
            if parcel.status != "cancelled" or parcel.state != "applied":
                continue
            if parcel.origin == "platform":
                self.env["retail.order.delivery"]._take_back(parcel)
            else:
                parcel.state = "conflict"
                self._report_conflict(binding, parcel)

    def _report_conflict(self, binding, parcel):
        """Have a person say whether goods that Odoo shipped came back."""
        self.env["retail.discrepancy"].create(
            {
                "backend_id": binding.backend_id.id,
                "type": "fulfilment_cancelled",
                "kind": "fulfilment",
                "entity": parcel.external_id,
                "res_model": "retail.binding.picking",
                "res_id": parcel.id,
                "expected": 0.0,
                "found": sum(parcel._units().values()),
                "note": self.env._(
                    "Odoo shipped %(transfer)s, the platform cancelled it there. Take "
                    "the goods back, or tell the platform again.",
                    transfer=parcel.record_id.name or "",
                ),
            }
        )

    # --- tracking ---

    def _correct_tracking(self, bindings):
        """Write tracking that the platform changed on the transfers."""
        for parcel in bindings.parcel_ids:
            picking = parcel.record_id
            if parcel.state == "applied" and parcel.status == "success" and picking:
                picking._retail_set_tracking(parcel)

    # --- outcome ---

    @api.model
    def _done(self, bindings, stage):
        todo = bindings.filtered(lambda b: b.fulfilment_state == "todo")
        todo.write(
            {
                "fulfilment_state": stage,
                "fulfilment_cause": False,
                "fulfilment_error": False,
            }
        )

    @api.model
    def _park(self, binding, cause, message):
        binding.write(
            {
                "fulfilment_state": "parked",
                "fulfilment_cause": cause,
                "fulfilment_error": message,
            }
        )
        binding._trace("parked", cause, message)
