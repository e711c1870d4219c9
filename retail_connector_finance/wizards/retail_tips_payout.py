"""Pay tips out with the wages: what is owed, and the entry that settles it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class RetailTipsPayout(models.TransientModel):
    """Move tips from the liability to the account that the payroll settles."""

    _name = "retail.tips.payout"
    _description = "Retail Tips Payout"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        required=True,
        default=fields.Date.context_today,
        help="Of the entry; tips received until then are owed.",
    )
    tip_account_id = fields.Many2one(
        "account.account",
        "Tips payable",
        compute="_compute_tip_account_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        domain="[('id', 'in', tip_account_ids)]",
    )
    tip_account_ids = fields.Many2many(
        "account.account", compute="_compute_tip_account_ids"
    )
    owed = fields.Monetary(compute="_compute_owed", help="On the day of the entry.")
    amount = fields.Monetary(
        "To pay",
        compute="_compute_amount",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    payroll_account_id = fields.Many2one(
        "account.account",
        "Payroll clearing",
        required=True,
        help="The account that the payroll pays the wages from.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        compute="_compute_journal_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        domain="[('type', '=', 'general'), ('company_id', '=', company_id)]",
    )
    reference = fields.Char(help="E.g. the payroll's period.")

    def _tip_accounts(self):
        """Return the accounts that tips are owed on in the wizard's company."""
        found = self.env["retail.liability.report"].sudo()._accounts()
        ids = [
            account.id
            for purpose, company, account in found
            if purpose == "tips" and company.id == self.company_id.id
        ]
        return self.env["account.account"].browse(ids)

    @api.depends("company_id")
    def _compute_tip_account_ids(self):
        for payout in self:
            payout.tip_account_ids = payout._tip_accounts()

    @api.depends("company_id")
    def _compute_tip_account_id(self):
        for payout in self:
            payout.tip_account_id = payout._tip_accounts()[:1]

    @api.depends("company_id")
    def _compute_journal_id(self):
        for payout in self:
            payout.journal_id = (
                self.env["account.journal"]
                .sudo()
                .search(
                    [
                        ("type", "=", "general"),
                        ("company_id", "=", payout.company_id.id),
                    ],
                    limit=1,
                )
            )

    @api.depends("tip_account_id", "date", "company_id")
    def _compute_owed(self):
        for payout in self:
            [(balance,)] = (
                self.env["account.move.line"]
                .sudo()
                ._read_group(
                    [
                        ("account_id", "=", payout.tip_account_id.id),
                        ("company_id", "=", payout.company_id.id),
                        ("parent_state", "=", "posted"),
                        ("date", "<=", payout.date),
                    ],
                    [],
                    ["balance:sum"],
                )
            )
            payout.owed = -(balance or 0.0)

    @api.depends("owed")
    def _compute_amount(self):
        for payout in self:
            payout.amount = max(payout.owed, 0.0)

    def action_pay(self):
        """Post the entry and open it."""
        self.ensure_one()
        self.env["retail.settlement"]._check_accountant()
        compare = self.currency_id.compare_amounts
        if compare(self.amount, 0.0) <= 0 or compare(self.amount, self.owed) > 0:
            raise UserError(
                self.env._(
                    "Between nothing and what is owed can be paid: %s.", self.owed
                )
            )
        text = self.env._("Tips paid out with the wages")
        move = (
            self.env["account.move"]
            .sudo()
            .create(
                {
                    "move_type": "entry",
                    "journal_id": self.journal_id.id,
                    "date": self.date,
                    "ref": self.reference or text,
                    "line_ids": [
                        Command.create(
                            {"account_id": account.id, "balance": balance, "name": text}
                        )
                        for account, balance in (
                            (self.tip_account_id, self.amount),
                            (self.payroll_account_id, -self.amount),
                        )
                    ],
                }
            )
        )
        move.action_post()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": move.id,
            "views": [(False, "form")],
        }
