"""Moves of a batch: reserved together, without searches that find nothing."""

from odoo import models

from .confirm_batch import batch_of


class StockMove(models.Model):
    """Reserve the usual moves of a batch with one list of move lines."""

    _inherit = "stock.move"

    def _update_orderpoints(self):
        batch = batch_of(self)
        if batch is not None and not batch.has_orderpoints:
            return None  # there are none for these products
        return super()._update_orderpoints()

    def _trigger_scheduler(self):
        batch = batch_of(self)
        if batch is not None and not batch.has_orderpoints:
            return None
        return super()._trigger_scheduler()

    def _search_picking_for_assignation(self):
        batch = batch_of(self)
        if batch is not None and batch.is_new_transfer(self):
            return self.env["stock.picking"]
        return super()._search_picking_for_assignation()

    def _action_assign(self, force_qty=False):
        """Reserve usual moves from the batch's quants, the others as Odoo does."""
        batch = batch_of(self)
        if batch is None or force_qty:
            return super()._action_assign(force_qty=force_qty)
        usual = self.filtered(lambda move: move._is_usual_in(batch))
        lines = usual._usual_move_lines(batch)
        # Creating them reserves on the quants and sets the moves' states.
        created = self.env["stock.move.line"].create(lines)
        created._apply_putaway_strategy()
        return super(StockMove, self - usual)._action_assign(force_qty=force_qty)

    def _is_usual_in(self, batch):
        """Return whether reserving is only taking from quants, oldest first."""
        self.ensure_one()
        quants = batch.quants.get(self.product_id.id)
        return (
            quants is not None
            and self.state in ("confirmed", "partially_available")
            and not self.picked
            and not self.move_line_ids
            and not self.move_orig_ids
            and self.procure_method == "make_to_stock"
            and self.location_id == batch.root
            and self.product_uom == self.product_id.uom_id
            and self.product_uom_qty > 0
            and not self._should_bypass_reservation()
            and all(quant.quantity >= quant.reserved_quantity for quant in quants)
        )

    def _usual_move_lines(self, batch):
        """Return the move lines that reserve ``self``, in order, as far as it goes."""
        taken = {}
        lines = []
        for move in self:
            need = move.product_qty
            unit = move.product_id.uom_id
            for quant in batch.quants[move.product_id.id]:
                left = (
                    quant.quantity - quant.reserved_quantity - taken.get(quant.id, 0.0)
                )
                take = min(need, left)
                if unit.compare(take, 0.0) <= 0:
                    continue
                taken[quant.id] = taken.get(quant.id, 0.0) + take
                need -= take
                lines.append(
                    move._prepare_move_line_vals(quantity=take, reserved_quant=quant)
                )
                if unit.is_zero(need):
                    break
        return lines
