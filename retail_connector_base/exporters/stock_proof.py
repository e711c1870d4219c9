"""What speaks for a zero: never tell a shop to stop selling on no evidence."""

from odoo import api, models


class RetailStockSupply(models.AbstractModel):
    """Find the levels whose zero is a figure, not a gap."""

    _inherit = "retail.stock.supply"

    @api.model
    def _proven(self, backend, lines):
        """Return the (product id, location binding id) that really are at zero.

        Proof is that the product has been in the place: stock is or was recorded
        there, or goods came in or went out. A product that was never there has not
        been counted yet. A count that is entered but not applied makes it open again.
        """
        places = self._places([backend.id])
        bindings = [row[0] for row in places]
        locations = [row[1] for row in places]
        product_ids = list({line.product_id for line in lines})
        self.env["stock.quant"].flush_model(["inventory_quantity_set"])
        self.env.cr.execute(
            """
            WITH place AS (
                SELECT * FROM unnest(%(bindings)s::int[], %(locations)s::int[])
                    AS m(binding_id, location_id)
            ), seen AS (
                SELECT q.product_id, place.binding_id
                  FROM stock_quant q JOIN place USING (location_id)
                 WHERE q.product_id = ANY(%(products)s)
                UNION
                SELECT m.product_id, place.binding_id
                  FROM stock_move m
                  JOIN place ON place.location_id = m.location_id
                 WHERE m.product_id = ANY(%(products)s) AND m.state = 'done'
                UNION
                SELECT m.product_id, place.binding_id
                  FROM stock_move m
                  JOIN place ON place.location_id = m.location_dest_id
                 WHERE m.product_id = ANY(%(products)s) AND m.state = 'done'
                UNION
                SELECT l.product_id, place.binding_id
                  FROM stock_move_line l
                  JOIN place ON place.location_id IN (l.location_id, l.location_dest_id)
                 WHERE l.product_id = ANY(%(products)s) AND l.state = 'done'
            ), counting AS (
                SELECT q.product_id, place.binding_id
                  FROM stock_quant q JOIN place USING (location_id)
                 WHERE q.product_id = ANY(%(products)s) AND q.inventory_quantity_set
            )
            SELECT product_id, binding_id FROM seen
            EXCEPT
            SELECT product_id, binding_id FROM counting
            """,
            {"bindings": bindings, "locations": locations, "products": product_ids},
        )
        return set(self.env.cr.fetchall())
