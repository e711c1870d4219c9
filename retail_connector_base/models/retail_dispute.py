"""Disputed payments: what the customer's bank questions, and until when to answer."""

from odoo import api, fields, models

STATUSES = [
    ("needs_response", "Needs Response"),
    ("under_review", "Under Review"),
    ("won", "Won"),
    ("lost", "Lost"),
    ("accepted", "Accepted"),
    ("prevented", "Prevented"),
    ("refunded", "Refunded"),
]


class RetailDispute(models.Model):
    """Follow a dispute from the first question to its end."""

    _name = "retail.dispute"
    _description = "Retail Dispute"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _check_company_auto = True
    _order = "initiated_at desc, id desc"
    _rec_name = "external_id"

    backend_id = fields.Many2one(
        "retail.backend", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True
    )
    external_id = fields.Char("Id at the Platform", required=True, readonly=True)
    content_hash = fields.Char(readonly=True)
    kind = fields.Selection(
        [("chargeback", "Chargeback"), ("inquiry", "Inquiry")],
        required=True,
        readonly=True,
    )
    status = fields.Selection(STATUSES, required=True, readonly=True, tracking=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(readonly=True)
    reason = fields.Char(readonly=True)
    network_code = fields.Char(readonly=True)
    initiated_at = fields.Datetime(readonly=True)
    evidence_due_at = fields.Datetime("Evidence Due", readonly=True)
    evidence_sent_at = fields.Datetime("Evidence Sent", readonly=True)
    finalized_at = fields.Datetime("Decided", readonly=True)
    order_external_id = fields.Char(readonly=True)
    order_binding_id = fields.Many2one(
        "retail.binding.order", "Order", readonly=True, ondelete="set null", index=True
    )
    line_ids = fields.One2many(
        "retail.settlement.line", "dispute_id", "Settlement Lines"
    )
    days_left = fields.Integer(
        compute="_compute_days_left", help="Days until the evidence is due."
    )
    is_over = fields.Boolean(compute="_compute_is_over", store=True)

    _once = models.UniqueIndex("(backend_id, external_id)")

    @api.depends("evidence_due_at", "status")
    def _compute_days_left(self):
        now = fields.Datetime.now()
        for dispute in self:
            due = dispute.evidence_due_at
            waits = due and dispute.status == "needs_response"
            dispute.days_left = (due - now).days if waits else 0

    @api.depends("status")
    def _compute_is_over(self):
        for dispute in self:
            dispute.is_over = dispute.status not in ("needs_response", "under_review")

    @api.depends("order_binding_id", "kind", "external_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for dispute in self:
            name = (
                dispute.order_binding_id.external_name
                or dispute.external_id.rpartition("/")[2]
            )
            dispute.display_name = f"{labels[dispute.kind]} {name}"
