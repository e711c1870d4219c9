"""What is looked up once for all orders that are confirmed together.

Odoo looks for the rule, the quants, the reordering rules and the transfer of each
line. For a batch in one warehouse these answers are the same or known beforehand, so
they are kept here and travel in the context (``CONTEXT_KEY``). The methods that use
them are ordinary extensions of Odoo's and fall back on Odoo's own way for whatever
is out of the ordinary: lots, packages, owners, other removal strategies.
"""

from collections import defaultdict

from odoo.tools import SQL

CONTEXT_KEY = "retail_confirm_batch"


class ConfirmBatch:
    """Answers that hold while a batch of orders of one warehouse is confirmed."""

    def __init__(self, orders):
        self.env = orders.env
        self.root = orders.warehouse_id[:1].lot_stock_id
        self.orders = orders.filtered(lambda order: not order.picking_ids)
        self.rules = {}
        self.assigned = set()
        self.origins = {}  # transfer -> order it was made for
        products = orders.order_line.product_id.filtered("is_storable")
        self.has_orderpoints = bool(
            self.env["stock.warehouse.orderpoint"]
            .sudo()
            .search_count([("product_id", "in", products.ids)], limit=1)
        )
        self.quants = self._usual_quants(products)
        self.locked = self._lock(self.quants)

    def _usual_quants(self, products):
        """Return product id -> quants below the warehouse's stock, in removal order.

        Only products that are taken first in, first out, and have nothing special
        there: no lot, package or owner.
        """
        Quant = self.env["stock.quant"].sudo()
        usual = products.filtered(
            lambda product: (
                product.tracking == "none"
                and Quant._get_removal_strategy(product, self.root) == "fifo"
                and product.categ_id.packaging_reserve_method != "full"
            )
        )
        quants = defaultdict(lambda: Quant)
        if not self.root or not usual:
            return {}
        found = Quant.search(
            [
                ("product_id", "in", usual.ids),
                ("location_id", "child_of", self.root.id),
            ],
            order="in_date, id",
        )
        for product, mine in found.grouped("product_id").items():
            quants[product.id] = mine
        return {
            product.id: quants[product.id]
            for product in usual
            if not any(
                quant.lot_id or quant.package_id or quant.owner_id
                for quant in quants[product.id]
            )
        }

    def _lock(self, quants):
        """Lock the quants in order of id; return the ids that are ours now."""
        ids = tuple(quant.id for found in quants.values() for quant in found)
        if not ids:
            return set()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM stock_quant WHERE id IN %s ORDER BY id"
                " FOR NO KEY UPDATE SKIP LOCKED",
                ids,
            )
        )
        return {row[0] for row in rows}

    def gather(self, product, location, lot, package, owner, strict):
        """Return the quants Odoo would search, or None when it has to search."""
        found = self.quants.get(product.id)
        if found is None or lot or package or owner:
            return None
        if strict:
            return found.filtered(lambda quant: quant.location_id == location)
        return found if location == self.root else None

    def forget(self, product_ids):
        """Have Odoo search again: quants of these products were created."""
        for product_id in product_ids:
            self.quants.pop(product_id, None)

    def is_new_transfer(self, move):
        """Return whether no transfer can exist yet that ``move`` would join."""
        order = move.sale_line_id.order_id
        key = (order, move.location_id, move.location_dest_id, move.picking_type_id)
        if order not in self.orders or key in self.assigned:
            return False
        self.assigned.add(key)
        return True

    def note_origin(self, transfer, order):
        """Remember what a transfer was made for, to be said in one go."""
        self.origins[transfer] = order

    def write_origins(self):
        """Say on each new transfer which order it was made for."""
        if not self.origins:
            return
        transfers = self.env["stock.picking"].union(*self.origins)
        transfers._message_log_batch(
            {
                transfer.id: self.env._(
                    "This transfer has been created from: %s",
                    order._get_html_link(),
                )
                for transfer, order in self.origins.items()
            }
        )


def batch_of(records):
    """Return the batch that is being confirmed, or None."""
    return records.env.context.get(CONTEXT_KEY)
