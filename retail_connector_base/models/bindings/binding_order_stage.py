"""What is next for an order: the stages, and how a person moves them."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...importers.order_rule import ENDING, RELEASABLE
from .rule_messages import rule_message


class RetailBindingOrder(models.Model):
    """Move orders from stage to stage.

    The stage column is the work list of the confirm and account jobs: it changes in
    the transaction that did the work, so a crash repeats nothing.
    """

    _inherit = "retail.binding.order"

    releasable = fields.Boolean(
        compute="_compute_releasable",
        help="Held by a rule that a person may overrule.",
    )

    @api.depends("stage", "stage_cause")
    def _compute_releasable(self):
        for binding in self:
            binding.releasable = (
                binding.stage == "held" and binding.stage_cause in RELEASABLE
            )

    def _advance(self, rule):
        """Decide where an updated order goes, from its rule and what is done."""
        self.ensure_one()
        order = self.record_id
        if rule.stage == "cancelled" and order.state == "cancel":
            self._set_stage("cancelled", rule.cause, rule_message(self.env, rule))
        elif order.state == "cancel":
            self._set_stage("cancelled", "cancelled_in_odoo")
        elif order.state in ("draft", "sent"):
            self._set_stage(rule.stage, rule.cause, rule_message(self.env, rule))
        elif self.stage == "parked":
            self._set_stage(self.parked_stage or "invoice")
        elif self.stage in ("held", "cancelled"):
            self._set_stage(self._after_confirm())
        elif self.stage == "done" and self._has_money_to_book():
            self._set_stage("pay")
        self.backend_id._wake_stage(self.stage)

    def _was_ended(self):
        """Return whether the shop ended the order, or it was not paid in time.

        What a person cancelled in Odoo stays cancelled.
        """
        self.ensure_one()
        return self.stage_cause != "cancelled_in_odoo" and (
            self.rule in ENDING or self.stage_cause == "unpaid_expired"
        )

    def _has_money_to_book(self):
        """Return whether payments wait to be booked."""
        return self.backend_id.accounting_policy != "none" and bool(
            self.tender_ids.filtered(lambda tender: tender.state == "waiting")
        )

    def _after_confirm(self):
        """Return the stage that follows the confirmation."""
        policy = self.backend_id.accounting_policy
        return "done" if policy == "none" else "invoice"

    def _current_stage(self):
        """Return the stage an order is in, or goes on from when it is parked."""
        self.ensure_one()
        return self.parked_stage if self.stage == "parked" else self.stage

    def _set_stage(self, stage, cause="", message=""):
        """Write a stage with why; parked orders remember where they go on."""
        for binding in self:
            values = {
                "stage": stage,
                "stage_cause": cause or False,
                "stage_error": message or False,
            }
            if stage == "parked" and binding.stage != "parked":
                values["parked_stage"] = binding.stage
            binding.write(values)

    def _work(self, backend, stage, limit, condition=None):
        """Return at most ``limit`` orders of a stage, oldest first, locked.

        Rows another job holds are skipped, they are being worked on.
        """
        self.flush_model(["stage"])
        return self.search(
            [
                ("backend_id", "=", backend.id),
                ("stage", "=", stage),
                *(condition or []),
            ],
            order="id",
            limit=limit,
        ).try_lock_for_update(allow_referencing=True)

    def _trace(self, step, code="", note="", res_model="sale.order"):
        """Note a step of each order; rows without personal data."""
        self.env["retail.trace"]._note(
            [
                {
                    "backend_id": binding.backend_id.id,
                    "step": step,
                    "kind": "order",
                    "entity_id": binding.external_id,
                    "res_model": res_model,
                    "res_id": binding.record_id.id,
                    "code": code,
                    "note": note,
                }
                for binding in self
            ]
        )

    def action_release(self):
        """Confirm held orders although a rule holds them."""
        held = self.filtered("releasable")
        if self and not held:
            raise UserError(
                self.env._("Nothing here can be released: it waits for the platform.")
            )
        held.write({"released": True})
        held._set_stage("confirm")
        held._trace("resolved", "released")
        held.backend_id._wake_stage("confirm")
        return True

    def _confirmed_by_hand(self):
        """Go on with orders that were held, or cancelled in Odoo alone, until now.

        Their sales order was confirmed by a person.
        """
        held = self.filtered(
            lambda binding: (
                binding.record_id.state == "sale"
                and (
                    (binding.stage == "held" and binding.stage_cause in RELEASABLE)
                    or binding.stage_cause == "cancelled_in_odoo"
                )
            )
        )
        held.write({"released": True})
        for binding in held:
            binding._set_stage(binding._after_confirm())
        held._trace("resolved", "confirmed")
        for backend in held.backend_id:
            backend._wake_stage("invoice")

    def action_resume(self):
        """Try parked orders again where they stopped."""
        parked = self.filtered(lambda binding: binding.stage == "parked")
        for binding in parked:
            binding._set_stage(binding.parked_stage or "confirm")
        parked._trace("retried", "resume")
        for stage in set(parked.mapped("stage")):
            parked.backend_id._wake_stage(stage)
        return True

    def action_open_tenders(self):
        """Open the payments of the order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payments"),
            "res_model": "retail.binding.tender",
            "views": [(False, "list"), (False, "form")],
            "domain": [("order_binding_id", "=", self.id)],
        }

    @api.depends("external_name", "record_id")
    def _compute_display_name(self):
        for binding in self:
            binding.display_name = binding.external_name or binding.external_id
