"""What is looked up once for all goods that move together."""

from odoo.addons.retail_connector_base.models.confirm_batch import ConfirmBatch


class GoodsBatch(ConfirmBatch):
    """Answers that hold while the goods of a batch of receipts are moved.

    Odoo searches and locks the quants of each product four times; here once for all.
    """

    def __init__(self, env, products, root):
        self.env = env
        self.root = root
        self.orders = env["sale.order"]
        self.rules, self.assigned, self.origins = {}, set(), {}
        goods = products.filtered("is_storable")
        self.has_orderpoints = bool(
            env["stock.warehouse.orderpoint"]
            .sudo()
            .search_count([("product_id", "in", goods.ids)], limit=1)
        )
        self.quants = self._usual_quants(goods)
        self.locked = self._lock(self.quants)
