"""Who lets a batch leave: approve, refuse, send again, take back."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .journal_build import GROUPING

ACCOUNTANTS = (
    "retail_connector_base.group_accountant",
    "retail_connector_base.group_manager",
)


class RetailJournalBatch(models.Model):
    """Move batches through their states; each step checks who takes it."""

    _inherit = "retail.journal.batch"

    def _check_accountant(self):
        """Raise unless the user may decide about the books."""
        if self.env.su or any(self.env.user.has_group(name) for name in ACCOUNTANTS):
            return
        raise AccessError(self.env._("Only accountants and managers do this."))

    def _expect(self, *states):
        """Raise unless the batches are in one of these states."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for batch in self:
            if batch.state not in states:
                raise UserError(
                    self.env._(
                        "%(batch)s is %(state)s.",
                        batch=batch.name,
                        state=labels[batch.state],
                    )
                )

    # --- approve ---

    def action_validate(self):
        """Look up accounts, dimensions and period again."""
        self._check_accountant()
        self._expect("draft", "validated")
        self.prepared_by_id = self.env.uid
        self.sudo()._validate()
        return True

    def action_approve(self):
        """Let the batches leave; what changed meanwhile has to be built again first."""
        self._check_accountant()
        self._expect("validated")
        for batch in self:
            own = batch.prepared_by_id == self.env.user
            if batch.needs_approval and own and not self.env.su:
                raise UserError(
                    self.env._(
                        "%s: you prepared it, so another person approves it.",
                        batch.name,
                    )
                )
        if stale := self.sudo()._stale():
            raise UserError(
                self.env._(
                    "%s: its entries were changed in Odoo meanwhile. Build it again.",
                    ", ".join(stale.mapped("name")),
                )
            )
        self.sudo()._approve(self.env.user)
        return True

    def _approve(self, user=None):
        """Fix the content and hand the batches to the outbox."""
        for batch in self:
            batch.write(
                {
                    "state": "approved",
                    "approved_by_id": user.id if user else False,
                    "approved_at": fields.Datetime.now(),
                    "fingerprint": batch._entry().fingerprint,
                }
            )
        self._export()

    def action_reject(self, reason=None):
        """Refuse the batches: their items wait until they are built again."""
        self._check_accountant()
        self._expect("draft", "validated")
        self.write(
            {
                "state": "rejected",
                "cause": "refused_by_person",
                "problem": reason or False,
            }
        )
        return True

    def action_retry(self):
        """Send batches that were refused or given up once more, as they are."""
        self._check_accountant()
        refused = self.filtered(
            lambda b: b.state == "rejected" and b.fingerprint
        ) | self.filtered(lambda b: b.state == "exporting" and b.problem)
        rows = refused.sudo()._outbox_rows()
        refused.write({"state": "exporting", "cause": False, "problem": False})
        rows.action_retry()
        (self - refused).filtered(
            lambda b: b.state in ("draft", "validated")
        ).sudo()._validate()
        return True

    # --- take back ---

    def action_reverse(self):
        """Take back what these batches sent; the items are pending again afterwards."""
        self._check_accountant()
        self._expect("exported", "verified")
        reversals = self.browse()
        for batch in self.sudo():
            reversals |= batch._reverse()
        reversals._validate()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "retail_connector_finance.action_retail_journal_batch"
            ),
            "domain": [("id", "in", reversals.ids)],
        }

    def _reverse(self):
        """Make a correction that takes back the entries of one batch.

        Whole entries, with what corrections of them sent later: else it would not
        balance.
        """
        self.ensure_one()
        build = self.env["retail.journal.build"]
        build._begin(self.backend_id)
        moves = self._moves_of(self)
        # What only waits to correct them is put together anew afterwards.
        waiting = self._open_of(self.backend_id)
        waiting.filtered(lambda batch: moves & self._moves_of(batch))._drop()
        build._compare(self.backend_id, move_ids=moves)
        # Only take back: what is there now is left for the next build.
        self.env.cr.execute(SQL("DELETE FROM retail_pending"))
        self.env.cr.execute(
            SQL(
                """INSERT INTO retail_pending
                   SELECT e.*, %(grouping)s::uuid FROM (
                   SELECT x.policy_id, TRUE, x.journal_id, x.date, x.unit, x.move_id,
                          x.item_id, x.account_id, x.balance, x.key, -1 AS sign,
                          x.revision, x.line_id AS origin_id, o.tax, o.channel,
                          o.source_id, o.store_id, o.category_id, o.partner_id,
                          o.analytic, o.tax_as, o.tax_rate, x.tax_amount
                     FROM retail_live x
                     JOIN retail_journal_batch_line o ON o.id = x.line_id
                    WHERE x.move_id IN (
                          SELECT l.move_id FROM retail_live l
                            JOIN retail_journal_batch_line b ON b.id = l.line_id
                           WHERE b.batch_id = %(batch)s)) e""",
                grouping=SQL(GROUPING),
                batch=self.id,
            )
        )
        reversals = self.env["retail.journal.write"]._batches(self.backend_id)
        if not reversals:
            raise UserError(self.env._("%s is taken back already.", self.name))
        reversals.reverses_id = self
        reversals.message_post(body=self.env._("Takes back %s.", self.name))
        return reversals

    @api.model
    def _moves_of(self, batches):
        """Return the ids of the entries that batches hold items of."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT move_id FROM retail_journal_link "
                "WHERE batch_id = ANY(%s)",
                batches.ids,
            )
        )
        return {move for (move,) in rows}
