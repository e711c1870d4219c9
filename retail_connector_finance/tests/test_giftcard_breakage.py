"""Breakage: a share of what is not used is income, until it is used after all."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.retail_connector_base.canonical import GiftCardMove

from .common import DAY, PLACED
from .giftcard_case import GiftCardCase

MONTH = timedelta(days=31)


@tagged("post_install", "-at_install", "retail")
class TestGiftCardBreakage(GiftCardCase):
    """40 % after six months, of a card and of store credit."""

    def setUp(self):
        super().setUp()
        self.backend.write({"breakage_months": 6, "breakage_percent": 40})
        self._cards(
            self._card("g1", 50, source="manual"),
            self._card("g2", "20.03", initial="20.03", source="manual"),
        )

    def recognise(self, months):
        """Do what happens every day, so many months after the cards were issued."""
        today = DAY + months * MONTH
        with patch.object(fields.Date, "context_today", lambda *_args: today):
            self.env["retail.gift.card.breakage"]._cron_recognise()
        return self.env["retail.gift.card.breakage"].search([("date", "=", today)])

    def use(self, amount, balance, months, **values):
        """Pay out from a card, so many months after it was issued."""
        at = PLACED + months * MONTH
        self._cards(
            self._card(
                "g1",
                balance,
                GiftCardMove(f"m{months}", "cash_out", self.money(-amount), at),
                source="manual",
                updated_at=self.later(months),
                **values,
            )
        )

    def assert_books(self, recognised, balances):
        """The liability is the balances less what is income already."""
        self.assertEqual(self._balance(self.accounts["card_breakage"]), -recognised)
        self.assertEqual(self._balance(self.gift_liability), recognised - balances)
        report = self.env["retail.gift.card.rollforward"].create(
            {
                "company_id": self.company.id,
                "date_from": DAY,
                "date_to": DAY + 99 * MONTH,
            }
        )
        report.action_compute()
        self.assertRecordValues(
            report.line_ids,
            [
                {
                    "closing": float(balances),
                    "recognised": -float(recognised),
                    "ledger": float(balances - recognised),
                    "difference": 0,
                    "outstanding": float(balances),
                }
            ],
        )
        return report.line_ids

    def test_a_share_is_income_until_the_card_is_used(self):
        cents = self.money("70.03").amount
        self.assertFalse(self.recognise(5), "not long enough")
        rows = self.recognise(7)
        self.assertEqual(sorted(rows.mapped("amount")), [8.01, 20.0])
        self.assertEqual(len(rows.entry_id), 1)
        self.assertEqual(
            self._booked(rows.entry_id),
            {"card_liability": "28.01", "card_breakage": "-28.01"},
        )
        recognised = self.money("28.01").amount
        line = self.assert_books(recognised, cents)
        opened = self.env[line.action_open_breakage()["res_model"]].search(
            line.action_open_breakage()["domain"]
        )
        self.assertEqual(opened, rows, "the figure opens its rows")
        self.assertEqual(self.recognise(7), rows, "once a day")
        self.assertFalse(self.recognise(8), "and nothing more the day after")
        # The customer comes back: what was recognised of this card is given back.
        self.use(10, 40, 8)
        [back] = self.recognise(9)
        self.assertEqual((back.card_id.external_id, back.amount), ("g1", -20.0))
        self.assertEqual(self._booked(back.entry_id)["card_breakage"], "20.00")
        self.assert_books(self.money("8.01").amount, self.money("60.03").amount)
        # And forgets it again; then the share of what is left is income.
        [again] = self.recognise(15)
        self.assertEqual(again.amount, 16.0)
        # Another share, or none, changes what is recognised by the difference.
        self.backend.breakage_percent = 50
        rows = self.recognise(16)
        self.assertEqual(sorted(rows.mapped("amount")), [2.01, 4.0])
        self.backend.breakage_months = 0
        rows = self.recognise(17)
        self.assertEqual(sorted(rows.mapped("amount")), [-20.0, -10.02])
        self.assert_books(self.money(0).amount, self.money("60.03").amount)

    def test_a_card_that_ends_is_income_once_and_without_accounts_it_waits(self):
        self.recognise(7)
        self.use(50, 0, 8, active=False)
        [back] = self.recognise(9)
        self.assertEqual(back.amount, -20.0)
        rows = self.env["retail.mapping.settlement"].search(
            [("role", "=", "card_breakage"), ("gateway", "=", "gift_card")]
        )
        rows.action_suggest_again()
        self.backend.breakage_percent = 60
        self.assertFalse(self.recognise(10), "nothing is guessed")
        rows.action_approve()
        self.backend.company_id.fiscalyear_lock_date = DAY + 12 * MONTH
        self.assertFalse(self.recognise(10), "the period is locked")
        self.assertEqual(self.recognise(13).mapped("amount"), [4.01])
