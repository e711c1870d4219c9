"""What a person decides about an order in Odoo and the shop is told."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..platforms import Notice

OPERATOR = "retail_connector_base.group_operator"


class RetailBindingOrder(models.Model):
    """Cancel, capture, let go, mark as paid: by a person, through the outbox."""

    _inherit = "retail.binding.order"

    authorization_ids = fields.Many2many(
        "retail.binding.tender",
        string="Money Held",
        compute="_compute_authorization_ids",
        help="Authorized payments that were neither taken nor let go.",
    )
    takes_decisions = fields.Boolean(compute="_compute_takes_decisions")
    decision_ids = fields.Many2many(
        "retail.outbox", string="Decisions Sent", compute="_compute_decision_ids"
    )

    @api.depends("tender_ids.kind", "tender_ids.status")
    def _compute_authorization_ids(self):
        for binding in self:
            binding.authorization_ids = binding.tender_ids.filtered(
                lambda tender: tender._held_amount() > 0
            )

    @api.depends("backend_id", "stage")
    def _compute_takes_decisions(self):
        for binding in self:
            adapter = binding.backend_id.sudo()._adapter_class()
            binding.takes_decisions = bool(adapter and "decision" in adapter.pushes)

    def _compute_decision_ids(self):
        outbox = self.env["retail.outbox"]
        for binding in self:
            binding.decision_ids = outbox.search(
                [
                    ("res_model", "=", binding._name),
                    ("res_id", "=", binding.id),
                    ("kind", "=", "decision"),
                ]
            )

    def _check_decision(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(OPERATOR)):
            raise AccessError(
                self.env._("Only operators of the Retail Connector may do this.")
            )
        for binding in self:
            if not binding.takes_decisions:
                raise UserError(
                    self.env._("%s takes no decisions.", binding.backend_id.name)
                )

    def action_capture(self):
        """Have all money taken that is held for the orders."""
        self._check_decision()
        exporter = self.env["retail.exporter.decision"].sudo()
        for tender in self.authorization_ids:
            exporter._capture(tender, tender._held_amount())
        return self._notify_planned()

    def action_void(self):
        """Have the money let go that is held for the orders."""
        self._check_decision()
        exporter = self.env["retail.exporter.decision"].sudo()
        for tender in self.authorization_ids:
            exporter._void(tender)
        return self._notify_planned()

    def action_mark_paid(self):
        """Tell the shop that the orders were paid outside of it."""
        self._check_decision()
        for binding in self:
            self.env["retail.exporter.decision"].sudo()._mark_paid(binding)
        return self._notify_planned()

    def action_open_cancel(self):
        """Open the wizard that cancels the orders at the shop and in Odoo."""
        self._check_decision()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel Orders"),
            "res_model": "retail.order.cancel",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_binding_ids": self.ids},
        }

    def _notify_planned(self):
        """Say where the decision waits."""
        rows = self.decision_ids.filtered(lambda row: row.state == "preview")
        message = (
            self.env._("It waits in the outbox to be released.")
            if rows
            else self.env._("It is sent to the shop.")
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _read_again(self, key):
        """Have the orders read from the platform, because of what ``key`` names."""
        for binding in self:
            self.env["retail.event"].sudo()._receive(
                binding.backend_id,
                [
                    Notice(
                        key=f"odoo:{key}",
                        topic="odoo/decision",
                        kind="order",
                        entity_id=binding.external_id,
                    )
                ],
                "manual",
            )

    def _give_up(self, at_shop=False):
        """Cancel an order that nobody paid, in Odoo and, if wanted, at the shop."""
        self.ensure_one()
        self.record_id._action_cancel()
        self._set_stage("cancelled", "unpaid_expired")
        self._trace("cancelled", "unpaid_expired")
        if at_shop and self.takes_decisions:
            self.env["retail.exporter.decision"]._cancel(
                self, "declined", note=self.env._("Not paid in time.")
            )


class SaleOrder(models.Model):
    """Cancel an order at the shop from its own screen."""

    _inherit = "sale.order"

    def action_open_retail_cancel(self):
        """Open the wizard that cancels the orders at the shop and in Odoo."""
        return self.retail_binding_ids.action_open_cancel()


class RetailBindingTender(models.Model):
    """Know what is held by an authorization."""

    _inherit = "retail.binding.tender"

    def _captures(self):
        """Return what was taken of an authorization."""
        self.ensure_one()
        return self.order_binding_id.tender_ids.filtered(
            lambda tender: (
                tender.parent_external_id == self.external_id
                and tender.kind == "capture"
                and tender.status in ("success", "pending")
            )
        )

    def _held_amount(self):
        """Return how much an authorization still holds; zero for other payments."""
        self.ensure_one()
        if self.kind != "authorization" or self.status != "success":
            return 0.0
        voided = self.order_binding_id.tender_ids.filtered(
            lambda tender: (
                tender.parent_external_id == self.external_id
                and tender.kind == "void"
                and tender.status in ("success", "pending")
            )
        )
        if voided:
            return 0.0
        left = self.amount - sum(self._captures().mapped("amount"))
        return self.currency_id.round(max(left, 0.0))
