"""Contacts that changed in Odoo and may have to be told to shops."""

from odoo import api, fields, models, tools
from odoo.tools import SQL


class RetailPartyDirty(models.Model):
    """A mark: a contact changed. Rows are inserted and deleted, never updated."""

    _name = "retail.party.dirty"
    _description = "Customer mark"
    _log_access = False
    _order = "id"

    backend_id = fields.Integer(required=True)
    partner_id = fields.Integer(required=True)
    kind = fields.Char(required=True, help="party or company: what it is at the shop.")

    _work_idx = models.Index("(backend_id, id)")

    @api.model
    @tools.ormcache()
    def _senders(self):
        """Return (backend id, kind) -> seconds to collect, of what is sent."""
        self.env["retail.flow"].flush_model()
        self.env["retail.backend"].flush_model(["state", "active"])
        self.env.cr.execute(
            """
            SELECT b.id, f.kind, COALESCE(f.delay_seconds, 0)
              FROM retail_backend b
              JOIN retail_flow f ON f.backend_id = b.id
               AND f.code IN ('party_out', 'company_out')
             WHERE b.state = 'live' AND b.active AND NOT COALESCE(f.paused, FALSE)
            """
        )
        return {row[:2]: row[2] for row in self.env.cr.fetchall()}

    @api.model
    def _changed(self, partner_ids):
        """Remember that these contacts changed, where a shop knows them."""
        senders = self.sudo()._senders()
        if partner_ids and senders:
            for backend_id, kind in senders:
                backend = self.env["retail.backend"].sudo().browse(backend_id)
                self._mark(backend, partner_ids, kind)

    @api.model
    def _mark(self, backend, partner_ids, kind="party"):
        """Mark the contacts a shop knows, and wake its planning."""
        senders = self.sudo()._senders()
        if (backend.id, kind) not in senders or not partner_ids:
            return
        binding = self.env[f"retail.binding.{kind}"]
        binding.flush_model(["backend_id", "record_id"])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO retail_party_dirty (backend_id, partner_id, kind)
                SELECT DISTINCT backend_id, record_id, %s FROM %s
                 WHERE backend_id = %s AND record_id = ANY(%s)
                """,
                kind,
                SQL.identifier(binding._table),
                backend.id,
                list(partner_ids),
            )
        )
        if self.env.cr.rowcount:
            backend._wake(f"plan:{kind}", delay=senders[backend.id, kind])

    @api.model
    def _take(self, backend, limit, kind="party"):
        """Remove the oldest marks and return the ids of their contacts."""
        self.env.cr.execute(
            """
            DELETE FROM retail_party_dirty
             WHERE id IN (SELECT id FROM retail_party_dirty
                           WHERE backend_id = %s AND kind = %s ORDER BY id LIMIT %s)
            RETURNING partner_id
            """,
            [backend.id, kind, limit],
        )
        return sorted({row[0] for row in self.env.cr.fetchall()})

    @api.model
    def _waiting(self):
        """Return the (backend id, kind) whose planning has work."""
        self.env.cr.execute("SELECT DISTINCT backend_id, kind FROM retail_party_dirty")
        return set(self.env.cr.fetchall())
