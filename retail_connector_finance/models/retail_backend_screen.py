"""What the form of a ledger shows and opens."""

from odoo import fields, models


class RetailBackend(models.Model):
    """Count and open a ledger's batches and proofs; build at once."""

    _inherit = "retail.backend"

    batch_count = fields.Integer(compute="_compute_batch_count")

    def _compute_batch_count(self):
        groups = self.env["retail.journal.batch"]._read_group(
            [("backend_id", "in", self.ids)], ["backend_id"], ["__count"]
        )
        counts = {backend.id: count for backend, count in groups}
        for backend in self:
            backend.batch_count = counts.get(backend.id, 0)

    def action_build_journals(self):
        """Put together what is pending, in a job."""
        self.env["retail.journal.batch"]._check_accountant()
        self.sudo()._wake("plan:journal")
        return self._notify(
            self.env._("The journals are put together now; see the job queue."),
            "success",
        )

    def action_open_batches(self):
        """Open the journal batches of this ledger."""
        return self._open_finance("action_retail_journal_batch")

    def action_open_proofs(self):
        """Open the completeness proofs of this ledger."""
        return self._open_finance("action_retail_journal_proof")

    def _open_finance(self, name):
        self.ensure_one()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                f"retail_connector_finance.{name}"
            ),
            "domain": [("backend_id", "=", self.id)],
        }
