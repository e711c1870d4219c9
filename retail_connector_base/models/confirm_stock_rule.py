"""Delivery rules, looked up once per kind of product in a batch."""

from odoo import api, models

from .confirm_batch import batch_of


class StockRule(models.Model):
    """Answer the same question about rules once while a batch is confirmed."""

    _inherit = "stock.rule"

    @api.model
    def _search_rule_for_warehouses(
        self, route_ids, packaging_uom_id, product_id, warehouse_ids, domain
    ):
        batch = batch_of(self)

        def search():
            return super(StockRule, self)._search_rule_for_warehouses(
                route_ids, packaging_uom_id, product_id, warehouse_ids, domain
            )

        if batch is None:
            return search()
        routes = product_id.route_ids | product_id.categ_id.total_route_ids
        key = (
            tuple(route_ids.ids) if route_ids else (),
            packaging_uom_id.id if packaging_uom_id else 0,
            tuple(routes.ids),
            tuple(warehouse_ids.ids) if warehouse_ids else (),
            str(domain),
        )
        if key not in batch.rules:
            batch.rules[key] = search()
        return batch.rules[key]
