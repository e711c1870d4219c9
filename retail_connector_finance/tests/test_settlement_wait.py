"""What keeps a payout from being booked, and how it goes on."""

from odoo.tests import tagged

from odoo.addons.retail_connector_base.canonical import GiftCard

from .common import PAID_ON, PLACED, SettlementCase


@tagged("post_install", "-at_install", "retail")
class TestSettlementWait(SettlementCase):
    """Waiting, parked, resumed; never twice, never a cent off."""

    def setUp(self):
        super().setUp()
        self._map_tender()

    def test_a_late_order_is_waited_for_and_the_payout_resumes_by_itself(self):
        self._map_roles()
        self._sold(1)
        [payout] = self._settle(self.settlement(self._sale(1), self._sale(2)))
        self.assertRecordValues(
            payout,
            [{"state": "waiting", "state_cause": "settlement_tender_missing"}],
        )
        self.assertIn("#2", payout.state_error)
        self.assertIsNone(self.backend._due_in("settle", 0))
        self._sold(2)
        self.assertEqual(self.backend._due_in("settle", 0), 0)
        self.backend._job_settle()
        self.assertEqual(payout.state, "booked", payout.state_error)
        self.assertEqual(self._balance(self.clearing), 0)

    def test_an_account_that_is_not_chosen_parks_and_approving_resumes(self):
        rows = self._map_roles(without=("reserve",))
        self._sold(1)
        [payout] = self._settle(
            self.settlement(self._sale(1), self.entry(2, "reserve", "-5"))
        )
        self.assertRecordValues(
            payout, [{"state": "parked", "state_cause": "settlement_unmapped"}]
        )
        self.assertFalse(payout.record_id)
        row = self.env["retail.mapping.settlement"].search(
            [("backend_id", "=", self.backend.id), ("state", "=", "suggested")]
        )
        self.assertEqual((len(rows) + 1, row.role), (len(self.accounts), "reserve"))
        row.account_id = self.accounts["reserve"]
        row.action_approve()
        self.backend._job_settle()
        self.assertEqual(payout.state, "booked", payout.state_error)

    def test_what_was_parked_while_its_account_was_approved_goes_on(self):
        self._map_roles(without=("reserve", "chargeback_loss"))
        self._import(self.dispute("lost"), kind="dispute")
        self._settle(
            self.settlement(
                self.entry(1, "chargeback", "-20", "15", dispute_id="d1"),
                self.entry(2, "promotion", "100"),
            )
        )
        [payout] = self._settle(
            self.settlement(self.entry(3, "reserve", "-5"), external_id="p2")
        )
        card = GiftCard(
            external_id="g1", kind="gift_card", currency="USD", source="manual",
            balance=self.money(50), initial=self.money(50), issued_at=PLACED, moves=(),
        )  # fmt: skip
        self._import(card, kind="giftcard")
        self.backend._job_settle()
        loss = self.env["retail.dispute"].search([("external_id", "=", "d1")])
        move = self.env["retail.gift.card.move"].search([])
        causes = (payout.state_cause, loss.loss_cause, move.entry_cause)
        self.assertEqual(set(causes), {"settlement_unmapped"})
        # Who approves does not see yet what is parked at the same moment.
        rows = self.env["retail.mapping.settlement"].search(
            [("backend_id", "=", self.backend.id), ("state", "=", "suggested")]
        )
        for row in rows:
            row.write({"state": "approved", "account_id": self.accounts[row.role].id})
        for _turn in range(2):
            self.env["retail.mapping"]._resume_forgotten(self.backend)
            self.backend._job_settle()
        self.assertEqual(payout.state, "booked", payout.state_error)
        self.assertTrue(loss.loss_move_id and move.entry_id)
        self.assertFalse(loss.loss_cause or move.entry_cause)

    def test_a_cent_too_little_is_parked_with_the_difference(self):
        self._map_roles()
        self._sold(1)
        [payout] = self._settle(self.settlement(self._sale(1, gross="19.99")))
        self.assertRecordValues(
            payout, [{"state": "parked", "state_cause": "settlement_amount_differs"}]
        )
        self.assertIn("-0.01", payout.state_error)

    def test_a_payment_is_settled_once(self):
        self._map_roles()
        self._sold(1)
        self._settle(self.settlement(self._sale(1)))
        [other] = self._settle(self.settlement(self._sale(1), external_id="p2"))
        self.assertRecordValues(
            other, [{"state": "parked", "state_cause": "settlement_twice"}]
        )

    def test_two_payouts_of_one_batch_do_not_settle_the_same_twice(self):
        self._map_roles()
        self._sold(1)
        first, other = self._settle(
            self.settlement(self._sale(1)),
            self.settlement(self._sale(1), external_id="p2"),
        )
        self.assertEqual({first.state, other.state}, {"booked", "parked"})

    def test_a_booked_payout_that_changes_is_parked(self):
        self._map_roles()
        self._sold(1)
        self._settle(self.settlement(self._sale(1)))
        [item] = self._import(
            self.settlement(self._sale(1), self.entry(2, "fee", "-1")),
            kind="settlement",
        )
        self.assertEqual(item.outcome[:2], ("parked", "settlement_changed"))

    def test_a_locked_period_waits(self):
        self._map_roles()
        self._sold(1)
        self.company.fiscalyear_lock_date = PAID_ON
        [payout] = self._settle(self.settlement(self._sale(1)))
        self.assertRecordValues(
            payout, [{"state": "parked", "state_cause": "period_locked"}]
        )

    def test_a_file_is_matched_by_reference_and_by_order(self):
        self._map_roles("acquirer")
        self._account(
            self.order("1", tenders=[self.tender("t-1", 20, reference="AUTH1")]),
            self.order("2"),
        )
        [payout] = self._settle(
            self.settlement(
                self.entry(1, "sale", "20", "0.30", reference="AUTH1"),
                self.entry(2, "sale", "20", "0.30", order_name="#2"),
                gateway="acquirer",
                kind="file",
            )
        )
        self.assertEqual(payout.state, "booked", payout.state_error)
        self.assertEqual(self._balance(self.clearing), 0)

    def test_a_file_line_of_a_late_order_resumes_too(self):
        self._map_roles("acquirer")
        [payout] = self._settle(
            self.settlement(
                self.entry(2, "sale", "20", order_name="#2"), gateway="acquirer"
            )
        )
        self.assertEqual(payout.state, "waiting")
        self._account(self.order("2"))
        self.backend._job_settle()
        self.assertEqual(payout.state, "booked", payout.state_error)

    def test_a_person_says_what_an_unknown_sale_is(self):
        self._map_roles()
        [payout] = self._settle(self.settlement(self._sale(7)))
        self.assertEqual(payout.state, "waiting")
        payout.line_ids.action_choose_account(self.accounts["transfer"])
        self.backend._job_settle()
        self.assertEqual(
            self._booked(payout.record_id), {"bank": "20.00", "transfer": "-20.00"}
        )
