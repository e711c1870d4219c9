"""What happened to stock since it was last looked at: rows that are only inserted."""

from odoo import api, fields, models, tools

CHANGED = "retail_stock.changed"  # keys in cr.precommit.data
ORDERED = "retail_stock.ordered"
CLAIMED = "retail_stock.claimed"
# Why an order's products are looked at; the first one named wins.
# placed, edited: the shop's own number changed with it
REASONS = ("placed", "edited", "changed")


class RetailStockDirty(models.Model):
    """A mark: the levels of a product have to be looked at, or were seen at the shop.

    Marks are collected in memory and written at commit, by one statement that locks
    nothing anybody else needs: no foreign key, no unique index, plain inserts. The
    planning job deletes what it has worked off.
    """

    _name = "retail.stock.dirty"
    _description = "Stock mark"
    _log_access = False
    _order = "id"

    backend_id = fields.Integer(required=True)
    product_id = fields.Integer(required=True)
    location_id = fields.Integer("Location binding", help="Empty: all of them.")
    kind = fields.Char(
        required=True,
        help="changed: in Odoo; others: what was learnt of the shop, see observations.",
    )
    quantity = fields.Integer()
    at = fields.Datetime(required=True)
    answered_at = fields.Datetime(help="Of a number that was sent: when it was taken.")

    _work_idx = models.Index("(backend_id, id)")

    # --- capture: called in everybody's transaction, so it costs next to nothing ---

    @api.model
    @tools.ormcache()
    def _watched(self):
        """Return stock.location id -> ids of the live backends that send its stock."""
        watched = {}
        for backend_id, locations in self.env["retail.stock.supply"].sudo()._watched():
            for location_id in locations:
                watched.setdefault(location_id, set()).add(backend_id)
        return {key: tuple(sorted(ids)) for key, ids in watched.items()}

    @api.model
    @tools.ormcache()
    def _delays(self):
        """Return backend id -> seconds to collect changes before they are planned."""
        self.env["retail.flow"].flush_model(["code", "backend_id", "delay_seconds"])
        self.env.cr.execute(
            "SELECT backend_id, COALESCE(delay_seconds, 0) FROM retail_flow"
            " WHERE code = 'stock_out'"
        )
        return dict(self.env.cr.fetchall())

    @api.model
    def _watching(self):
        """Return the ids of the backends that send stock."""
        return sorted({i for ids in self._watched().values() for i in ids})

    @api.model
    def _forget_watched(self):
        """Find out anew what is watched: a mapping, flow or backend changed."""
        self.env.registry.clear_cache()

    @api.model
    def _changed(self, pairs):
        """Remember that the stock of (product id, location id) changed."""
        watched = self._watched()
        found = {
            (backend_id, product_id)
            for product_id, location_id in pairs
            for backend_id in watched.get(location_id, ())
        }
        self._collect(CHANGED, found)

    @api.model
    def _kept(self, product_ids):
        """Remember that it changed whether stock of these products is kept at all."""
        found = {
            (backend_id, product_id)
            for backend_id in self._watching()
            for product_id in product_ids
        }
        self._collect(CHANGED, found)

    @api.model
    def _claimed(self, seller, product_ids):
        """Remember that what a shop's order claims of these products changed.

        :param seller: the shop's backend; its own number has changed with the order
        """
        if product_ids and self._watched():
            found = {
                (
                    backend_id,
                    product_id,
                    "doubt" if backend_id == seller.id else "changed",
                )
                for backend_id in self._watching()
                for product_id in product_ids
            }
            self._collect(CLAIMED, found)

    @api.model
    def _ordered(self, order_ids, reason):
        """Remember that what these orders of shops claim changed; see REASONS."""
        if order_ids and self._watched():
            self._collect(ORDERED, {(order_id, reason) for order_id in order_ids})

    @api.model
    def _collect(self, key, values):
        if values:
            hooks = self.env.cr.precommit
            if not {CHANGED, ORDERED, CLAIMED} & hooks.data.keys():
                hooks.add(self.sudo()._write_marks)
            hooks.data.setdefault(key, set()).update(values)

    @api.model
    def _write_marks(self):
        """Write what was collected in this transaction and wake the planning."""
        data = self.env.cr.precommit.data
        changed = {(*pair, "changed") for pair in data.pop(CHANGED, ())}
        backends = self._insert_changed(changed | data.pop(CLAIMED, set()))
        backends |= self._insert_ordered(data.pop(ORDERED, ()))
        delays = self._delays()
        for backend in self.env["retail.backend"].browse(sorted(backends)):
            backend._wake("plan:stock", delay=delays.get(backend.id, 0))

    def _insert_changed(self, rows):
        if not rows:
            return set()
        backends, products, kinds = map(list, zip(*sorted(rows), strict=True))
        self.env.cr.execute(
            """
            INSERT INTO retail_stock_dirty (backend_id, product_id, kind, at)
            SELECT v.backend_id, v.record_id, m.kind,
                   clock_timestamp() AT TIME ZONE 'UTC'
              FROM unnest(%s::int[], %s::int[], %s::text[])
                    AS m(backend_id, product_id, kind)
              JOIN retail_binding_variant v
                ON v.record_id = m.product_id AND v.backend_id = m.backend_id
             WHERE v.stock_push
            RETURNING backend_id
            """,
            [backends, products, kinds],
        )
        return {row[0] for row in self.env.cr.fetchall()}

    def _insert_ordered(self, collected):
        if not collected:
            return set()
        reasons = {}
        for order_id, reason in sorted(collected, key=lambda c: REASONS.index(c[1])):
            reasons.setdefault(order_id, reason)
        self.env.cr.execute(
            """
            INSERT INTO retail_stock_dirty (backend_id, product_id, kind, at)
            SELECT DISTINCT v.backend_id, v.record_id,
                   CASE WHEN v.backend_id <> s.retail_backend_id
                          OR m.reason = 'changed' THEN 'changed' ELSE 'doubt' END,
                   CASE WHEN m.reason = 'placed'
                        THEN COALESCE(o.placed_at, now() AT TIME ZONE 'UTC')
                        ELSE now() AT TIME ZONE 'UTC' END
              FROM unnest(%s::int[], %s::text[]) AS m(order_id, reason)
              JOIN sale_order s ON s.id = m.order_id
              JOIN sale_order_line l ON l.order_id = s.id
              JOIN retail_binding_variant v ON v.record_id = l.product_id
              LEFT JOIN retail_binding_order o
                ON o.backend_id = s.retail_backend_id AND o.record_id = s.id
             WHERE v.stock_push AND v.backend_id = ANY(%s)
            RETURNING backend_id
            """,
            [list(reasons), list(reasons.values()), self._watching()],
        )
        return {row[0] for row in self.env.cr.fetchall()}
