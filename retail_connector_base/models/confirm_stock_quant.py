"""Quants of a batch: read once and locked once."""

from odoo import api, models

from .confirm_batch import batch_of


class StockQuant(models.Model):
    """Answer searches of quants from the batch that is being confirmed."""

    _inherit = "stock.quant"

    def _gather(
        self,
        product_id,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
        qty=0,
    ):
        batch = batch_of(self)
        if batch is not None:
            found = batch.gather(
                product_id, location_id, lot_id, package_id, owner_id, strict
            )
            if found is not None:
                return found.with_env(self.env)
        return super()._gather(
            product_id, location_id, lot_id, package_id, owner_id, strict, qty
        )

    def try_lock_for_update(self, *, allow_referencing=False, limit=None):
        """Return the quants this transaction holds already without asking again."""
        batch = batch_of(self)
        if batch is not None and allow_referencing and limit == 1:
            ours = self.filtered(lambda quant: quant.id in batch.locked)
            if ours:
                return ours[:1]
        return super().try_lock_for_update(
            allow_referencing=allow_referencing, limit=limit
        )

    @api.model_create_multi
    def create(self, vals_list):
        quants = super().create(vals_list)
        batch = batch_of(self)
        if batch is not None:
            batch.forget(quants.product_id.ids)
        return quants
