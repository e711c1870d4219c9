"""Refunds and returns of an order."""

from odoo import api, fields, models

WAITING = "order_missing"
CANCELLED = "cancelled_after_invoice"


class RetailBindingOrder(models.Model):
    """Know what came back of an order; wake what came before it."""

    _inherit = "retail.binding.order"

    refund_ids = fields.One2many("retail.binding.refund", "order_binding_id", "Refunds")
    return_ids = fields.One2many("retail.binding.return", "order_binding_id", "Returns")
    refund_count = fields.Integer(compute="_compute_refund_count")

    @api.depends("refund_ids", "return_ids")
    def _compute_refund_count(self):
        for binding in self:
            binding.refund_count = len(binding.refund_ids) + len(binding.return_ids)

    @api.model_create_multi
    def create(self, vals_list):
        """Let the refunds and returns that were told before their order go on."""
        bindings = super().create(vals_list)
        self.env["retail.event"].sudo().search(
            [
                ("backend_id", "in", bindings.backend_id.ids),
                ("kind", "in", ("refund", "return")),
                ("state", "=", "parked"),
                ("cause", "=", WAITING),
                ("entity_id", "in", bindings.mapped("external_id")),
            ]
        ).action_retry()
        return bindings

    def _expect_credit(self):
        """Have a person look at booked orders that were cancelled, until credited."""
        Discrepancy = self.env["retail.discrepancy"].sudo()
        for binding in self:
            if binding._is_credited() or binding._cancel_discrepancy():
                continue
            Discrepancy.create(
                {
                    "backend_id": binding.backend_id.id,
                    "type": CANCELLED,
                    "kind": "order",
                    "entity": binding.external_id,
                    "res_model": "sale.order",
                    "res_id": binding.record_id.id,
                    "currency_id": binding.currency_id.id,
                    "expected": 0.0,
                    "found": binding.total - binding._credited(),
                }
            )

    def _note_credit(self):
        """Close what waited for the credit of a cancelled order."""
        for binding in self:
            waiting = binding._cancel_discrepancy()
            if waiting and binding._is_credited():
                waiting.action_resolve(self.env._("Credited by its refunds."))

    def _is_credited(self):
        """Return whether the order's refunds credit all of it, to the cent."""
        self.ensure_one()
        currency = self.currency_id or self.company_id.currency_id
        return currency.compare_amounts(self._credited(), self.total) >= 0

    def _credited(self):
        return sum(
            self.refund_ids.filtered(lambda b: b.stage == "done").mapped("total")
        )

    def _cancel_discrepancy(self):
        return (
            self.env["retail.discrepancy"]
            .sudo()
            .search(
                [
                    ("backend_id", "=", self.backend_id.id),
                    ("type", "=", CANCELLED),
                    ("entity", "=", self.external_id),
                    ("state", "=", "open"),
                ]
            )
        )

    def action_open_refunds(self):
        """Open the refunds of the order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refunds"),
            "res_model": "retail.binding.refund",
            "views": [(False, "list"), (False, "form")],
            "domain": [("order_binding_id", "=", self.id)],
        }
