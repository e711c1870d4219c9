"""Confirm orders: stock is reserved, deliveries are made."""

from odoo import api, models

from ..models.confirm_batch import CONTEXT_KEY, ConfirmBatch


class RetailStageConfirm(models.AbstractModel):
    """Confirm a batch of orders of one warehouse in one go."""

    _name = "retail.stage.confirm"
    _inherit = ["retail.stage"]
    _description = "Retail Confirm Stage"

    @api.model
    def _run(self, bindings):
        drafts = bindings.filtered(lambda b: b.record_id.state in ("draft", "sent"))
        cancelled = bindings.filtered(lambda b: b.record_id.state == "cancel")
        shipped = drafts.filtered("shipped_before")
        self._confirm((drafts - shipped).record_id)
        # These goods left before Odoo counted its stock: nothing is to be delivered.
        self._confirm(shipped.record_id.with_context(skip_procurement=True))
        self._done(cancelled, "cancelled")
        confirmed = bindings - cancelled
        if confirmed:
            self._done(confirmed, confirmed[0]._after_confirm())
            confirmed._trace("confirmed")

    @api.model
    def _confirm(self, orders):
        """Confirm orders with everything that is common looked up once."""
        if not orders.env.context.get("skip_procurement"):
            self._prefetch(orders)
        for mine in orders.grouped("warehouse_id").values():
            batch = ConfirmBatch(mine)
            mine.with_context(**{CONTEXT_KEY: batch}).action_confirm()
            batch.write_origins()

    @api.model
    def _prefetch(self, orders):
        """Read and make for all orders what Odoo would for one after the other."""
        orders.order_line.invoice_lines.fetch(["parent_state"])
        orders.partner_shipping_id.mapped("company_id")
        goods = orders.order_line.filtered(
            lambda line: (
                line.product_id.type == "consu"
                and not line.order_id.stock_reference_ids
            )
        )
        self.env["stock.reference"].create(
            [
                lines[:1]._prepare_reference_vals()
                for lines in goods.grouped("order_id").values()
            ]
        )
