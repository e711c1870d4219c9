"""Deposits on the bank statement are found by reference, amount and date."""

from datetime import timedelta

from odoo.tests import tagged

from .common import PAID_ON, SettlementCase


@tagged("post_install", "-at_install", "retail")
class TestBank(SettlementCase):
    """From the booked payout to the bank line."""

    def setUp(self):
        super().setUp()
        self._map_tender()
        self._map_roles()
        self.journal = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "bank")], limit=1
        )

    def _payout(self, number, amount, **values):
        return self.settlement(
            self.entry(number, "promotion", amount), external_id=f"p{number}", **values
        )

    def _bank_line(self, amount, text="Deposit", days=1):
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.journal.id,
                "date": PAID_ON + timedelta(days=days),
                "payment_ref": text,
                "amount": amount,
            }
        )

    def test_a_deposit_of_the_same_amount_is_reconciled(self):
        [payout] = self._settle(self._payout(1, "96.10"))
        line = self._bank_line(96.10)
        self.backend._job_settle()
        self.assertEqual(payout.bank_line_id, line)
        self.assertTrue(line.is_reconciled)
        self.assertEqual(self._balance(self.accounts["bank"]), 0)
        self.assertEqual(self._balance(self.journal.suspense_account_id), 0)

    def test_a_line_that_was_there_before_is_found_too(self):
        line = self._bank_line(96.10)
        [payout] = self._settle(self._payout(1, "96.10"))
        self.assertEqual(payout.bank_line_id, line)

    def test_two_of_one_amount_are_told_apart_by_the_reference(self):
        first, second = self._settle(
            self._payout(1, "50", bank_reference="TRACE-A"),
            self._payout(2, "50", bank_reference="TRACE-B"),
        )
        late = self._bank_line(50, "Transfer trace-b")
        early = self._bank_line(50, "Transfer TRACE-A")
        self.backend._job_settle()
        self.assertEqual((first.bank_line_id, second.bank_line_id), (early, late))

    def test_what_fits_more_than_one_is_left_to_a_person(self):
        first, second = self._settle(self._payout(1, "50"), self._payout(2, "50"))
        line = self._bank_line(50)
        self.backend._job_settle()
        self.assertFalse(first.bank_line_id | second.bank_line_id)
        second.action_open_bank_lines()
        second.action_choose_bank_line(line)
        self.assertEqual(second.bank_line_id, line)
        self.assertTrue(line.is_reconciled)

    def test_another_amount_or_a_late_date_is_not_the_deposit(self):
        [payout] = self._settle(self._payout(1, "50"))
        self._bank_line(49.99)
        self._bank_line(50, days=30)
        self.backend._job_settle()
        self.assertFalse(payout.bank_line_id)

    def test_a_withdrawal_leaves_the_bank(self):
        [payout] = self._settle(self.settlement(self.entry(1, "billing", "-12.50")))
        line = self._bank_line(-12.50)
        self.backend._job_settle()
        self.assertEqual(payout.bank_line_id, line)
        self.assertEqual(self._balance(self.accounts["bank"]), 0)

    def test_a_deposit_in_the_banks_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        [payout] = self._settle(
            self.settlement(
                self.entry(1, "promotion", "100", currency="EUR"),
                currency="EUR",
                deposit=self.money("112.34"),
            )
        )
        self.assertEqual(payout.state, "booked", payout.state_error)
        self.assertEqual(
            self._booked(payout.record_id), {"bank": "112.34", "promotion": "-112.34"}
        )
        line = self._bank_line(112.34)
        self.backend._job_settle()
        self.assertEqual(payout.bank_line_id, line)
        self.assertEqual(self._balance(self.accounts["bank"]), 0)
