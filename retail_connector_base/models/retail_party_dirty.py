"""Contacts that changed in Odoo and may have to be told to shops."""

from odoo import api, fields, models, tools


class RetailPartyDirty(models.Model):
    """A mark: a contact changed. Rows are inserted and deleted, never updated."""

    _name = "retail.party.dirty"
    _description = "Customer mark"
    _log_access = False
    _order = "id"

    backend_id = fields.Integer(required=True)
    partner_id = fields.Integer(required=True)

    _work_idx = models.Index("(backend_id, id)")

    @api.model
    @tools.ormcache()
    def _senders(self):
        """Return backend id -> seconds to collect, of those that send customers."""
        self.env["retail.flow"].flush_model()
        self.env["retail.backend"].flush_model(["state", "active"])
        self.env.cr.execute(
            """
            SELECT b.id, COALESCE(f.delay_seconds, 0)
              FROM retail_backend b
              JOIN retail_flow f ON f.backend_id = b.id AND f.code = 'party_out'
             WHERE b.state = 'live' AND b.active AND NOT COALESCE(f.paused, FALSE)
            """
        )
        return dict(self.env.cr.fetchall())

    @api.model
    def _changed(self, partner_ids):
        """Remember that these contacts changed, where a shop knows them."""
        senders = self.sudo()._senders()
        if partner_ids and senders:
            for backend in self.env["retail.backend"].sudo().browse(senders):
                self._mark(backend, partner_ids)

    @api.model
    def _mark(self, backend, partner_ids):
        """Mark the contacts a shop knows, and wake its planning."""
        senders = self.sudo()._senders()
        if backend.id not in senders or not partner_ids:
            return
        self.env["retail.binding.party"].flush_model(["backend_id", "record_id"])
        self.env.cr.execute(
            """
            INSERT INTO retail_party_dirty (backend_id, partner_id)
            SELECT DISTINCT backend_id, record_id FROM retail_binding_party
             WHERE backend_id = %s AND record_id = ANY(%s)
            """,
            [backend.id, list(partner_ids)],
        )
        if self.env.cr.rowcount:
            backend._wake("plan:party", delay=senders[backend.id])

    @api.model
    def _take(self, backend, limit):
        """Remove the oldest marks and return the ids of their contacts."""
        self.env.cr.execute(
            """
            DELETE FROM retail_party_dirty
             WHERE id IN (SELECT id FROM retail_party_dirty
                           WHERE backend_id = %s ORDER BY id LIMIT %s)
            RETURNING partner_id
            """,
            [backend.id, limit],
        )
        return sorted({row[0] for row in self.env.cr.fetchall()})

    @api.model
    def _waiting_backends(self):
        """Return the ids of the backends whose planning has work."""
        self.env.cr.execute("SELECT DISTINCT backend_id FROM retail_party_dirty")
        return {row[0] for row in self.env.cr.fetchall()}
