"""Cancel orders at the shop, and in Odoo, with a reason and a preview."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..exporters.order_decision import REASONS


class RetailOrderCancel(models.TransientModel):
    """Ask for the reason and say what will happen."""

    _name = "retail.order.cancel"
    _description = "Cancel Orders at the Shop"

    binding_ids = fields.Many2many(
        "retail.binding.order", string="Orders", required=True
    )
    reason = fields.Selection(REASONS, required=True, default="other")
    note = fields.Char(help="For the staff of the shop; the customer does not see it.")
    restock = fields.Boolean(
        "Put the goods back", default=True, help="The shop shows them as available."
    )
    notify = fields.Boolean("Tell the customer", help="The shop sends an e-mail.")
    in_odoo = fields.Boolean("Cancel in Odoo too", default=True)
    preview = fields.Text(compute="_compute_preview")

    @api.depends("binding_ids", "restock", "notify", "in_odoo")
    def _compute_preview(self):
        _ = self.env._
        for wizard in self:
            steps = []
            for binding in wizard.binding_ids:
                flow = binding.backend_id.sudo().flow_ids.filtered(
                    lambda flow: flow.code == "decision_out"
                )
                steps.append(
                    _(
                        "%s waits in the outbox until it is released.",
                        binding.display_name,
                    )
                    if flow.preview_required
                    else _("%s is cancelled at the shop at once.", binding.display_name)
                )
            if wizard.in_odoo:
                steps.append(_("The sales orders and their deliveries are cancelled."))
            wizard.preview = "\n".join(steps)

    def action_confirm(self):
        """Publish the cancellations and cancel the sales orders."""
        self.ensure_one()
        bindings = self.binding_ids
        bindings._check_decision()
        exporter = self.env["retail.exporter.decision"].sudo()
        for binding in bindings.sudo():
            if binding.stage == "cancelled" and binding.cancel_reason:
                raise UserError(
                    self.env._(
                        "%s is cancelled at the shop already.", binding.display_name
                    )
                )
            exporter._cancel(
                binding, self.reason, self.restock, self.notify, self.note or ""
            )
        if self.in_odoo:
            for binding in bindings.sudo():
                order = binding.record_id
                if order.state != "cancel":
                    self.env["retail.importer.order.update"]._cancel(order)
                binding._set_stage("cancelled", "cancelled_in_odoo")
                binding._trace("cancelled", self.reason, self.note)
        return bindings._notify_planned()
