"""What disputes cost: the receivable is given back or written off."""

from datetime import timedelta

from odoo.tests import tagged

from .common import PLACED, SettlementCase


@tagged("post_install", "-at_install", "retail")
class TestDisputeLedger(SettlementCase):
    """The worked journal of a chargeback, to both of its ends."""

    def setUp(self):
        super().setUp()
        self._map_tender()
        self._map_roles()

    def _withdrawn(self):
        self._import(self.dispute("needs_response"), kind="dispute")
        self._settle(
            self.settlement(
                self.entry(1, "chargeback", "-20", "15", dispute_id="d1"),
                self.entry(2, "promotion", "100"),
            )
        )
        self.assertEqual(self._balance(self.accounts["chargeback"]), 20)

    def _awaiting(self):
        """Return what of the connection awaits accounting."""
        self.env.invalidate_all()
        return self.env["retail.awaiting"].search(
            [("backend_id", "=", self.backend.id)]
        )

    def test_a_dispute_that_was_won_is_given_back(self):
        self._withdrawn()
        self._import(self.dispute("won"), kind="dispute")
        self.assertFalse(self._awaiting())
        [payout] = self._settle(
            self.settlement(
                self.entry(3, "chargeback_reversal", "20", "-15", dispute_id="d1"),
                external_id="p2",
            )
        )
        self.assertEqual(
            self._booked(payout.record_id),
            {"bank": "35.00", "chargeback": "-20.00", "chargeback_fee": "-15.00"},
        )
        self.assertEqual(self._balance(self.accounts["chargeback"]), 0)
        items = self.env["account.move.line"].search(
            [("account_id", "=", self.accounts["chargeback"].id)]
        )
        self.assertTrue(all(items.mapped("reconciled")))

    def test_a_dispute_that_was_lost_is_written_off_once(self):
        self._withdrawn()
        [row] = self._awaiting()
        self.assertEqual(
            (row.kind, row.state, row.amount), ("chargeback", "needs_response", 20)
        )
        self.assertGreater(row.age_days, 0)
        decided = PLACED + timedelta(days=9)
        self._import(self.dispute("lost", finalized_at=decided), kind="dispute")
        self.assertEqual(self._awaiting().state, "loss")
        for _turn in range(2):
            self.backend._job_settle()
        self.assertFalse(self._awaiting(), "it is written off")
        dispute = self.env["retail.dispute"].search([("external_id", "=", "d1")])
        self.assertEqual(
            self._booked(dispute.loss_move_id),
            {"chargeback_loss": "20.00", "chargeback": "-20.00"},
        )
        self.assertEqual(dispute.loss_move_id.date, decided.date())
        self.assertEqual(self._balance(self.accounts["chargeback"]), 0)
        self.assertEqual(self._balance(self.accounts["chargeback_loss"]), 20)

    def test_an_inquiry_moves_no_money(self):
        self._import(self.dispute("lost", kind="inquiry"), kind="dispute")
        self.assertFalse(self.backend._disputes_due(1))
