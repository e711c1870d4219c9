"""Products whose prices have to be looked at: rows that are only inserted."""

from odoo import api, fields, models, tools


class RetailPriceDirty(models.Model):
    """A mark: the prices of a product have to be computed again for a shop.

    Marks are plain inserts that lock nothing anybody else needs. The planning job
    deletes what it has worked off; a mark too many costs a computation, no request.
    """

    _name = "retail.price.dirty"
    _description = "Price mark"
    _log_access = False
    _order = "id"

    backend_id = fields.Integer(required=True)
    product_id = fields.Integer(required=True)

    _work_idx = models.Index("(backend_id, id)")

    @api.model
    @tools.ormcache()
    def _senders(self):
        """Return backend id -> (sends every change at once, seconds to collect)."""
        self.env["retail.flow"].flush_model()
        self.env["retail.backend"].flush_model(["state", "active"])
        self.env.cr.execute(
            """
            SELECT b.id, f.timing = 'event', COALESCE(f.delay_seconds, 0)
              FROM retail_backend b
              JOIN retail_flow f ON f.backend_id = b.id AND f.code = 'price_out'
             WHERE b.state = 'live' AND b.active AND NOT COALESCE(f.paused, FALSE)
               AND f.owner = 'odoo'
            """
        )
        return {row[0]: row[1:] for row in self.env.cr.fetchall()}

    @api.model
    def _forget_senders(self):
        """Find out anew who sends prices: a flow or backend changed."""
        self.env.registry.clear_cache()

    @api.model
    def _changed(self, product_ids, urgent=False):
        """Remember that prices of these products may have changed.

        Shops that send on schedule only hear of what is urgent; the schedule looks at
        everything anyway.

        :param product_ids: None: of all products
        """
        senders = self.sudo()._senders()
        for backend_id, (at_once, _delay) in senders.items():
            if urgent or at_once:
                backend = self.env["retail.backend"].sudo().browse(backend_id)
                self._mark(backend, product_ids)

    @api.model
    def _mark(self, backend, product_ids=None, soon=False):
        """Mark products of a shop (None: all of them) and wake its planning."""
        if product_ids is not None and not product_ids:
            return
        self.env["retail.binding.variant"].flush_model(
            ["backend_id", "record_id", "state"]
        )
        self.env.cr.execute(
            """
            INSERT INTO retail_price_dirty (backend_id, product_id)
            SELECT DISTINCT backend_id, record_id FROM retail_binding_variant
             WHERE backend_id = %s AND record_id IS NOT NULL
               AND (%s OR record_id = ANY(%s))
            """,
            [backend.id, product_ids is None, list(product_ids or ())],
        )
        if self.env.cr.rowcount:
            _at_once, delay = self.sudo()._senders().get(backend.id, (False, 0))
            backend._wake("plan:price", delay=0 if soon else delay)

    @api.model
    def _waiting_backends(self):
        """Return the ids of the backends whose planning has work."""
        self.env.cr.execute("SELECT DISTINCT backend_id FROM retail_price_dirty")
        return {row[0] for row in self.env.cr.fetchall()}
