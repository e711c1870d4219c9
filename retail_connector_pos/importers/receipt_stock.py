"""Let stock that is sent to tills take account of what they sold themselves.

A sale at a till changes the platform's own number. Odoo's number changes when the
receipt is imported: then it is no news for the platform that reported it.
"""

from odoo import api, models


class RetailStockSupply(models.AbstractModel):
    """Receipts are sales too: those not in yet are waited for, or counted as sold."""

    _inherit = "retail.stock.supply"

    @api.model
    def _sale_kinds(self):
        return [*super()._sale_kinds(), "receipt"]

    @api.model
    def _known_sales(self, backend, ids):
        known = super()._known_sales(backend, ids)
        return known | set(self.env["retail.binding.receipt"]._find(backend, ids))


class RetailPosGoods(models.AbstractModel):
    """Look again at a platform's number of what its tills sold or took back."""

    _inherit = "retail.pos.goods"

    @api.model
    def _try(self, session, word, lines):
        done = super()._try(session, word, lines)
        if done:
            seller = session.retail_shift_id.backend_id
            self.env["retail.stock.dirty"]._claimed(seller, lines.product_id.ids)
        return done
