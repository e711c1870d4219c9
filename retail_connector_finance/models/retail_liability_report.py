"""What is owed and not earned: tips, gift cards, deposits, taxes of channels."""

from odoo import fields, models
from odoo.tools import SQL


class RetailLiabilityReport(models.Model):
    """Show the journal items of liabilities that retail keeps, by purpose and month."""

    _name = "retail.liability.report"
    _description = "Retail Liabilities"
    _auto = False
    _order = "date desc, id"

    date = fields.Date(readonly=True)
    purpose = fields.Selection(
        [
            ("tips", "Tips Payable"),
            ("cards", "Gift Cards and Credit"),
            ("deposits", "Deposits"),
            ("channel_tax", "Tax Paid by Channels"),
        ],
        readonly=True,
    )
    company_id = fields.Many2one("res.company", readonly=True)
    account_id = fields.Many2one("account.account", readonly=True)
    move_id = fields.Many2one("account.move", "Journal Entry", readonly=True)
    backend_id = fields.Many2one("retail.backend", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    owed = fields.Monetary("Added or Settled", readonly=True)

    @property
    def _table_query(self):
        """Return the posted items of the accounts, credits positive."""
        self.env["account.move.line"].flush_model()
        rows = [
            SQL("(%s, %s, %s)", purpose, account.id, company.id)
            for purpose, company, account in sorted(
                self._accounts(), key=lambda row: (row[0], row[1].id, row[2].id)
            )
        ]
        rows = rows or [SQL("(NULL::varchar, NULL::int, NULL::int)")]
        return SQL(
            """SELECT l.id, l.date, a.purpose, l.company_id, l.account_id, l.move_id,
                      m.retail_backend_id AS backend_id,
                      c.currency_id, -l.balance AS owed
                 FROM account_move_line l
                 JOIN account_move m ON m.id = l.move_id
                 JOIN res_company c ON c.id = l.company_id
                 JOIN (VALUES %s) AS a(purpose, account_id, company_id)
                   ON a.account_id = l.account_id AND a.company_id = l.company_id
                WHERE l.parent_state = 'posted'""",
            SQL(", ").join(rows),
        )

    def _accounts(self):
        """Return (purpose, company, account), each account for one purpose only."""
        found, taken = [], set()
        backends = self.env["retail.backend"].sudo()
        for backend in backends.search([("active", "=", True)]):
            company = backend.company_id
            for purpose, account in (
                ("cards", self._income(backend.gift_card_product_id, company)),
                ("channel_tax", backend.channel_tax_account_id),
                ("tips", self._income(backend.tip_product_id, company)),
                ("deposits", backend.deposit_account_id),
            ):
                liability = account.account_type in (
                    "liability_current",
                    "liability_non_current",
                )
                if liability and (account.id, company.id) not in taken:
                    taken.add((account.id, company.id))
                    found.append((purpose, company, account))
        return found

    def _income(self, product, company):
        return product.with_company(company).property_account_income_id
