"""What is in Odoo's stock for the places of a shop, in a handful of queries."""

from collections import defaultdict
from decimal import Decimal

from odoo import api, models

from .availability import Supply, units

ZERO = Decimal(0)
OPEN = ("waiting", "confirmed", "partially_available")  # moves not fully reserved


class RetailStockSupply(models.AbstractModel):
    """Read what may be promised per product and shop location.

    SQL on purpose: the fields on products cost forty times as much, and a figure
    must not depend on what the user who happens to run a job may see.
    """

    _name = "retail.stock.supply"
    _description = "Stock supply"

    @api.model
    def _watched(self):
        """Return (backend id, stock location ids) of every backend that sends stock."""
        self._flush()
        self.env.cr.execute(
            """
            SELECT b.id
              FROM retail_backend b
              JOIN retail_flow f ON f.backend_id = b.id AND f.code = 'stock_out'
             WHERE b.state = 'live' AND b.active AND NOT COALESCE(f.paused, FALSE)
             GROUP BY b.id
            """
        )
        for (backend_id,) in self.env.cr.fetchall():
            yield (
                backend_id,
                {row[1] for row in self._places([backend_id], pushed=True)},
            )

    @api.model
    def _flush(self):
        """Write pending changes of what the queries read."""
        self.env["retail.backend"].flush_model(["state", "active"])
        self.env["retail.flow"].flush_model(["code", "paused"])
        self.env["retail.binding.location"].flush_model()
        self.env["stock.location"].flush_model(["parent_path", "usage", "active"])

    @api.model
    def _places(self, backend_ids, pushed=False):
        """Return (location binding id, stock location id, warehouse id, is main).

        A place's stock is everything in the mapped locations and below them.
        ``is main``: it is where the warehouse's orders are taken from.
        """
        self.env.cr.execute(
            """
            WITH root AS (
                SELECT id AS binding_id, record_id AS location_id
                  FROM retail_binding_location
                 WHERE backend_id = ANY(%(backends)s) AND record_id IS NOT NULL
                   AND active AND (NOT %(pushed)s OR
                       (push_stock AND NOT COALESCE(managed_elsewhere, FALSE)))
                UNION
                SELECT b.id, e.location_id
                  FROM retail_binding_location b
                  JOIN retail_binding_location_extra_rel e ON e.binding_id = b.id
                 WHERE b.backend_id = ANY(%(backends)s) AND b.record_id IS NOT NULL
                   AND b.active AND (NOT %(pushed)s OR
                       (b.push_stock AND NOT COALESCE(b.managed_elsewhere, FALSE)))
            )
            SELECT DISTINCT root.binding_id, l.id, l.warehouse_id,
                   COALESCE(w.lot_stock_id = l.id, FALSE)
              FROM root
              JOIN stock_location p ON p.id = root.location_id AND p.active
              JOIN stock_location l ON l.parent_path LIKE p.parent_path || '%%'
              LEFT JOIN stock_warehouse w ON w.id = l.warehouse_id
             WHERE l.usage = 'internal' AND l.active
            """,
            {"backends": list(backend_ids), "pushed": pushed},
        )
        return self.env.cr.fetchall()

    @api.model
    def _supplies(self, backend, product_ids):
        """Return (product id, location binding id) -> Supply; absent means nothing."""
        places = self._places([backend.id])
        product_ids = list(product_ids)
        if not places or not product_ids:
            return {}
        bindings = [row[0] for row in places]
        locations = [row[1] for row in places]
        reserved = backend.stock_basis == "available"
        stock = self._on_hand(product_ids, bindings, locations, reserved)
        demand = defaultdict(
            Decimal, self._waiting(product_ids, bindings, locations, reserved)
        )
        takers = self._takers(places)
        for claims in (self._quoted(product_ids), self._not_imported()):
            for (product_id, warehouse_id), quantity in claims.items():
                for binding_id in takers.get(warehouse_id, ()):
                    demand[product_id, binding_id] += quantity
        return {
            key: Supply(*stock.get(key, (ZERO, ZERO)), demand.get(key, ZERO))
            for key in stock.keys() | demand.keys()
        }

    def _takers(self, places):
        """Return warehouse id -> places its orders are taken from.

        That is the place that holds the warehouse's stock location; where none does,
        every place in the warehouse, rather too little than twice.
        """
        main, some = defaultdict(set), defaultdict(set)
        for binding_id, _location_id, warehouse_id, is_main in places:
            if warehouse_id:
                some[warehouse_id].add(binding_id)
                if is_main:
                    main[warehouse_id].add(binding_id)
        return {key: main.get(key) or found for key, found in some.items()}

    def _on_hand(self, product_ids, bindings, locations, with_reserved):
        """Return (product id, binding id) -> (on hand, reserved)."""
        self.env["stock.quant"].flush_model(
            ["product_id", "location_id", "quantity", "reserved_quantity"]
        )
        self.env.cr.execute(
            """
            SELECT q.product_id, m.binding_id, SUM(q.quantity), SUM(q.reserved_quantity)
              FROM stock_quant q
              JOIN unnest(%s::int[], %s::int[]) AS m(binding_id, location_id)
                ON m.location_id = q.location_id
             WHERE q.product_id = ANY(%s)
             GROUP BY 1, 2
            """,
            [bindings, locations, product_ids],
        )
        return {
            (product_id, binding_id): (
                units(on_hand),
                units(reserved) if with_reserved else ZERO,
            )
            for product_id, binding_id, on_hand, reserved in self.env.cr.fetchall()
        }

    def _quoted(self, product_ids):
        """Return (product id, warehouse id) -> units in quotations of shops' orders.

        The shop has taken them from its stock already; Odoo reserves on confirmation.
        """
        self.env["sale.order"].flush_model(
            ["state", "warehouse_id", "retail_backend_id"]
        )
        self.env["sale.order.line"].flush_model(
            [
                "order_id",
                "product_id",
                "product_uom_id",
                "product_uom_qty",
                "retail_cancelled_qty",
            ]
        )
        self.env.cr.execute(
            """
            SELECT l.product_id, s.warehouse_id,
                   SUM((l.product_uom_qty - COALESCE(l.retail_cancelled_qty, 0))
                       * u.factor / base.factor)
              FROM sale_order_line l
              JOIN sale_order s ON s.id = l.order_id
              JOIN product_product p ON p.id = l.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id
              JOIN uom_uom base ON base.id = t.uom_id
              JOIN uom_uom u ON u.id = COALESCE(l.product_uom_id, t.uom_id)
             WHERE l.product_id = ANY(%s) AND s.state IN ('draft', 'sent')
               AND s.retail_backend_id IS NOT NULL
             GROUP BY 1, 2
            """,
            [product_ids],
        )
        return {
            (product_id, warehouse_id): units(quantity)
            for product_id, warehouse_id, quantity in self.env.cr.fetchall()
        }

    def _waiting(self, product_ids, bindings, locations, reserved):
        """Return (product id, binding id) -> units confirmed for shops, not reserved.

        Only moves that take from stock and leave the place: the later steps of a
        delivery in several steps claim the same units again.

        :param reserved: reservations count by themselves; else all confirmed units
            of shops are returned
        """
        self.env["stock.move"].flush_model()
        self.env["stock.move.line"].flush_model(["move_id", "quantity_product_uom"])
        self.env.cr.execute(
            """
            WITH place AS (
                SELECT * FROM unnest(%s::int[], %s::int[]) AS m(binding_id, location_id)
            )
            SELECT m.product_id, place.binding_id,
                   SUM(m.product_qty
                       - CASE WHEN %s THEN COALESCE(reserved.quantity, 0) ELSE 0 END)
              FROM stock_move m
              JOIN place ON place.location_id = m.location_id
              JOIN sale_order_line l ON l.id = m.sale_line_id
              JOIN sale_order s ON s.id = l.order_id
               AND s.retail_backend_id IS NOT NULL
              LEFT JOIN LATERAL (
                   SELECT SUM(ml.quantity_product_uom) AS quantity
                     FROM stock_move_line ml WHERE ml.move_id = m.id
                ) AS reserved ON TRUE
             WHERE m.product_id = ANY(%s)
               AND m.state = ANY(%s)
               AND m.procure_method = 'make_to_stock'
               AND NOT EXISTS (
                   SELECT 1 FROM place AS other
                    WHERE other.binding_id = place.binding_id
                      AND other.location_id = m.location_dest_id)
             GROUP BY 1, 2
            """,
            [
                bindings,
                locations,
                reserved,
                product_ids,
                [*OPEN, "assigned"] if not reserved else list(OPEN),
            ],
        )
        return {
            (product_id, binding_id): units(quantity)
            for product_id, binding_id, quantity in self.env.cr.fetchall()
        }
