"""What a session's card payments are in the ledger, so that payouts can settle them.

Odoo makes one payment per session and way to pay, of what is left when refunds are
taken off. A payout settles sales and refunds on their own, often on different days, so
here each has an item: received, given back, and what takes back another session's.
"""

from collections import defaultdict
from typing import NamedTuple

from odoo import models


class Part(NamedTuple):
    """What becomes one payment in the ledger.

    :param target: of payments that take others back: the item they are reconciled
        with, as far as it is known, else a word for what they wait for
    """

    sign: int
    target: object = None


class PosSession(models.Model):
    """Book what came in, went back and was taken back apart from one another."""

    _inherit = "pos.session"

    def _create_combine_account_payment(self, payment_method, amounts, diff_amount):
        """Make a payment per part; remember on each payment which item holds it."""
        if not self.retail_shift_id:
            return super()._create_combine_account_payment(
                payment_method, amounts, diff_amount
            )
        account = self._get_receivable_account(payment_method)
        parts = list(self._retail_parts(payment_method).items())
        made = (
            self.env["account.payment"]
            .with_context(pos_payment=True)
            .create(
                [
                    self._retail_payment_values(payment_method, account, part, payments)
                    for part, payments in parts
                ]
            )
        )
        made.action_post()
        receivable = self.env["account.move.line"]
        for (_part, payments), payment in zip(parts, made, strict=True):
            lines = payment.move_id.line_ids
            mine = lines.filtered(lambda line: line.account_id == account)
            payments.retail_item_id = (lines - mine)[:1]
            receivable |= mine
        return receivable

    def _retail_payment_values(self, payment_method, account, part, payments):
        """Return the values of a part's payment in the ledger.

        Odoo turns an outgoing one's accounts round, and then sets one of them back.
        """
        return {
            "amount": self._retail_payment_amount(payments),
            "currency_id": self.currency_id.id,
            "payment_type": "inbound" if part.sign > 0 else "outbound",
            "partner_type": "customer",
            "journal_id": payment_method.journal_id.id,
            "force_outstanding_account_id": payment_method.outstanding_account_id.id,
            "destination_account_id": account.id,
            "memo": f"{self.name} {payment_method.name}",
            "pos_payment_method_id": payment_method.id,
            "pos_session_id": self.id,
            "company_id": self.company_id.id,
        }

    def _retail_payment_amount(self, payments):
        """Return what payments of one sign add up to, without the sign."""
        return self.currency_id.round(abs(sum(payments.mapped("amount"))))

    def _retail_parts(self, payment_method):
        """Return part -> payments; what was taken back in this session is in none."""
        payments = self.env["pos.payment"].search(
            [
                ("session_id", "=", self.id),
                ("payment_method_id", "=", payment_method.id),
            ],
            order="id",
        )
        undone = payments.retail_reverses_id & payments
        parts = defaultdict(lambda: self.env["pos.payment"])
        for payment in payments - undone:
            origin = payment.retail_reverses_id
            if payment.amount and not origin & undone:
                sign = 1 if payment.amount > 0 else -1
                parts[Part(sign, payment._retail_target())] |= payment
        return parts

    # --- after the entry is posted ---

    def _retail_book_tenders(self):
        """Tie payments at the platform to their items; clear what was taken back."""
        self.ensure_one()
        Payment = self.env["pos.payment"]
        mine = Payment.search(
            [("session_id", "=", self.id), ("retail_item_id", "!=", False)]
        )
        later = Payment.search([("retail_reverses_id", "in", mine.ids)])
        live = (mine - later.retail_reverses_id).filtered("retail_tender_id")
        for item, payments in live.grouped("retail_item_id").items():
            payments.retail_tender_id.filtered(
                lambda tender: not tender.settlement_id
            ).write({"record_id": item.id, "state": "posted"})
        for payment in mine.filtered("retail_reverses_id") | later:
            payment._retail_clear()


class PosPayment(models.Model):
    """Find and clear the item of the payment that another one takes back."""

    _inherit = "pos.payment"

    def _retail_is_settled(self):
        """Return whether a payout settled this payment's item already."""
        tender = self.retail_tender_id
        item = self.retail_item_id
        return bool(tender.settlement_id and item and tender.record_id == item)

    def _retail_target(self):
        """Return what tells apart the items of payments that take others back.

        Not booked yet: the session and way of what is taken back; paid out already:
        what the receipt's new version books, else nothing.
        """
        origin = self.retail_reverses_id
        if not origin:
            return None
        if origin._retail_is_settled():
            return "settled"
        return origin.retail_item_id.id or (
            origin.session_id.id,
            origin.payment_method_id.id,
        )

    def _retail_clear(self):
        """Reconcile the item that takes back with the one taken back, when both are."""
        self.ensure_one()
        origin, item = self.retail_reverses_id, self.retail_item_id
        target = origin.retail_item_id
        if origin._retail_is_settled():
            target = self.search(
                [
                    ("session_id", "=", self.session_id.id),
                    ("retail_tender_id", "=", origin.retail_tender_id.id),
                    ("retail_item_id", "!=", False),
                ],
                limit=1,
            ).retail_item_id
        both = (item | target).filtered(lambda line: not line.reconciled)
        account = both.account_id
        if len(both) == 2 and len(account) == 1 and account.reconcile:
            both.reconcile()
