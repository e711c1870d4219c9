"""A queue that one job at a time works on."""

from odoo import api, fields, models
from odoo.tools import SQL


class RetailLane(models.Model):
    """Be the row a job locks while it drains a queue.

    Rows are locked, never updated: an update would fail every transaction that
    began before it, a lock does not.
    """

    _name = "retail.lane"
    _description = "Retail Lane"
    _log_access = False
    _order = "backend_id, queue, index"

    backend_id = fields.Many2one(
        "retail.backend", required=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="backend_id.company_id")
    queue = fields.Char(required=True, readonly=True)
    index = fields.Integer(required=True, readonly=True)

    _unique = models.UniqueIndex("(backend_id, queue, index)")

    @api.model
    def _ensure(self, keys):
        """Create the lanes (backend id, queue, index) that are missing."""
        keys = list(keys)
        if keys:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO retail_lane (backend_id, queue, index) VALUES %s "
                    "ON CONFLICT DO NOTHING",
                    SQL(", ").join(SQL("%s", key) for key in keys),
                )
            )

    @api.model
    def _lock(self, backend, queue, index=0):
        """Take a lane until the transaction ends; return whether it was free."""
        select = SQL(
            "SELECT id FROM retail_lane WHERE backend_id = %s AND queue = %s "
            "AND index = %s",
            backend.id,
            queue,
            index,
        )
        if not self.env.execute_query(select):
            self._ensure([(backend.id, queue, index)])
        return bool(
            self.env.execute_query(SQL("%s FOR NO KEY UPDATE SKIP LOCKED", select))
        )
