"""What the ledger made of what happened to gift cards."""

from odoo import api, fields, models

from ..posting.giftcard import AGAINST

# Told by the platform as a debit or credit: a payment of an order that is on its way
# may turn out to be the same thing, so these wait until the next day.
UNSURE = ("credit", "debit")


class RetailGiftCardMove(models.Model):
    """Add the entry of moves that no order accounts for."""

    _inherit = "retail.gift.card.move"

    entry_id = fields.Many2one(
        "account.move",
        "Journal Entry",
        readonly=True,
        ondelete="set null",
        check_company=True,
        index="btree_not_null",
    )
    entry_amount = fields.Monetary(
        readonly=True, help="What was booked: of a sold card, its discount only."
    )
    entry_state = fields.Selection(
        [("todo", "To Book"), ("done", "Booked"), ("parked", "Parked")],
        default="todo",
        required=True,
        readonly=True,
        index=True,
    )
    entry_error = fields.Char("Not Booked", readonly=True)
    entry_cause = fields.Char("Cause of not Booked", readonly=True)

    @api.model
    def _to_book(self, backend, limit):
        """Return moves of a connection that can be booked now, oldest first."""
        return self.search(
            [
                ("backend_id", "=", backend.id),
                ("entry_state", "=", "todo"),
                ("tender_external_id", "=", False),
                ("kind", "in", list(AGAINST)),
                "|",
                ("kind", "not in", UNSURE),
                ("date", "<", fields.Date.context_today(self)),
                "|",
                ("paid", "=", False),
                ("card_id.order_binding_id.stage", "in", ("pay", "done")),
            ],
            order="date, id",
            limit=limit,
        )

    def unlink(self):
        """Take back the entry of a move that turned out to be a payment."""
        booked = self.filtered("entry_amount")
        if booked:
            self.env["retail.stage.giftcard"]._take_back(booked)
        return super().unlink()

    def action_retry(self):
        """Try again to book what could not be booked."""
        self.env["retail.settlement"]._check_accountant()
        parked = self.sudo().filtered(lambda move: move.entry_state == "parked")
        parked.write(
            {"entry_state": "todo", "entry_error": False, "entry_cause": False}
        )
        parked.backend_id._wake_settle()
        return True
