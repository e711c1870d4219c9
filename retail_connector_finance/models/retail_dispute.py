"""What the ledger made of a dispute."""

from odoo import fields, models


class RetailDispute(models.Model):
    """Add the entry that writes a lost payment off."""

    _inherit = "retail.dispute"

    loss_move_id = fields.Many2one(
        "account.move",
        "Loss Entry",
        readonly=True,
        ondelete="set null",
        check_company=True,
    )
    loss_error = fields.Char("Loss not Booked", readonly=True)
    loss_cause = fields.Char("Cause of Loss not Booked", readonly=True)

    def action_book_loss(self):
        """Try again to book the loss."""
        self.env["retail.settlement"]._check_accountant()
        self.sudo().write({"loss_error": False, "loss_cause": False})
        self.backend_id._wake_settle()
        return True

    def _open_items(self, account):
        """Return the journal items of disputed money that are not settled yet."""
        return self.line_ids.move_line_id.filtered(
            lambda item: (
                item.account_id == account
                and item.parent_state == "posted"
                and not item.reconciled
            )
        )
