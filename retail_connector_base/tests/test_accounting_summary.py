"""Daily summaries: one entry, equal to its orders, nothing invoiced twice."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import tagged

from .importer_common import DAY, PLACED, ImporterCase


@tagged("post_install", "-at_install", "retail")
class TestAccountingSummary(ImporterCase):
    """Book days of orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.write({"state": "connected", "accounting_policy": "summary"})

    def _run(self, *documents):
        items = self._import(*documents)
        self.assertEqual({item.outcome for item in items}, {("done", "", "")})
        self.backend._job_confirm()
        for _turn in range(5):
            self.backend._job_account()
        return self.env["sale.order"].union(*(item.records for item in items))

    def _taxed(self, external_id, price, tax, **values):
        return self.order(
            external_id,
            [
                self.line("l1", price, taxes=[self.tax(tax)]),
                self.line("s1", "4.90", kind="shipping", taxes=[self.tax("0.49")]),
            ],
            **values,
        )

    def _by_account(self, move):
        found = {}
        for line in move.line_ids:
            key = line.account_id.code
            found[key] = found.get(key, Decimal(0)) + Decimal(f"{line.balance:.2f}")
        return found

    def test_one_entry_per_channel_and_day_equals_its_orders(self):
        self._map_taxes(("Tax", "0.10", False, False))
        self._map_tender()
        documents = [
            self._taxed(str(n), f"{10 + n}.33", f"1.0{n}") for n in range(4)
        ] + [
            self._taxed("p1", "7.77", "0.78", channel="pos"),
            self._taxed("d2", "5.00", "0.50", created_at=PLACED + timedelta(days=1)),
        ]
        orders = self._run(*documents)
        moves = orders.retail_summary_move_id
        self.assertEqual(len(moves), 3)
        web = orders[0].retail_summary_move_id
        self.assertRecordValues(
            web,
            [
                {
                    "state": "posted",
                    "date": DAY,
                    "retail_channel": "web",
                    "move_type": "entry",
                }
            ],
        )
        self.assertEqual(web.retail_summary_order_ids, orders[:4])
        total = sum(d.total.amount for d in documents[:4])
        tax = sum(d.total_tax.amount for d in documents[:4])
        amounts = self._by_account(web)
        self.assertEqual(amounts[self.clearing.code], total)
        booked_tax = sum(
            Decimal(f"{-line.balance:.2f}")
            for line in web.line_ids.filtered("tax_line_id")
        )
        self.assertEqual(booked_tax, tax)
        self.assertEqual(
            orders.retail_binding_ids.mapped("stage"), ["done"] * len(documents)
        )

    def test_summarised_orders_are_not_offered_for_invoicing(self):
        self._map_tender()
        [order] = self._run(self.order())
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertEqual(order.order_line.qty_to_invoice, 0)
        with self.assertRaises(UserError):
            order._create_invoices()

    def test_late_order_goes_into_a_supplementary_entry(self):
        self._map_tender()
        [first] = self._run(self.order("1"))
        [late] = self._run(self.order("2"))
        self.assertNotEqual(first.retail_summary_move_id, late.retail_summary_move_id)
        self.assertEqual(late.retail_summary_move_id.date, DAY)

    def test_today_is_not_booked_yet(self):
        self._map_tender()
        now = datetime.now(UTC)
        [order] = self._run(self.order(created_at=now))
        self.assertFalse(order.retail_summary_move_id)
        self.assertEqual(order.retail_binding_ids.stage, "invoice")

    def test_unpaid_rest_is_receivable_until_paid(self):
        self._map_tender()
        self.backend.confirm_policy = "always"
        unpaid = self.order("1", status="pending", tenders=[])
        [order] = self._run(unpaid, self.order("2"))[0]
        owed = order.retail_summary_move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        self.assertRecordValues(
            owed,
            [{"balance": 20.0, "name": "#1", "partner_id": order.partner_id.id}],
        )
        paid = self.order(
            "1",
            tenders=[self.tender("t9", 20, processed_at=PLACED + timedelta(days=3))],
            updated_at=self.later(100),
        )
        self._run(paid)
        self.assertTrue(owed.reconciled)
        self.assertEqual(
            order.retail_binding_ids.tender_ids.record_id.date, DAY + timedelta(days=3)
        )

    def test_gift_card_tender_uses_up_the_liability(self):
        self._map_tender()
        self._map_tender("gift_card", self.gift_liability, is_gift_card=True)
        [order] = self._run(
            self.order(
                tenders=[
                    self.tender("t1", 15),
                    self.tender("t2", 5, gateway="gift_card"),
                ]
            )
        )
        amounts = self._by_account(order.retail_summary_move_id)
        self.assertEqual(amounts[self.gift_liability.code], 5)
        self.assertEqual(amounts[self.clearing.code], 15)

    def test_edited_order_is_left_out_with_the_difference(self):
        self._map_tender()
        self._import(self.order("1"), self.order("2"))
        self.backend._job_confirm()
        orders = self.env["sale.order"].search(
            [("retail_backend_id", "=", self.backend.id)], order="id"
        )
        orders[0].order_line.price_unit = 11
        self.backend._job_account()
        self.assertFalse(orders[0].retail_summary_move_id)
        self.assertTrue(orders[1].retail_summary_move_id)
        self.assertRecordValues(
            orders[0].retail_binding_ids,
            [{"stage": "parked", "stage_cause": "summary_mismatch"}],
        )

    def test_foreign_currency_day_balances(self):
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
        self._map_taxes(("Tax", "0.10", False, False))
        self._map_tender()
        documents = [
            self.order(
                str(n),
                [
                    self.line(
                        "l1",
                        f"{n}.37",
                        3,
                        currency="EUR",
                        taxes=[self.tax(f"0.{n}1", currency="EUR")],
                    )
                ],
                currency="EUR",
            )
            for n in range(1, 8)
        ]
        orders = self._run(*documents)
        move = orders.retail_summary_move_id
        self.assertEqual(len(move), 1)
        self.assertEqual(move.state, "posted")
        clearing = move.line_ids.filtered(lambda item: item.account_id == self.clearing)
        self.assertEqual(
            Decimal(f"{clearing.amount_currency:.2f}"),
            sum(d.total.amount for d in documents),
        )

    def test_cancelled_summary_gives_its_orders_back(self):
        self._map_tender()
        [order] = self._run(self.order())
        move = order.retail_summary_move_id
        move.button_draft()
        move.button_cancel()
        self.assertFalse(order.retail_summary_move_id)
        self.backend._job_account()
        self.assertTrue(order.retail_summary_move_id)
        self.assertNotEqual(order.retail_summary_move_id, move)

    def test_locked_day_waits(self):
        self._map_tender()
        self.company.fiscalyear_lock_date = DAY + timedelta(days=5)
        [order] = self._run(self.order())
        self.assertRecordValues(
            order.retail_binding_ids,
            [{"stage": "parked", "stage_cause": "period_locked"}],
        )
