"""Refunds of a platform, their credit notes, and the money that went back."""

from odoo import api, fields, models

from ...canonical import codec
from ..compressed import CompressedText

STAGES = [
    ("pending", "Money on its Way"),
    ("credit", "To Account"),
    ("done", "Done"),
    ("parked", "Parked"),
]
GOODS = [
    ("none", "Nothing Comes Back"),
    ("waiting", "Waits for the Delivery"),
    ("open", "Expected"),
    ("done", "Received"),
]


class RetailBindingRefund(models.Model):
    """Link a platform's refund to a credit note; ``stage`` is the work list.

    A refund always credits what was invoiced, it is never netted with the sale: it
    waits until its order is accounted. Where the order never was (cancelled before), no
    sale took place and only the money is booked: in and out against each other.
    """

    _name = "retail.binding.refund"
    _inherit = ["retail.binding"]
    _description = "Retail Refund Binding"
    _order = "refunded_at desc, id desc"

    record_id = fields.Many2one(
        "account.move",
        string="Credit Note",
        ondelete="set null",
        check_company=True,
        help="Empty while it waits, and where a daily summary or nothing is booked.",
    )
    order_binding_id = fields.Many2one(
        "retail.binding.order", "Order", required=True, ondelete="cascade", index=True
    )
    sale_order_id = fields.Many2one(
        related="order_binding_id.record_id", string="Sales Order", store=True
    )
    summary_move_id = fields.Many2one(
        "account.move",
        "Summary Entry",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The daily entry of refunds this one is booked in.",
    )
    origin = fields.Selection(
        [("platform", "At the Platform"), ("odoo", "In Odoo")],
        "Made",
        required=True,
        default="platform",
        readonly=True,
    )
    stage = fields.Selection(STAGES, required=True, default="credit", readonly=True)
    stage_cause = fields.Char(string="Cause", readonly=True)
    stage_error = fields.Char(string="Reason", readonly=True)
    goods = fields.Selection(
        GOODS,
        required=True,
        default="none",
        readonly=True,
        help="Where the goods of the refund are, when the platform restocked them.",
    )
    refunded_at = fields.Datetime("Refunded", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    total = fields.Monetary(
        "Credited", readonly=True, help="What the customer is credited for it."
    )
    tax_total = fields.Monetary("Tax", readonly=True)
    refunded_total = fields.Monetary(
        "Given Back", readonly=True, help="Money that went back to the customer."
    )
    pending_total = fields.Monetary(
        "On its Way", readonly=True, help="Money the platform still tries to give back."
    )
    note = fields.Char(readonly=True)
    return_external_id = fields.Char("External Return", readonly=True)
    tender_ids = fields.One2many("retail.binding.tender", "refund_binding_id")
    picking_ids = fields.One2many("stock.picking", "retail_refund_binding_id")
    document = CompressedText(readonly=True, help="What was imported last.")
    age_days = fields.Integer("Age (days)", compute="_compute_age_days")

    _credit_work = models.Index("(backend_id, id) WHERE stage = 'credit'")
    _goods_work = models.Index("(order_binding_id) WHERE goods = 'waiting'")

    @api.depends("refunded_at")
    def _compute_age_days(self):
        now = fields.Datetime.now()
        for binding in self:
            binding.age_days = (now - (binding.refunded_at or now)).days

    def _document(self):
        """Return the canonical refund last imported."""
        self.ensure_one()
        return codec.decode(self.document).refunds[0]

    def _set_stage(self, stage, cause="", message=""):
        """Write a stage with why."""
        self.write(
            {
                "stage": stage,
                "stage_cause": cause or False,
                "stage_error": message or False,
            }
        )

    def _trace(self, step, code="", note=""):
        """Note a step of each refund on its order."""
        self.env["retail.trace"]._note(
            [
                {
                    "backend_id": binding.backend_id.id,
                    "step": step,
                    "kind": "refund",
                    "entity_id": binding.order_binding_id.external_id,
                    "res_model": "account.move" if binding.record_id else None,
                    "res_id": binding.record_id.id or None,
                    "code": code,
                    "note": note,
                }
                for binding in self
            ]
        )

    def action_resume(self):
        """Try parked refunds again."""
        parked = self.filtered(lambda binding: binding.stage == "parked")
        parked._set_stage("credit")
        parked._trace("retried", "resume")
        parked.backend_id._wake("account")
        return True

    def action_open_order(self):
        """Open the sales order."""
        self.ensure_one()
        return self.order_binding_id.action_open_record()

    def action_open_pickings(self):
        """Open the receipts of the goods."""
        return _pickings_action(self)


def _pickings_action(bindings):
    bindings.ensure_one()
    return {
        "type": "ir.actions.act_window",
        "name": bindings.env._("Receipts"),
        "res_model": "stock.picking",
        "views": [(False, "list"), (False, "form")],
        "domain": [("id", "in", bindings.picking_ids.ids)],
    }
