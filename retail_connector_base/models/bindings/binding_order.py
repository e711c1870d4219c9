"""Orders of a platform, their sale orders, and what is to be done next with them."""

from odoo import fields, models

from ...canonical import codec
from ..compressed import CompressedText

CHANNELS = [
    ("web", "Web"),
    ("pos", "Store"),
    ("draft", "Draft Order"),
    ("marketplace", "Marketplace"),
    ("other", "Other"),
]
STAGES = [
    ("held", "Held"),
    ("confirm", "To Confirm"),
    ("invoice", "To Account"),
    ("correct", "To Correct"),
    ("pay", "To Pay"),
    ("done", "Done"),
    ("parked", "Parked"),
    ("cancelled", "Cancelled"),
]


class RetailBindingOrder(models.Model):
    """Link a platform's order to a sale order; ``stage`` is the work list."""

    _name = "retail.binding.order"
    _inherit = ["retail.binding"]
    _description = "Retail Order Binding"
    _order = "placed_at desc, id desc"

    record_id = fields.Many2one(
        "sale.order", string="Sales Order", ondelete="cascade", check_company=True
    )
    stage = fields.Selection(STAGES, required=True, default="held", readonly=True)
    stage_cause = fields.Char(string="Cause", readonly=True)
    stage_error = fields.Char(string="Reason", readonly=True)
    parked_stage = fields.Selection(
        STAGES, readonly=True, help="Where a parked order goes on from."
    )
    rule = fields.Char(readonly=True, help="The rule that decided about the order.")
    released = fields.Boolean(
        readonly=True, help="A person released it, whatever the rules say."
    )
    channel = fields.Selection(CHANNELS, default="web", index=True, readonly=True)
    source_name = fields.Char(readonly=True)
    financial_status = fields.Char(readonly=True)
    risk = fields.Char(readonly=True)
    placed_at = fields.Datetime(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    total = fields.Monetary(string="Total at the Platform", readonly=True)
    tax_total = fields.Monetary(string="Tax at the Platform", readonly=True)
    paid_total = fields.Monetary(string="Received", readonly=True)
    prices_include_tax = fields.Boolean(readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    shipped_before = fields.Boolean(
        readonly=True,
        help="It had been shipped before the connection went live: its goods are not "
        "part of the stock that was counted then, so nothing is delivered from it.",
    )
    tender_ids = fields.One2many("retail.binding.tender", "order_binding_id")
    invoice_id = fields.Many2one(
        "account.move", readonly=True, index="btree_not_null", ondelete="set null"
    )
    document = CompressedText(readonly=True, help="What was imported last.")

    _stage_work = models.Index(
        "(stage, backend_id, id)"
        " WHERE stage IN ('confirm', 'invoice', 'correct', 'pay')"
    )

    def _document(self):
        """Return the canonical order last imported, or None."""
        self.ensure_one()
        return codec.decode(self.document) if self.document else None
