"""Payouts become balanced entries whose clearing items are reconciled, once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from odoo.tests import tagged

from .common import DAY, PAID_ON, PLACED, SettlementCase


@tagged("post_install", "-at_install", "retail")
class TestSettlement(SettlementCase):
    """From the document to the ledger."""

    def setUp(self):
        super().setUp()
        self._map_tender()

    def test_a_payout_is_booked_and_its_payments_are_settled(self):
        self._map_roles()
        orders = self._sold(1, 2)
        [payout] = self._settle(
            self.settlement(
                self._sale(1, "0.90"),
                self._sale(2, "0.90"),
                self.entry(3, "chargeback", "-20", "15", dispute_id="d1"),
                self.entry(4, "reserve", "-2"),
                self.entry(5, "shipping_label", "-1.75"),
                bank_reference="TRACE1",
            )
        )
        self.assertEqual(payout.state, "booked", payout.state_error)
        self.assertEqual(
            self._booked(payout.record_id),
            {
                "bank": "-0.55",
                "fee": "1.80",
                "chargeback": "20.00",
                "chargeback_fee": "15.00",
                "reserve": "2.00",
                "shipping_label": "1.75",
                "clearing": "-40.00",
            },
        )
        self.assertEqual(payout.record_id.date, PAID_ON)
        items = orders.tender_ids.record_id
        self.assertTrue(all(items.mapped("reconciled")))
        self.assertEqual(self._balance(self.clearing), 0)
        self.assertEqual(orders.tender_ids.settlement_id, payout)
        self.assertEqual(payout.line_ids.order_binding_id, orders)
        self.assertTrue(all(payout.line_ids.mapped("move_line_id")))
        bank = payout.record_id.line_ids.filtered(
            lambda line: line.account_id == self.accounts["bank"]
        )
        self.assertIn("TRACE1", bank.name)
        # counted for the day's certificate: what reached the bank is what is posted
        Tally = self.env["retail.tally"]
        self.assertIn("booked", Tally._own_kinds(self.backend))
        [there], [here] = Tally._own_booked(self.backend, PAID_ON, None, None)
        self.assertEqual((there.amount, here.amount), (Decimal("-0.55"),) * 2)
        # another bank account is approved later: this payout stays where it was booked
        later = self.accounts["bank"].copy({"name": "Other bank", "code": "899999"})
        row = self.env["retail.mapping.settlement"].search(
            [("backend_id", "=", self.backend.id), ("role", "=", "bank")]
        )
        row.account_id = later
        row.action_approve()
        [there], [here] = Tally._own_booked(self.backend, PAID_ON, None, None)
        self.assertEqual((there.amount, here.amount), (Decimal("-0.55"),) * 2)
        payout.record_id.button_draft()
        [there], here = Tally._own_booked(self.backend, PAID_ON, None, None)
        self.assertFalse(here, "a draft is not in the books")

    def test_the_same_payout_twice_is_booked_once(self):
        self._map_roles()
        self._sold(1)
        document = self.settlement(self._sale(1))
        [first] = self._settle(document)
        [again] = self._settle(document)
        self.assertEqual(first, again)
        self.assertEqual(
            self.env["account.move"].search_count([("ref", "=", "cards p1")]), 1
        )

    def test_a_scheduled_payout_waits_until_it_is_final(self):
        self._map_roles()
        self._sold(1)
        document = self.settlement(self._sale(1))
        [payout] = self._settle(replace(document, status="scheduled"))
        self.assertEqual((payout.state, payout.record_id.id), ("open", False))
        [payout] = self._settle(document)
        self.assertEqual(payout.state, "booked")
        [item] = self._import(replace(document, status="scheduled"), kind="settlement")
        self.assertEqual(item.outcome[:2], ("ignored", "stale"))

    def test_a_payout_that_fails_after_it_was_booked_comes_back(self):
        self._map_roles()
        self._sold(1)
        document = self.settlement(self._sale(1, "1"))
        self._settle(document)
        [payout] = self._settle(replace(document, status="failed"))
        self.assertEqual(payout.state, "booked", payout.state_error)
        self.assertEqual(
            self._booked(payout.return_move_id),
            {"payout_returned": "19.00", "bank": "-19.00"},
        )
        [retry] = self._settle(
            self.settlement(self.entry(9, "payout_returned", "19"), external_id="p2")
        )
        self.assertEqual(
            self._booked(retry.record_id),
            {"bank": "19.00", "payout_returned": "-19.00"},
        )
        self.assertEqual(self._balance(self.accounts["payout_returned"]), 0)
        self.assertEqual(self._balance(self.accounts["bank"]), Decimal("19.00"))

    def test_a_payout_that_failed_before_it_was_booked_never_reaches_the_bank(self):
        self._map_roles()
        self._sold(1)
        [payout] = self._settle(self.settlement(self._sale(1), status="failed"))
        self.assertEqual(
            self._booked(payout.record_id),
            {"payout_returned": "20.00", "clearing": "-20.00"},
        )

    def test_a_daily_summary_is_settled_payment_by_payment(self):
        self._map_roles()
        self.backend.accounting_policy = "summary"
        orders = self._sold(1, 2, 3)
        [item] = orders.tender_ids.record_id
        self._settle(self.settlement(self._sale(1), self._sale(2)))
        self.assertEqual(item.amount_residual, 20)
        self._settle(self.settlement(self._sale(3), external_id="p2"))
        self.assertTrue(item.reconciled)
        self.assertEqual(self._balance(self.clearing), 0)

    def test_a_foreign_payout_names_the_realised_difference(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": euro.id,
                    "company_id": self.company.id,
                    "name": day,
                    "rate": rate,
                }
                for day, rate in ((DAY - timedelta(days=9), 0.80), (PAID_ON, 0.88))
            ]
        )
        self._map_roles()
        line = self.line("l1", 10, 2, currency="EUR")
        orders = self._sold(1, lines=[line], currency="EUR")
        self.assertEqual(orders.tender_ids.record_id.balance, 25)
        [payout] = self._settle(
            self.settlement(self._sale(1, "1", currency="EUR"), currency="EUR")
        )
        self.assertEqual(payout.state, "booked", payout.state_error)
        booked = self._booked(payout.record_id)
        self.assertEqual(
            booked,
            {
                "bank": "21.59",
                "fee": "1.14",
                "clearing": "-25.00",
                "fx_loss": "2.27",
            },
        )
        self.assertTrue(orders.tender_ids.record_id.full_reconcile_id)
        self.assertFalse(
            orders.tender_ids.record_id.matched_credit_ids.exchange_move_id
        )

    def test_a_converted_payment_differs_by_the_providers_rate(self):
        self._map_roles()
        tender = self.tender("t-1", 20, presentment=self.money(18, "EUR"))
        self._account(self.order("1", tenders=[tender]))
        [payout] = self._settle(self.settlement(self._sale(1, gross="19.80")))
        self.assertEqual(
            self._booked(payout.record_id),
            {"bank": "19.80", "clearing": "-20.00", "fx_loss": "0.20"},
        )

    def test_a_payout_over_the_months_end_is_carried_forward(self):
        self._map_roles()
        self.backend.settlement_month_end = "split"
        self._sold(1, 2)
        month_end = DAY.replace(day=1) - timedelta(days=1)
        before = PLACED.replace(day=1) - timedelta(days=1)
        [payout] = self._settle(
            self.settlement(self._sale(1, "1", occurred_at=before), self._sale(2, "1"))
        )
        self.assertEqual(payout.state, "booked", payout.state_error)
        self.assertEqual(payout.month_end_move_ids.date, month_end)
        self.assertEqual(
            self._booked(payout.month_end_move_ids),
            {"carried_forward": "19.00", "fee": "1.00", "clearing": "-20.00"},
        )
        self.assertEqual(
            self._booked(payout.record_id),
            {
                "bank": "38.00",
                "fee": "1.00",
                "clearing": "-20.00",
                "carried_forward": "-19.00",
            },
        )
        self.assertEqual(self._balance(self.accounts["carried_forward"]), 0)

    def test_a_batch_of_payments_costs_a_constant_number_of_queries(self):
        self._map_roles()
        self._sold(*range(1, 5))
        self._import(
            self.settlement(*(self._sale(n) for n in (1, 2))), kind="settlement"
        )
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.backend._job_settle()
        few = self.cr.sql_log_count - before
        self._sold(*range(5, 25))
        self._import(
            self.settlement(*(self._sale(n) for n in range(5, 25)), external_id="p2"),
            kind="settlement",
        )
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.backend._job_settle()
        self.assertEqual(self._settlements("p2").state, "booked")
        self.assertLess(self.cr.sql_log_count - before, few + 40)
