"""What becomes of outgoing facts in shadow mode: they are kept, not sent."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .retail_outbox_push import now

# Facts that say how something is: the newer one replaces the older. The others say
# that something happened, each counts.
STATES_OF_THINGS = ("collection", "company", "party", "price", "product", "stock")
LOOK_AGAIN = timedelta(hours=1)


class RetailOutbox(models.Model):
    """Withhold rows, and let a person send them later."""

    _inherit = "retail.outbox"

    state = fields.Selection(
        selection_add=[("withheld", "Withheld (shadow mode)")],
        ondelete={"withheld": "cascade"},
    )

    _withheld_idx = models.Index("(backend_id, kind) WHERE state = 'withheld'")

    @api.model
    def _withhold(self, backend, kind):
        """Keep back the rows of a kind that are due; return how many.

        A row that was on its way when shadow mode began may have arrived: it waits as
        it is until the connection writes again, then its outcome is found out.
        """
        due = self._due_sql(backend, kind)
        ids = self.env.execute_query(
            SQL(
                """UPDATE retail_outbox
                      SET state = 'withheld', cause = 'shadow', done_at = %s
                    WHERE %s AND sent_at IS NULL RETURNING id""",
                now(),
                due,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE retail_outbox SET next_try_at = %s WHERE %s",
                now() + LOOK_AGAIN,
                due,
            )
        )
        rows = self.browse(row_id for (row_id,) in ids)
        self.invalidate_model()
        rows._trace("held", "shadow")
        if kind in STATES_OF_THINGS:
            rows._replace_withheld()
        return len(rows)

    def _replace_withheld(self):
        """Close older withheld rows that say how the same thing was."""
        if not self:
            return
        self.env.cr.execute(
            SQL(
                """UPDATE retail_outbox o
                      SET state = 'superseded'
                     FROM retail_outbox newer
                    WHERE newer.id = ANY(%s) AND o.id < newer.id
                      AND o.state = 'withheld' AND o.backend_id = newer.backend_id
                      AND o.kind = newer.kind
                      AND o.entity_id IS NOT DISTINCT FROM newer.entity_id
                      AND o.res_model IS NOT DISTINCT FROM newer.res_model
                      AND o.res_id IS NOT DISTINCT FROM newer.res_id""",
                self.ids,
            )
        )
        self.invalidate_model()

    @api.model
    def _leave_shadow(self, backend):
        """Drop withheld stock: it is planned anew from what the shop shows now."""
        rows = self.search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "=", "stock"),
                ("state", "=", "withheld"),
            ]
        )
        rows.write({"state": "superseded"})
        rows._trace("superseded", "shadow")
        waiting = self.search(
            [("backend_id", "=", backend.id), ("state", "in", ("sending", "failed"))]
        )
        waiting.write({"next_try_at": False})

    def action_send_withheld(self):
        """Send what shadow mode kept back."""
        self._check_operator()
        rows = self.filtered(
            lambda row: row.state == "withheld" and not row.backend_id.shadow
        ).sudo()
        rows.write({"state": "pending", "cause": False, "done_at": False})
        rows._trace("retried", "shadow")
        rows._wake_queues()
        return True
