"""Lines of a journal batch: what is summed up, and what it is called there."""

from odoo import api, fields, models


class RetailJournalBatchLine(models.Model):
    """Sum journal items that agree in account, tax and dimensions.

    The names at the ledger are frozen when the batch is validated: a later change of
    a mapping does not reach what was sent.
    """

    _name = "retail.journal.batch.line"
    _description = "Journal Batch Line"
    _order = "batch_id, id"
    _log_access = False

    batch_id = fields.Many2one(
        "retail.journal.batch", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    account_id = fields.Many2one("account.account", ondelete="restrict")
    tax = fields.Char(help="Ids of the taxes; t before the one a tax line is of.")
    channel = fields.Char()
    source_id = fields.Many2one("retail.backend", "Connection", ondelete="restrict")
    store_id = fields.Integer("Register", help="Id of the point of sale.")
    category_id = fields.Many2one("product.category", ondelete="set null")
    partner_id = fields.Many2one("res.partner", ondelete="set null")
    analytic = fields.Char(help="The items' analytic distribution, as text.")
    origin_id = fields.Many2one(
        "retail.journal.batch.line",
        "Takes back",
        ondelete="restrict",
        help="The line whose items are taken back; it goes to the same account there.",
    )
    balance = fields.Monetary(currency_field="company_currency_id")
    debit = fields.Monetary(
        compute="_compute_sides", currency_field="company_currency_id"
    )
    credit = fields.Monetary(
        compute="_compute_sides", currency_field="company_currency_id"
    )
    items = fields.Integer("Journal items", help="How many items are summed up.")
    grouping = fields.Char(help="Fingerprint of what the items have in common.")
    remote_account = fields.Char("Account there", readonly=True)
    remote_name = fields.Char("Name there", readonly=True)
    remote_contact = fields.Char("Contact there", readonly=True)
    remote_dimensions = fields.Json("Dimensions there", readonly=True)
    description = fields.Char(readonly=True)
    problem = fields.Char(readonly=True)

    _grouping = models.UniqueIndex("(batch_id, grouping)")

    @api.depends("balance")
    def _compute_sides(self):
        for line in self:
            line.debit = max(line.balance, 0.0)
            line.credit = max(-line.balance, 0.0)

    def action_open_items(self):
        """Open the journal items that this line sums up."""
        self.ensure_one()
        links = self.env["retail.journal.link"].search(
            [("batch_id", "=", self.batch_id.id), ("line_id", "=", self.id)]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal Items"),
            "res_model": "account.move.line",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", links.mapped("item_id"))],
        }
