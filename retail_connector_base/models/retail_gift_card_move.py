"""What happened to gift cards: issued, spent, given back, expired."""

from odoo import fields, models

KINDS = [
    ("issue", "Issued"),
    ("credit", "Loaded by Hand"),
    ("debit", "Taken by Hand"),
    ("redeem", "Paid With"),
    ("refund", "Refunded To"),
    ("cash_out", "Paid Out"),
    ("expire", "Expired"),
    ("deactivate", "Deactivated"),
]


class RetailGiftCardMove(models.Model):
    """Change the balance of a card by an amount; positive is owed more.

    A move comes from the platform (``external_id``), from a payment of an order
    (``tender_external_id``), or from both: then they were found to be the same.
    """

    _name = "retail.gift.card.move"
    _description = "Retail Gift Card Move"
    _check_company_auto = True
    _order = "date, id"

    card_id = fields.Many2one(
        "retail.gift.card", required=True, ondelete="cascade", index=True, readonly=True
    )
    backend_id = fields.Many2one(
        related="card_id.backend_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="card_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(
        related="card_id.currency_id", store=True, precompute=True
    )
    card_kind = fields.Selection(
        related="card_id.kind", store=True, precompute=True, string="Card or Credit"
    )
    external_id = fields.Char(readonly=True)
    tender_external_id = fields.Char(readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True, index=True)
    paid = fields.Boolean(
        readonly=True, help="Sold for money: an order's accounting owes it already."
    )
    amount = fields.Monetary(readonly=True)
    occurred_at = fields.Datetime(required=True, readonly=True)
    date = fields.Date(required=True, readonly=True, index=True)
    note = fields.Char(readonly=True)
    order_binding_id = fields.Many2one(
        "retail.binding.order", "Order", readonly=True, ondelete="set null"
    )

    _once = models.UniqueIndex("(card_id, external_id) WHERE external_id IS NOT NULL")
    _once_paid = models.UniqueIndex(
        "(card_id, tender_external_id) WHERE tender_external_id IS NOT NULL"
    )
    _named = models.Constraint(
        "CHECK(external_id IS NOT NULL OR tender_external_id IS NOT NULL)",
        "A move comes from the platform or from a payment.",
    )
