"""Refunds under the policy of daily summaries: an entry per channel and day."""

from datetime import timedelta

from odoo.tests import tagged

from .importer_common import DAY
from .refund_common import REFUNDED, RefundCase


@tagged("post_install", "-at_install", "retail")
class TestRefundSummary(RefundCase):
    """The daily entry is its refunds, to the cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.accounting_policy = "summary"

    def _orders(self, count=2):
        documents = [
            self.order(
                str(n),
                [self.line("l1", 10, 3, taxes=[self.tax("3.00")])],
                customer=self.party(f"c{n}", f"Buyer {n}", f"b{n}@example.com"),
            )
            for n in range(count)
        ]
        return self._account(*documents)

    def _give_back(self, order, **values):
        return self.refund(
            self.part(amount=10, tax="1.00"), order=order.external_id, **values
        )

    def _balances(self, entry):
        found = {}
        for line in entry.line_ids:
            account = line.account_id
            found[account] = found.get(account, 0.0) + line.balance
        return found

    def test_the_refunds_of_a_day_are_one_entry(self):
        orders = self._orders()
        self.assertEqual(len(orders.record_id.retail_summary_move_id), 1)
        for order in orders:
            self._import(
                self.refunds(self._give_back(order), order=order.external_id),
                kind="refund",
            )
        self.backend._job_account()
        entry = orders.refund_ids.summary_move_id
        self.assertEqual(len(entry), 1)
        self.assertRecordValues(
            entry, [{"state": "posted", "date": DAY + timedelta(days=2)}]
        )
        balances = self._balances(entry)
        self.assertEqual(balances[self.clearing], -22.0)
        taxes = entry.line_ids.filtered("tax_line_id")
        self.assertEqual(sum(taxes.mapped("balance")), 2.0)
        self.assertEqual(len(entry.line_ids), 3, "revenue, tax and money")
        self.assertEqual(orders.refund_ids.mapped("stage"), ["done"] * 2)
        self.assertEqual(orders.refund_ids.tender_ids.mapped("state"), ["posted"] * 2)

    def test_tax_return_of_the_refund_is_the_sale_s_turned_round(self):
        orders = self._orders(1)
        whole = self.refund(
            self.part(amount=30, quantity=3, tax="3.00"), order=orders.external_id
        )
        self._refund(whole, order=orders.external_id)
        sale = orders.record_id.retail_summary_move_id
        back = orders.refund_ids.summary_move_id
        for account, balance in self._balances(sale).items():
            self.assertEqual(self._balances(back)[account], -balance)

    def test_money_of_another_day_has_an_entry_of_its_own(self):
        orders = self._orders(1)
        later = self.back("r1", 11, processed_at=REFUNDED + timedelta(days=3))
        self._refund(self._give_back(orders, tenders=[later]), order=orders.external_id)
        [refund] = orders.refund_ids
        item = refund.tender_ids.record_id
        self.assertEqual(item.move_id.date, DAY + timedelta(days=5))
        owed = refund.summary_move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        self.assertEqual((owed.balance, owed.reconciled), (-11.0, True))

    def test_a_withdrawn_entry_is_written_again(self):
        orders = self._orders(1)
        self._refund(self._give_back(orders), order=orders.external_id)
        [refund] = orders.refund_ids
        first = refund.summary_move_id
        first.button_draft()
        first.button_cancel()
        self.assertRecordValues(refund, [{"stage": "credit", "summary_move_id": False}])
        self.backend._job_account()
        self.assertEqual(refund.stage, "done")
        self.assertNotEqual(refund.summary_move_id, first)
        self.assertEqual(refund.tender_ids.record_id.move_id, refund.summary_move_id)

    def test_a_refund_of_today_waits_for_tomorrow(self):
        orders = self._orders(1)
        self._refund(
            self._give_back(
                orders, created_at=self.env.cr.now().astimezone(REFUNDED.tzinfo)
            ),
            order=orders.external_id,
        )
        self.assertEqual(orders.refund_ids.stage, "credit")
        self.assertFalse(orders.refund_ids.summary_move_id)

    def test_a_refund_of_an_unpaid_order_lowers_what_is_open(self):
        [order] = self._account(
            self.order(
                lines=[self.line("l1", 10, 3, taxes=[self.tax("3.00")])],
                status="partially_paid",
                tenders=[self.tender("t1", 20)],
            )
        )
        self._refund(self.refund(self.part(amount=10, tax="1.00"), money=0))
        open_items = self.env["account.move.line"].search(
            [
                ("partner_id", "=", order.record_id.partner_id.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ]
        )
        self.assertEqual(sum(open_items.mapped("amount_residual")), 2.0)
        self.assertTrue(
            order.refund_ids.summary_move_id.line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            ).reconciled
        )

    def test_a_foreign_currency_balances(self):
        eur = self.env.ref("base.EUR")
        eur.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": eur.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 0.8537,
            }
        )
        [order] = self._account(
            self.order(
                lines=[
                    self.line("l1", "19.99", 3, currency="EUR"),
                    self.line("l2", "7.77", 1, currency="EUR"),
                ],
                currency="EUR",
            )
        )
        self._refund(
            self.refund(
                self.part(amount="19.99", currency="EUR"),
                self.part("l2", "7.77", currency="EUR"),
                currency="EUR",
            )
        )
        entry = order.refund_ids.summary_move_id
        self.assertEqual(sum(entry.line_ids.mapped("balance")), 0.0)
        money = entry.line_ids.filtered(lambda x: x.account_id == self.clearing)
        self.assertEqual(money.amount_currency, -27.76)
