"""How a connection's settlements are booked, and the job that books them."""

from psycopg2.errors import SerializationFailure

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.queue_job.exception import RetryableJobError

SETTLE_BATCH = 10  # settlements a transaction


class RetailBackend(models.Model):
    """Add the settlement policies and their queue."""

    _inherit = "retail.backend"

    settlement_journal_id = fields.Many2one(
        "account.journal",
        domain="[('type', '=', 'general')]",
        check_company=True,
        copy=False,
        help="Where payouts are entered. Empty: the first miscellaneous journal.",
    )
    settlement_month_end = fields.Selection(
        [
            ("payout", "All on the day of the payout"),
            ("split", "Split by month, carried forward"),
        ],
        "Payouts over a Month's End",
        required=True,
        default="payout",
        help="Sales are booked on their own day either way. Split: fees and clearing "
        "of the old month are entered on its last day against the carried-forward "
        "account, which the payout in the new month empties.",
    )
    settlement_tolerance = fields.Float(
        "Tolerance of Converted Payments (%)",
        default=2.0,
        help="When the customer paid in another currency, the payout may differ from "
        "the order by the provider's rate. More than this waits for a person.",
    )
    deposit_account_id = fields.Many2one(
        "account.account",
        "Account of Deposits",
        domain="[('account_type', '=like', 'liability_%')]",
        check_company=True,
        copy=False,
        help="Holds what customers paid ahead: deposits, layaway.",
    )
    gift_card_policy = fields.Selection(
        [
            ("book", "Book what happens beside orders"),
            ("none", "Book nothing beside orders"),
        ],
        "Gift Cards",
        required=True,
        default="book",
        help="Cards issued free of charge, loaded or taken by hand, expired and "
        "deactivated ones: the liability follows the balances of the cards.",
    )
    breakage_percent = fields.Float(
        "Breakage (%)",
        help="Share of an unused balance that is recognised as income, as far as the "
        "law of the country lets you keep it. The card can still be spent: what was "
        "recognised of it is given back once it is used.",
    )
    breakage_months = fields.Integer(
        "Breakage after (months)",
        help="So long a card or credit was neither used nor loaded. 0: never.",
    )
    settlement_bank_days = fields.Integer(
        "Deposit Arrives Within (days)",
        default=5,
        help="A bank line of the same amount and currency, so many days around the "
        "payout, is taken for its deposit.",
    )

    _breakage_share = models.Constraint(
        "CHECK (COALESCE(breakage_percent, 0) BETWEEN 0 AND 100"
        " AND COALESCE(breakage_months, 0) >= 0)",
        "Breakage is a share between 0 and 100 % after a number of months.",
    )

    def _wake_settle(self):
        super()._wake_settle()
        self._wake("settle")

    def _wake_all(self):
        result = super()._wake_all()
        for backend in self:
            if backend._due_in("settle", 0) is not None:
                backend._wake("settle")
        return result

    def _due_in(self, queue, index):
        """Settlements to book are due at once, and those that got what they lacked."""
        if queue != "settle":
            return super()._due_in(queue, index)
        for due in (self._settlements_due, self._disputes_due, self._card_moves_due):
            if due(1):
                return 0
        return None

    def _settlements_due(self, limit):
        """Return the settlements that can be booked now, oldest payout first."""
        if self.accounting_policy == "none":
            return self.env["retail.settlement"]
        self.env["retail.settlement"].flush_model()
        self.env["retail.settlement.line"].flush_model()
        self.env["retail.binding.tender"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT s.id FROM retail_settlement s
                    WHERE s.backend_id = %(backend)s AND (s.state = 'ready'
                       OR (s.state = 'waiting' AND NOT EXISTS (
                           SELECT 1 FROM retail_settlement_line l
                            WHERE l.settlement_id = s.id
                              AND l.kind IN ('sale', 'refund')
                              AND l.chosen_account_id IS NULL AND NOT %(booked)s)))
                    ORDER BY s.paid_on, s.id LIMIT %(limit)s""",
                backend=self.id,
                booked=self._booked_sql(),
                limit=limit,
            )
        )
        return self.env["retail.settlement"].browse(row[0] for row in rows)

    def _booked_sql(self):
        """Return SQL: is the payment of line ``l`` in the ledger by now?"""
        return SQL(
            """(EXISTS (SELECT 1 FROM retail_binding_tender t
                        WHERE t.id = l.tender_id AND t.record_id IS NOT NULL)
             OR EXISTS (SELECT 1 FROM retail_binding_tender t
                        WHERE t.backend_id = l.backend_id
                          AND t.external_id = l.tender_external_id
                          AND t.record_id IS NOT NULL)
             OR (l.tender_external_id IS NULL AND EXISTS (
                 SELECT 1 FROM retail_binding_tender t
                  WHERE t.company_id = l.company_id AND t.settlement_id IS NULL
                    AND t.amount = l.gross AND t.record_id IS NOT NULL
                    AND (t.reference = l.reference
                         OR t.order_name = l.order_name))))"""
        )

    def _job_settle(self):
        """Book the next settlements; look for their deposits at the bank."""
        self.ensure_one()
        backend = self.sudo()
        if not self._is_working() or not backend._lock_queue("settle"):
            return
        try:
            backend._settle_batch(SETTLE_BATCH)
            self.env.flush_all()
        except SerializationFailure as error:
            raise RetryableJobError(
                "accounts were just changed", seconds=1, ignore_retry=True
            ) from error
        self._wake_rest("settle")

    def _settle_batch(self, limit):
        """Book at most ``limit`` settlements, and what disputes came to."""
        self.env["retail.stage.settle"]._run_or_bisect(self._settlements_due(limit))
        self.env["retail.stage.dispute"]._run_or_bisect(self._disputes_due(limit))
        self.env["retail.stage.giftcard"]._run_or_bisect(self._card_moves_due(limit))
        self.env["retail.stage.bank"]._match(self)

    def _card_moves_due(self, limit):
        """Return what happened to cards beside orders and is not booked."""
        if self.accounting_policy == "none" or self.gift_card_policy == "none":
            return self.env["retail.gift.card.move"]
        return self.env["retail.gift.card.move"]._to_book(self, limit * 50)

    def _disputes_due(self, limit):
        """Return the lost disputes whose loss is not booked."""
        return self.env["retail.dispute"].search(
            [
                ("backend_id", "=", self.id),
                ("status", "in", ("lost", "accepted")),
                ("loss_move_id", "=", False),
                ("loss_error", "=", False),
                ("line_ids.kind", "=", "chargeback"),
                ("line_ids.settlement_id.state", "=", "booked"),
            ],
            order="id",
            limit=limit,
        )
