"""Payments a platform received, and where they are in the ledger."""

from odoo import fields, models


class RetailBindingTender(models.Model):
    """Link one payment transaction of an order to its clearing journal item."""

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
        "retail.binding.order", required=True, ondelete="cascade", index=True
    )
    kind = fields.Char(required=True)
    status = fields.Char(required=True)
    gateway = fields.Char()
    method = fields.Char()
    reference = fields.Char()
    parent_external_id = fields.Char()
    currency_id = fields.Many2one("res.currency", required=True)
    amount = fields.Monetary(help="Received (positive) or given back (negative).")
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

    _waiting = models.Index("(order_binding_id) WHERE state = 'waiting'")

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
