"""Chargebacks among what awaits accounting."""

from odoo import api, fields, models

# Money is gone or questioned, and neither came back nor is written off.
CHARGEBACK = """
    SELECT d.id, 'retail.dispute', d.backend_id, d.company_id, d.order_binding_id,
           d.initiated_at, d.currency_id, d.amount,
           COALESCE(o.external_name, d.external_id),
           CASE WHEN d.is_over THEN 'loss' ELSE d.status END,
           COALESCE(d.loss_error, d.reason)
      FROM retail_dispute d
      LEFT JOIN retail_binding_order o ON o.id = d.order_binding_id
     WHERE d.kind = 'chargeback'
       AND (d.is_over IS NOT TRUE
            OR d.status IN ('lost', 'accepted') AND d.loss_move_id IS NULL
               AND EXISTS (SELECT 1 FROM retail_settlement_line l
                            WHERE l.dispute_id = d.id AND l.kind = 'chargeback'))
"""


class RetailAwaiting(models.Model):
    """List chargebacks until they are decided, and lost ones until they are booked."""

    _inherit = "retail.awaiting"
    _depends = {
        "retail.dispute": [
            "amount",
            "is_over",
            "kind",
            "loss_error",
            "loss_move_id",
            "reason",
            "status",
        ],
        "retail.settlement.line": ["dispute_id", "kind"],
    }

    kind = fields.Selection(selection_add=[("chargeback", "Chargeback")])
    state = fields.Selection(
        selection_add=[
            ("needs_response", "Needs a response"),
            ("under_review", "Under review"),
            ("loss", "Lost, not written off"),
        ]
    )

    @api.model
    def _kinds(self):
        return {**super()._kinds(), "chargeback": CHARGEBACK}
