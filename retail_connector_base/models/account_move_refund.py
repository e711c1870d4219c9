"""Credit notes and daily entries of refunds."""

from odoo import fields, models


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
