"""Entries and invoices of connected channels."""

from odoo import fields, models

from .bindings.binding_order import CHANNELS


class AccountMove(models.Model):
    """Know the connection and channel of an entry."""

    _inherit = "account.move"

    retail_backend_id = fields.Many2one(
        "retail.backend",
        "Connection",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    retail_channel = fields.Selection(CHANNELS, "Channel", readonly=True, copy=False)
    retail_summary_order_ids = fields.One2many(
        "sale.order",
        "retail_summary_move_id",
        "Summarised Orders",
        readonly=True,
        help="The orders this daily entry stands for.",
    )

    def action_open_summary_orders(self):
        """Open the orders this daily entry stands for."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Summarised Orders"),
            "res_model": "sale.order",
            "views": [(False, "list"), (False, "form")],
            "domain": [("retail_summary_move_id", "=", self.id)],
        }

    def _is_withdrawn(self):
        """Return whether a person took these out of the books: cancelled or reversed.

        A reversal counts when it leaves nothing on any account.
        """
        moves = self | self.reversal_move_ids
        if not self or "draft" in moves.mapped("state"):
            return False
        lines = moves.filtered(lambda move: move.state == "posted").line_ids
        return all(
            move_lines[0].company_currency_id.is_zero(sum(move_lines.mapped("balance")))
            for move_lines in lines.grouped("account_id").values()
        )

    def button_cancel(self):
        """Let the orders of a cancelled summary be booked again."""
        result = super().button_cancel()
        self._release_summarised()
        return result

    def unlink(self):
        """Let the orders of a deleted summary be booked again."""
        self._release_summarised()
        return super().unlink()

    def _release_summarised(self):
        """Let the orders of withdrawn summaries be booked again."""
        orders = self.sudo().retail_summary_order_ids
        if not orders:
            return
        bindings = orders.retail_binding_ids
        bindings.tender_ids.filtered(
            lambda tender: (
                tender.state == "posted"
                and (not tender.record_id or tender.record_id.move_id in self)
            )
        ).write({"state": "waiting", "record_id": False})
        orders.retail_summary_move_id = False
        bindings._set_stage("invoice")
