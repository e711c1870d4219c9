"""Receipts, shifts and sessions in every chain."""

from odoo import api, models


class RetailChainLinks(models.AbstractModel):
    """Know which receipt became which order, session and entry."""

    _inherit = "retail.chain.links"

    @api.model
    def _up(self):
        up = super()._up()
        return {
            **up,
            "pos.order": (("retail.binding.receipt", "record_id"),),
            "pos.session": ("order_ids", ("retail.pos.shift", "session_id")),
            "account.move": (*up["account.move"], ("pos.session", "move_id")),
            "stock.picking": (*up["stock.picking"], "pos_order_id"),
        }

    @api.model
    def _down(self):
        return {
            **super()._down(),
            "retail.binding.receipt": ("record_id", "shift_id"),
            "pos.order": ("session_id", "picking_ids", "account_move"),
            "pos.session": ("move_id",),
        }

    @api.model
    def _roots(self):
        return (*super()._roots(), "retail.binding.receipt")

    @api.model
    def _kinds(self):
        return {**super()._kinds(), "retail.binding.receipt": ("receipt", "order")}


class RetailChainSearch(models.AbstractModel):
    """Find receipts by what is printed on them."""

    _inherit = "retail.chain.search"

    @api.model
    def _searched(self):
        return {
            **super()._searched(),
            "retail.binding.receipt": (("external_id", "external_name"), ("total",)),
            "pos.order": (("name", "pos_reference"), ("amount_total",)),
        }
