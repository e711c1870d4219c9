"""Payments of another till's receipt, and where the ledger has them."""

from odoo import fields, models


class PosPayment(models.Model):
    """Say which payment at the platform it is, and which journal item holds it."""

    _inherit = "pos.payment"

    retail_tender_id = fields.Many2one(
        "retail.binding.tender",
        "Payment at the platform",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    retail_reverses_id = fields.Many2one(
        "pos.payment",
        "Takes back",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The receipt was changed or voided after it was booked: this payment "
        "takes back what the other one booked.",
    )
    retail_item_id = fields.Many2one(
        "account.move.line",
        "Clearing item",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The journal item that the close of the session made; payments of one "
        "session and way to pay share it.",
    )

    _retail_ref_idx = models.Index(
        "(payment_ref_no) WHERE payment_ref_no IS NOT NULL"  # what payouts name
    )
