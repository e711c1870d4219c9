"""Credit notes and daily entries of refunds."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .retail_operated import OPERATOR


class AccountMove(models.Model):
    """Know the refunds an entry is of; book them again when it is withdrawn."""

    _name = "account.move"
    _inherit = ["account.move", "retail.bound"]
    _binding_model = "retail.binding.refund"

    retail_refund_ids = fields.One2many(
        "retail.binding.refund", "record_id", "Channel Refunds", readonly=True
    )
    retail_summary_refund_ids = fields.One2many(
        "retail.binding.refund",
        "summary_move_id",
        "Summarised Refunds",
        readonly=True,
        help="The refunds this daily entry stands for.",
    )

    retail_can_refund = fields.Boolean(compute="_compute_retail_can_refund")
    retail_can_credit = fields.Boolean(compute="_compute_retail_can_refund")

    @api.depends(
        "state", "move_type", "retail_correction", "invoice_line_ids.sale_line_ids"
    )
    def _compute_retail_can_refund(self):
        """An edit that the shop made itself needs no refund there."""
        for move in self:
            move.retail_can_refund = (
                move.move_type == "out_refund"
                and move.state == "posted"
                and not move.retail_correction
                and not move.sudo().retail_refund_ids
                and bool(move.sudo()._retail_order())
                and "refund"
                in (move.sudo()._retail_order().backend_id._adapter_pushes())
            )
            move.retail_can_credit = move.retail_can_refund and (
                move.sudo()._retail_order().backend_id._adapter_class().store_credit
            )

    def _retail_order(self):
        """Return the channel order that a credit note is of, empty for none."""
        self.ensure_one()
        source = self | self.reversed_entry_id
        orders = source.invoice_line_ids.sale_line_ids.order_id
        return orders.retail_binding_ids[:1]

    def action_send_refund_as_credit(self):
        """Have the shop give the customer credit instead of the money."""
        return self._send_refund(as_credit=True)

    def action_send_refund(self):
        """Have the shop give back what this credit note credits."""
        return self._send_refund()

    def _send_refund(self, as_credit=False):
        if not (self.env.su or self.env.user.has_group(OPERATOR)):
            raise UserError(
                self.env._("Only operators of the Retail Connector send refunds.")
            )
        for move in self:
            if not move.retail_can_refund:
                raise UserError(
                    self.env._("%s cannot be sent to a shop.", move.display_name)
                )
            if as_credit and not move.retail_can_credit:
                raise UserError(
                    self.env._("The shop of %s has no store credit.", move.display_name)
                )
        self.env["retail.exporter.refund"].sudo()._plan(self.sudo(), as_credit)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refunds to the shop"),
            "res_model": "retail.outbox",
            "views": [(False, "list"), (False, "form")],
            "domain": [("res_model", "=", "account.move"), ("res_id", "in", self.ids)],
        }

    def _release_summarised(self):
        """Let the refunds of withdrawn summaries be booked again."""
        result = super()._release_summarised()
        refunds = self.sudo().retail_summary_refund_ids
        if refunds:
            refunds.tender_ids.filtered(
                lambda tender: (
                    tender.state == "posted"
                    and (not tender.record_id or tender.record_id.move_id in self)
                )
            ).write({"state": "refund", "record_id": False})
            refunds.summary_move_id = False
            refunds._set_stage("credit")
        return result

    def action_open_summary_refunds(self):
        """Open the refunds this daily entry stands for."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Summarised Refunds"),
            "res_model": "retail.binding.refund",
            "views": [(False, "list"), (False, "form")],
            "domain": [("summary_move_id", "=", self.id)],
        }
