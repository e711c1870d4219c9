"""Payments a platform received, and where they are in the ledger."""

from odoo import api, fields, models


class RetailBindingTender(models.Model):
    """Link one payment transaction to its clearing journal item.

    It belongs to an order, or to what an addon knows instead of one.
    """

    _name = "retail.binding.tender"
    _inherit = ["retail.binding"]
    _description = "Retail Tender Binding"
    _order = "processed_at, id"

    record_id = fields.Many2one(
        "account.move.line",
        string="Clearing Item",
        ondelete="set null",
        check_company=True,
        help="The journal item on the clearing account that a payout settles.",
    )
    order_binding_id = fields.Many2one(
        "retail.binding.order", "Channel Order", ondelete="cascade", index=True
    )
    order_name = fields.Char(
        "Order",
        compute="_compute_order_name",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="What it paid, as settlement files name it.",
    )
    refund_binding_id = fields.Many2one(
        "retail.binding.refund", "Refund", ondelete="set null", index="btree_not_null"
    )
    kind = fields.Char(required=True)
    status = fields.Char(required=True)
    gateway = fields.Char()
    method = fields.Char()
    reference = fields.Char()
    parent_external_id = fields.Char(help="The authorization or payment it builds on.")
    authorization = fields.Char(help="The card issuer's code.")
    gift_card_external_id = fields.Char(
        index="btree_not_null", help="The card or account it was paid with."
    )
    currency_id = fields.Many2one("res.currency", required=True)
    amount = fields.Monetary(help="Received (positive) or given back (negative).")
    converted = fields.Boolean(
        help="The customer paid in another currency, so that the payout may differ by "
        "the provider's rate."
    )
    fee_currency_id = fields.Many2one("res.currency")
    fee = fields.Monetary(currency_field="fee_currency_id")
    fee_tax = fields.Monetary("Tax in Fee", currency_field="fee_currency_id")
    processed_at = fields.Datetime()
    state = fields.Selection(
        [
            ("waiting", "To Book"),
            ("posted", "Booked"),
            ("no_money", "No Money Moved"),
            ("refund", "Refund: Waits for its Credit Note"),
        ],
        required=True,
        default="waiting",
        help="An authorization, a failed or a test payment moves no money.",
    )

    settlement_id = fields.Many2one(
        "retail.settlement",
        "Paid Out By",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="Empty: the provider owes it still.",
    )

    # A daily summary has one clearing item for many payments.
    _backend_record = models.Index("(record_id) WHERE record_id IS NOT NULL")
    _waiting = models.Index("(order_binding_id) WHERE state = 'waiting'")

    @api.depends("order_binding_id.external_name")
    def _compute_order_name(self):
        for tender in self:
            tender.order_name = tender.order_binding_id.external_name

    def _customer_lines(self):
        """Return the journal items on the customer's side of booked payments."""
        lines = self.env["account.move.line"]
        for tender in self.filtered("record_id"):
            lines |= tender.record_id.move_id.line_ids.filtered(
                lambda line, tender=tender: (
                    line != tender.record_id
                    and line.amount_currency == -tender.amount
                    and (line.name or "").endswith(f" {tender.external_name}")
                )
            )
        return lines
