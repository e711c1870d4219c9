"""Invoices and payments: dated, totalled and reconciled as the platform says."""

from datetime import timedelta

from odoo.tests import tagged

from .importer_common import DAY, PLACED, ImporterCase


@tagged("post_install", "-at_install", "retail")
class TestAccountingInvoice(ImporterCase):
    """Take orders from a draft to a paid invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.state = "connected"

    def test_paid_orders_are_invoiced_and_paid_on_their_dates(self):
        self._map_taxes(("Tax", "0.10", False, False))
        self._map_tender()
        documents = [
            self.order(
                str(n),
                [self.line("l1", 10, 2, taxes=[self.tax("2.00")])],
                customer=self.party(f"c{n}", f"Buyer Number{n}", f"b{n}@example.com"),
            )
            for n in range(3)
        ]
        bindings = self._account(*documents)
        self.assertEqual(bindings.mapped("stage"), ["done"] * 3)
        invoices = bindings.invoice_id
        self.assertRecordValues(
            invoices,
            [
                {
                    "state": "posted",
                    "payment_state": "paid",
                    "amount_total": 22.0,
                    "amount_tax": 2.0,
                    "invoice_date": DAY,
                    "date": DAY,
                    "retail_channel": "web",
                }
            ]
            * 3,
        )
        entry = bindings.tender_ids.record_id.move_id
        self.assertEqual(len(entry), 1, "one clearing entry for the batch")
        self.assertEqual(entry.date, DAY)
        self.assertEqual(
            bindings.tender_ids.record_id.mapped("account_id"), self.clearing
        )
        self.assertEqual(bindings.record_id.mapped("invoice_status"), ["invoiced"] * 3)

    def test_several_tenders_and_gift_card(self):
        self._map_tender()
        self._map_tender("gift_card", self.gift_liability, is_gift_card=True)
        [binding] = self._account(
            self.order(
                lines=[self.line("l1", 10, 3)],
                tenders=[
                    self.tender("t1", 12),
                    self.tender("t2", 18, gateway="gift_card"),
                ],
            )
        )
        self.assertEqual(binding.invoice_id.payment_state, "paid")
        self.assertEqual(
            {
                tender.external_id: (
                    tender.record_id.account_id,
                    tender.record_id.balance,
                )
                for tender in binding.tender_ids
            },
            {"t1": (self.clearing, 12), "t2": (self.gift_liability, 18)},
        )

    def test_authorization_failure_and_test_move_no_money(self):
        self._map_tender()
        [binding] = self._account(
            self.order(
                lines=[self.line("l1", 10, 3)],
                status="authorized",
                tenders=[
                    self.tender("t1", 30, kind="authorization"),
                    self.tender("t2", 30, status="failure"),
                ],
            )
        )
        self.assertEqual(binding.tender_ids.mapped("state"), ["no_money"] * 2)
        self.assertEqual(binding.stage, "done")
        self.assertEqual(binding.invoice_id.payment_state, "not_paid")

    def test_capture_after_the_invoice_pays_it(self):
        self._map_tender()
        lines = [self.line("l1", 10, 3)]
        authorized = self.tender("t1", 30, kind="authorization")
        [binding] = self._account(
            self.order(lines=lines, status="authorized", tenders=[authorized])
        )
        captured = self.tender(
            "t2",
            30,
            kind="capture",
            parent_id="t1",
            processed_at=PLACED + timedelta(days=3),
        )
        self._account(
            self.order(
                lines=lines,
                tenders=[authorized, captured],
                updated_at=self.later(60),
            )
        )
        self.assertEqual(binding.stage, "done")
        self.assertEqual(binding.invoice_id.payment_state, "paid")
        self.assertEqual(
            binding.tender_ids.record_id.move_id.date, DAY + timedelta(days=3)
        )

    def test_partial_payment_leaves_the_rest_open(self):
        self._map_tender()
        [binding] = self._account(
            self.order(
                lines=[self.line("l1", 10, 3)],
                status="partially_paid",
                tenders=[self.tender("t1", 10)],
            )
        )
        self.assertEqual(binding.invoice_id.payment_state, "partial")
        self.assertEqual(binding.invoice_id.amount_residual, 20.0)

    def test_cash_change_is_taken_off(self):
        self._map_tender("cash")
        [binding] = self._account(
            self.order(
                lines=[self.line("l1", 10, 3)],
                tenders=[
                    self.tender("t1", 50, gateway="cash"),
                    self.tender("t2", 20, gateway="cash", kind="change"),
                ],
            )
        )
        self.assertEqual(binding.invoice_id.payment_state, "paid")
        self.assertEqual(sum(binding.tender_ids.record_id.mapped("balance")), 30.0)

    def test_unmapped_tender_waits_and_approval_resumes(self):
        [binding] = self._account(self.order())
        self.assertRecordValues(
            binding, [{"stage": "parked", "stage_cause": "tender_unmapped"}]
        )
        self.assertEqual(binding.invoice_id.state, "posted")
        mapping = self.env["retail.mapping.tender"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertEqual(mapping.count_waiting, 1)
        mapping.account_id = self.clearing
        mapping.action_approve()
        self.assertEqual(binding.stage, "pay")
        self.backend._job_account()
        self.assertEqual(binding.invoice_id.payment_state, "paid")

    def test_locked_period_parks_and_dates_never_move(self):
        self._map_tender()
        self.company.fiscalyear_lock_date = DAY + timedelta(days=5)
        [binding] = self._account(self.order())
        self.assertRecordValues(
            binding, [{"stage": "parked", "stage_cause": "period_locked"}]
        )
        self.assertFalse(binding.record_id.invoice_ids)
        self.company.fiscalyear_lock_date = False
        binding.action_resume()
        self.backend._job_account()
        self.assertEqual(binding.invoice_id.payment_state, "paid")

    def test_bad_order_does_not_stop_the_batch(self):
        self._map_tender()
        documents = [self.order(str(n)) for n in range(5)]
        self._import(*documents)
        self.backend._job_confirm()
        bindings = self.env["retail.binding.order"].search(
            [("backend_id", "=", self.backend.id)], order="id"
        )
        bindings[3].record_id.order_line.price_unit = 11
        self.backend._job_account()
        self.assertEqual(
            bindings.mapped("stage"), ["done", "done", "done", "parked", "done"]
        )
        self.assertEqual(bindings[3].stage_cause, "invoice_mismatch")
        self.assertIn("+2", bindings[3].stage_error)

    def test_marketplace_tax_is_kept_apart(self):
        self._map_taxes(("Tax", "0.10", False, False), ("Tax", "0.10", False, True))
        self._map_tender()
        [binding] = self._account(
            self.order(
                lines=[
                    self.line("l1", 100, taxes=[self.tax("8.25", liable=True)]),
                    self.line("l2", 50, taxes=[self.tax("5.00")]),
                ]
            )
        )
        taxes = binding.invoice_id.line_ids.filtered("tax_line_id")
        self.assertEqual(
            {
                line.account_id == self.channel_tax_account: -line.balance
                for line in taxes
            },
            {True: 8.25, False: 5.0},
        )

    def test_foreign_currency_is_paid_in_full(self):
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
        self._map_tender()
        lines = [self.line("l1", "19.99", 3, currency="EUR", discount="1.11")]
        [binding] = self._account(self.order(lines=lines, currency="EUR"))
        self.assertRecordValues(
            binding.invoice_id,
            [
                {
                    "currency_id": eur.id,
                    "amount_total": 58.86,
                    "payment_state": "paid",
                    "amount_residual": 0.0,
                }
            ],
        )

    def test_nothing_is_accounted_when_the_policy_says_so(self):
        self.backend.accounting_policy = "none"
        [binding] = self._account(self.order())
        self.assertEqual(binding.stage, "done")
        self.assertFalse(binding.record_id.invoice_ids)

    def test_delivered_policy_waits_for_the_goods(self):
        self.backend.invoice_when = "delivered"
        self._map_tender()
        [binding] = self._account(self.order())
        self.assertEqual(binding.stage, "invoice")
        picking = binding.record_id.picking_ids
        picking.button_validate()
        self.backend._job_account()
        self.assertEqual(binding.stage, "done")
