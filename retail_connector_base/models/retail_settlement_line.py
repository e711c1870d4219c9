"""The lines of a settlement: what was sold, given back, charged, held."""

from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("sale", "Sale"),
    ("refund", "Refund"),
    ("refund_reversal", "Refund Returned"),
    ("fee", "Fee"),
    ("fee_tax", "Tax on Fee"),
    ("chargeback", "Chargeback"),
    ("chargeback_reversal", "Chargeback Given Back"),
    ("chargeback_fee", "Chargeback Fee"),
    ("protection", "Chargeback Protection"),
    ("reserve", "Reserve"),
    ("reserve_release", "Reserve Released"),
    ("risk", "Risk Withdrawal"),
    ("adjustment", "Adjustment"),
    ("shipping_label", "Shipping Label"),
    ("import_duty", "Duty and Import Tax"),
    ("billing", "Provider's Bill"),
    ("promotion", "Promotion Credit"),
    ("marketplace_fee", "Marketplace Fee"),
    ("marketplace_tax", "Tax Paid by the Channel"),
    ("vat_refund", "VAT Refund"),
    ("sponsored", "Paid by the Provider"),
    ("collective", "Sold for Another Merchant"),
    ("channel", "Between Channels"),
    ("markets", "Cross-Border Service"),
    ("advance", "Advance"),
    ("lending", "Loan"),
    ("transfer", "Between Balances"),
    ("payout_returned", "Payout Returned"),
    ("cash", "Cash"),
    ("unknown", "Not Known"),
]


class RetailSettlementLine(models.Model):
    """Tie one balance transaction to the payment, order or dispute it is about."""

    _name = "retail.settlement.line"
    _description = "Retail Settlement Line"
    _check_company_auto = True
    _order = "settlement_id, occurred_at, id"
    _rec_name = "external_id"

    settlement_id = fields.Many2one(
        "retail.settlement",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    backend_id = fields.Many2one(
        related="settlement_id.backend_id", store=True, precompute=True
    )
    company_id = fields.Many2one(
        related="settlement_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(
        related="settlement_id.currency_id", store=True, precompute=True
    )
    paid_on = fields.Date(related="settlement_id.paid_on", store=True, precompute=True)
    settlement_state = fields.Selection(related="settlement_id.state")
    external_id = fields.Char(required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True, index=True)
    type = fields.Char("Provider's Word", readonly=True)
    gross = fields.Monetary(readonly=True)
    fee = fields.Monetary(readonly=True)
    fee_tax = fields.Monetary("Tax in Fee", readonly=True)
    net = fields.Monetary(readonly=True)
    occurred_at = fields.Datetime(readonly=True)
    description = fields.Char(readonly=True)
    method = fields.Char(readonly=True)
    order_name = fields.Char("Order", readonly=True)
    order_external_id = fields.Char(readonly=True)
    tender_external_id = fields.Char(readonly=True, index="btree_not_null")
    reference = fields.Char(readonly=True, index="btree_not_null")
    dispute_external_id = fields.Char(readonly=True)
    order_binding_id = fields.Many2one(
        "retail.binding.order",
        "Channel Order",
        readonly=True,
        ondelete="set null",
        index=True,
    )
    tender_id = fields.Many2one(
        "retail.binding.tender",
        "Payment",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    dispute_id = fields.Many2one(
        "retail.dispute", readonly=True, ondelete="set null", index="btree_not_null"
    )
    chosen_account_id = fields.Many2one(
        "account.account",
        "Book On",
        check_company=True,
        readonly=True,
        help="Chosen by a person for a line that settles no payment Odoo knows, or of "
        "a kind that is not known.",
    )
    move_line_id = fields.Many2one(
        "account.move.line", "Journal Item", readonly=True, ondelete="set null"
    )

    _once = models.UniqueIndex("(settlement_id, external_id)")

    @api.depends("kind", "order_name", "external_id", "type")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            word = line.type if line.kind == "unknown" else ""
            line.display_name = " ".join(
                filter(None, (labels.get(line.kind), word, line.order_name))
            )

    def action_choose_account(self, account):
        """Say which account a line is booked on that settles nothing known here."""
        self.settlement_id._check_accountant()
        if self.settlement_id.filtered(lambda s: s.state == "booked"):
            raise UserError(self.env._("The settlement is booked already."))
        self.sudo().chosen_account_id = account
        for settlement, lines in self.grouped("settlement_id").items():
            settlement.sudo().message_post(
                body=self.env._(
                    "%(count)s lines are booked on %(account)s, says %(user)s.",
                    count=len(lines),
                    account=account.display_name,
                    user=self.env.user.name,
                )
            )
        self.settlement_id.action_resume()
        return True

    def action_open_order(self):
        """Open the sales order that a line is about."""
        self.ensure_one()
        return self.order_binding_id.action_open_record()
