"""What may still be dropped: batches that have not been approved."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .retail_journal_batch import OPEN


class RetailJournalBatch(models.Model):
    """Drop batches that were never sent; their items are pending again."""

    _inherit = "retail.journal.batch"

    @api.model
    def _open_of(self, backend):
        """Return the batches of a ledger that may still be dropped."""
        return self.search(
            [("backend_id", "=", backend.id), ("state", "in", list(OPEN))]
        )

    def _stale(self):
        """Return those of the batches whose items changed in Odoo meanwhile."""
        if not self:
            return self
        stale = self.browse()
        for backend, batches in self.grouped("backend_id").items():
            self.env["retail.journal.build"]._compare(
                backend, move_ids=self._moves_of(batches)
            )
            stale |= batches._waiting_again()
        return stale

    def _waiting_again(self):
        """Return those of the batches that hold an entry which is pending now.

        What takes back a whole batch stays: its items are pending because of it.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT l.batch_id FROM retail_journal_link l
                    WHERE l.batch_id = ANY(%s) AND l.move_id IN
                          (SELECT move_id FROM retail_pending)""",
                self.filtered(lambda batch: not batch.reverses_id).ids,
            )
        )
        return self.browse(batch_id for (batch_id,) in rows)

    def _drop(self):
        """Delete the batches with what they link, youngest first."""
        if not self:
            return
        # A refused request must not be sent any more: its items leave in another batch.
        sent = self.filtered("fingerprint")
        sent._outbox_rows().sudo().action_ignore(self.env._("It is built again."))
        self.env.flush_all()
        for table, column in (
            ("retail_journal_link", "batch_id"),
            ("retail_journal_batch_line", "batch_id"),
        ):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE %s = ANY(%s)",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    self.ids,
                )
            )
        self.env.invalidate_all()
        self.with_context(retail_drop=True).sudo().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        """Keep what was approved: it is the evidence."""
        for batch in self:
            if batch.state not in (*OPEN, "rejected"):
                raise UserError(
                    self.env._("%s has been approved; it stays.", batch.name)
                )

    def action_rebuild(self):
        """Drop the batches and put their items together again, as they are now."""
        self._check_accountant()
        for batch in self:
            if batch.state not in (*OPEN, "rejected"):
                raise UserError(
                    self.env._(
                        "%s has left. What changed since leaves as a correction.",
                        batch.name,
                    )
                )
        backends = self.sudo().backend_id
        self.sudo()._drop()
        for backend in backends:
            self.env["retail.journal.build"].sudo()._build(backend)._validate()
        return self.env["ir.actions.actions"]._for_xml_id(
            "retail_connector_finance.action_retail_journal_batch"
        )
