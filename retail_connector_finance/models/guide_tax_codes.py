"""The guided start of a ledger: tax codes, where a policy lets tax leave as codes."""

from odoo import models
from odoo.tools import SQL

STEP = "tax_codes"


class RetailBackend(models.Model):
    """Judge whether taxes that leave as codes have one, and suggest them before."""

    _inherit = "retail.backend"

    def _guide_codes(self):
        codes = super()._guide_codes()
        if self.is_ledger and self.env["retail.journal.tax"]._policies(self):
            codes.insert(codes.index("accounts") + 1, STEP)
        return codes

    def _guide_tax_codes(self):
        """Taxes of items that leave need a code there."""
        return self._guide_mapping(
            STEP,
            self.env._("Map tax codes"),
            "retail.mapping.ledger.tax",
            "action_open_tax_codes",
            ((self.env._("Suggest tax codes"), "action_suggest_tax_codes", False),),
        )

    def action_suggest_tax_codes(self):
        """Suggest a code for all taxes of items that leave; none is approved."""
        self.ensure_one()
        self.env["retail.journal.batch"]._check_accountant()
        Mapping = self.env["retail.mapping.ledger.tax"].sudo()
        Mapping._resolve(self, self.sudo()._taxes_that_leave())
        Mapping._suggest_again(self)
        return self.action_open_tax_codes()

    def action_open_tax_codes(self):
        """Open the mapping of tax codes."""
        return self._open_finance("action_retail_mapping_ledger_tax")

    def _taxes_that_leave(self):
        """Return the taxes, as they are together on items, that leave as codes."""
        policies = self.env["retail.journal.tax"]._policies(self)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT taxes FROM (
                   SELECT string_agg(x.account_tax_id::text, ','
                                     ORDER BY x.account_tax_id) AS taxes
                     FROM account_move_line l
                     JOIN account_move_line_account_tax_rel x
                       ON x.account_move_line_id = l.id
                     JOIN account_journal_retail_journal_policy_rel r
                       ON r.account_journal_id = l.journal_id
                     JOIN retail_journal_policy p ON p.id = r.retail_journal_policy_id
                      AND p.id = ANY(%s) AND l.date >= p.start_date
                      AND (p.end_date IS NULL OR l.date <= p.end_date)
                    WHERE l.parent_state = 'posted' AND l.tax_line_id IS NULL
                    GROUP BY l.id) t""",
                policies,
            )
        )
        return {taxes for (taxes,) in rows}
