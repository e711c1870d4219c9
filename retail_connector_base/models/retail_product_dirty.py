"""Which products have to be looked at for which shop: rows that are only inserted."""

from odoo import api, fields, models

KEY = "retail_product.changed"  # in cr.precommit.data: template ids


class RetailProductDirty(models.Model):
    """A mark: what a shop is told of a product may have changed.

    Marks are collected in memory and written at commit by one statement, so that
    saving a product costs next to nothing. The planning deletes what it worked off.
    """

    _name = "retail.product.dirty"
    _description = "Product mark"
    _log_access = False
    _order = "id"

    backend_id = fields.Integer(required=True)
    listing_id = fields.Integer(required=True)

    _work_idx = models.Index("(backend_id, id)")

    @api.model
    def _templates(self, template_ids):
        """Remember that these products changed."""
        if template_ids:
            hooks = self.env.cr.precommit
            if KEY not in hooks.data:
                hooks.add(self.sudo()._write_marks)
            hooks.data.setdefault(KEY, set()).update(template_ids)

    @api.model
    def _listings(self, listings):
        """Remember that what a shop offers changed."""
        self._templates(listings.template_id.ids)

    @api.model
    def _backend(self, backend):
        """Look at every product of a shop."""
        self.env["retail.listing"].flush_model()
        self.env.cr.execute(
            "INSERT INTO retail_product_dirty (backend_id, listing_id) "
            "SELECT backend_id, id FROM retail_listing WHERE backend_id = %s",
            [backend.id],
        )
        backend._wake_products()

    @api.model
    def _write_marks(self):
        """Write what was collected in this transaction and wake the planning."""
        templates = self.env.cr.precommit.data.pop(KEY, None)
        if not templates:
            return
        self.env["retail.listing"].flush_model()
        self.env.cr.execute(
            """
            INSERT INTO retail_product_dirty (backend_id, listing_id)
            SELECT l.backend_id, l.id
              FROM retail_listing l JOIN retail_backend b ON b.id = l.backend_id
             WHERE l.template_id = ANY(%s) AND b.active
            RETURNING backend_id
            """,
            [sorted(templates)],
        )
        found = sorted({row[0] for row in self.env.cr.fetchall()})
        self.env["retail.backend"].browse(found)._wake_products()

    @api.model
    def _take(self, backend, limit):
        """Delete the next marks and return the ids of their listings."""
        self.env.cr.execute(
            """
            WITH next AS (
                SELECT DISTINCT listing_id FROM retail_product_dirty
                 WHERE backend_id = %(backend)s ORDER BY listing_id LIMIT %(limit)s)
            DELETE FROM retail_product_dirty d USING next
             WHERE d.backend_id = %(backend)s AND d.listing_id = next.listing_id
            RETURNING d.listing_id
            """,
            {"backend": backend.id, "limit": limit},
        )
        return sorted({row[0] for row in self.env.cr.fetchall()})

    @api.model
    def _waiting(self, backend):
        """Return whether a shop has marks."""
        self.env.cr.execute(
            "SELECT EXISTS (SELECT 1 FROM retail_product_dirty WHERE backend_id = %s)",
            [backend.id],
        )
        return self.env.cr.fetchone()[0]
