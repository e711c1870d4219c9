"""Refunds under the policy of invoices: credit notes equal to the cent, money out."""

from datetime import timedelta

from odoo.tests import tagged

from .importer_common import DAY
from .refund_common import RefundCase


@tagged("post_install", "-at_install", "retail")
class TestRefundCredit(RefundCase):
    """Credit what was invoiced; every case ends settled."""

    def test_a_refunded_line_is_credited_with_its_tax_and_paid_back(self):
        order = self._sold()
        [binding] = self._refund(self.refund(self.part(amount=10, tax="1.00")))
        note = binding.record_id
        self.assertRecordValues(
            note,
            [
                {
                    "move_type": "out_refund",
                    "state": "posted",
                    "amount_total": 11.0,
                    "amount_tax": 1.0,
                    "date": DAY + timedelta(days=2),
                    "amount_residual": 0.0,
                    "reversed_entry_id": order.invoice_id.id,
                    "retail_channel": "web",
                }
            ],
        )
        self.assertEqual(binding.stage, "done")
        item = binding.tender_ids.record_id
        self.assertEqual((item.account_id, item.balance), (self.clearing, -11.0))
        self.assertEqual(binding.tender_ids.state, "posted")
        self._assert_settled(order)
        self.assertEqual(order.record_id.invoice_status, "invoiced")

    def test_cents_of_the_platform_are_booked_not_computed(self):
        order = self._sold(lines=[self.line("l1", "3.33", 3, taxes=[self.tax("1.00")])])
        [binding] = self._refund(self.refund(self.part(amount="3.33", tax="0.34")))
        self.assertEqual(binding.record_id.amount_tax, 0.34)
        self._assert_settled(order)

    def test_prices_with_tax(self):
        order = self._sold(
            lines=[self.line("l1", 11, 2, taxes=[self.tax("2.00")])], included=True
        )
        [binding] = self._refund(
            self.refund(self.part(amount=11, tax="1.00"), included=True)
        )
        self.assertRecordValues(
            binding.record_id, [{"amount_total": 11.0, "amount_untaxed": 10.0}]
        )
        self._assert_settled(order)

    def test_shipping_duty_fee_and_tip_are_credited_on_their_own_lines(self):
        order = self._sold(
            lines=[
                self.line("l1", 10, 1, taxes=[self.tax("1.00")]),
                self.line("s1", 5, kind="shipping", taxes=[self.tax("0.50")]),
                self.line("d1", 3, kind="duty"),
                self.line("f1", 2, kind="fee"),
                self.line("t1", 4, kind="tip"),
            ]
        )
        [binding] = self._refund(
            self.refund(
                self.part(amount=10, tax="1.00"),
                self.part("s1", 5, 0, "0.50", kind="shipping"),
                self.part("d1", 3, 0, kind="duty"),
                self.part("f1", 2, 0, kind="fee"),
                self.part("t1", 4, 1, kind="tip"),
            )
        )
        sold = {line.product_id for line in order.invoice_id.invoice_line_ids}
        back = binding.record_id.invoice_line_ids
        self.assertEqual({line.product_id for line in back}, sold)
        self.assertEqual(binding.record_id.amount_total, 25.5)
        self._assert_settled(order)

    def test_goodwill_without_lines(self):
        order = self._sold()
        part = self.part("", 5, 0, kind="adjustment", reason="customer")
        [binding] = self._refund(self.refund(part))
        line = binding.record_id.invoice_line_ids
        self.assertEqual(line.product_id, self.backend.adjustment_product_id)
        self.assertRecordValues(
            binding.record_id, [{"amount_total": 5.0, "amount_tax": 0.0}]
        )
        self._assert_settled(order)

    def test_less_given_back_than_the_goods_are_worth(self):
        order = self._sold()
        kept = self.part("", -4, 0, kind="adjustment")
        [binding] = self._refund(self.refund(self.part(amount=10, tax="1.00"), kept))
        self.assertRecordValues(
            binding.record_id, [{"amount_total": 7.0, "amount_tax": 1.0}]
        )
        self._assert_settled(order)

    def test_more_given_back_than_the_goods_are_worth(self):
        order = self._sold()
        more = self.part("", 50, 0, kind="adjustment")
        [binding] = self._refund(
            self.refund(self.part(amount=30, quantity=3, tax="3.00"), more)
        )
        self.assertEqual(binding.record_id.amount_total, 83.0)
        self._assert_settled(order)

    def test_several_refunds_of_an_order(self):
        order = self._sold()
        first = self.refund(self.part(amount=10, tax="1.00"))
        second = self.refund(self.part(amount=20, quantity=2, tax="2.00"), number=2)
        self._refund(first)
        bindings = self._refund(first, second)
        self.assertEqual(len(order.refund_ids), 2)
        self.assertEqual(sum(bindings.record_id.mapped("amount_total")), 33.0)
        self._assert_settled(order)
        self.assertFalse(order.record_id.order_line.mapped("qty_to_invoice")[0])

    def test_several_refunds_of_one_order_leave_other_orders_alone(self):
        first = self._sold()
        other = self._sold(external_id="1002", tenders=[])
        items = self._import(
            self.refunds(
                self.refund(self.part("l1", 10, 1, tax="1.00"), number=1),
                self.refund(self.part("l1", 10, 1, tax="1.00"), number=2),
            ),
            self.refunds(
                self.refund(self.part("l1", 10, 1, tax="1.00"), order="1002", money=0),
                order="1002",
            ),
            kind="refund",
        )
        self.assertEqual({item.outcome.state for item in items}, {"done"})
        self.backend._job_account()
        notes = first.refund_ids.record_id
        for note in notes:
            matched = note.line_ids.matched_debit_ids.debit_move_id
            self.assertNotIn(other.invoice_id, matched.move_id)
        self.assertEqual(notes.reversed_entry_id, first.invoice_id)
        self.assertEqual(sum(notes.mapped("amount_residual")), 0.0)
        self.assertEqual(other.invoice_id.amount_residual, 22.0)

    def test_the_same_refunds_twice_change_nothing(self):
        order = self._sold()
        refund = self.refund(self.part(amount=10, tax="1.00"))
        first = self._refund(refund).record_id
        again = self._refund(refund).record_id
        self.assertEqual(first, again)
        self.assertEqual(len(order.tender_ids), 2)
        self._assert_settled(order)

    def test_a_refund_waits_for_the_invoice(self):
        self.backend.invoice_when = "delivered"
        [order] = self._account(
            self.order(lines=[self.line("l1", 10, 3, taxes=[self.tax("3.00")])])
        )
        [binding] = self._refund(self.refund(self.part(amount=10, tax="1.00")))
        self.assertEqual((binding.stage, order.stage), ("credit", "invoice"))
        self.assertFalse(binding.record_id)
        self._ship(order)
        self.backend._job_account()
        self.assertEqual(binding.stage, "done")
        self._assert_settled(order)

    def test_a_refund_before_its_order_waits_and_goes_on_by_itself(self):
        document = self.refunds(self.refund(self.part(amount=10)))
        [item] = self._import(document, kind="refund")
        self.assertEqual(item.outcome[:2], ("parked", "order_missing"))
        asked = self.env["retail.event"].search(
            [("backend_id", "=", self.backend.id), ("kind", "=", "order")]
        )
        self.assertEqual(asked.entity_id, "1001")

    def test_money_goes_back_by_the_tender_it_leaves_by(self):
        self._map_tender("gift_card", self.gift_liability, is_gift_card=True)
        self._map_tender("store_credit", self.store_credit)
        order = self._sold()
        tenders = [
            self.back("r1", 3, gateway="gift_card"),
            self.back("r2", 5, gateway="store_credit"),
            self.back("r3", 3),
        ]
        [binding] = self._refund(
            self.refund(self.part(amount=10, tax="1.00"), tenders=tenders)
        )
        self.assertEqual(
            {
                tender.external_id: (
                    tender.record_id.account_id,
                    tender.record_id.balance,
                )
                for tender in binding.tender_ids
            },
            {
                "r1": (self.gift_liability, -3),
                "r2": (self.store_credit, -5),
                "r3": (self.clearing, -3),
            },
        )
        self._assert_settled(order)

    def test_an_unmapped_tender_waits_and_approval_resumes(self):
        order = self._sold()
        [binding] = self._refund(
            self.refund(
                self.part(amount=10, tax="1.00"),
                tenders=[self.back("r1", 11, gateway="voucher")],
            )
        )
        self.assertRecordValues(
            binding, [{"stage": "parked", "stage_cause": "tender_unmapped"}]
        )
        self.assertFalse(binding.record_id)
        mapping = self.env["retail.mapping.tender"].search(
            [("backend_id", "=", self.backend.id), ("gateway", "=", "voucher")]
        )
        self.assertEqual(mapping.count_waiting, 1)
        mapping.account_id = self.clearing
        mapping.action_approve()
        self.backend._job_account()
        self._assert_settled(order)

    def test_a_pending_refund_waits_until_the_money_arrived(self):
        order = self._sold()
        part = self.part(amount=10, tax="1.00")
        waiting = self.back("r1", 11, status="pending")
        [binding] = self._refund(self.refund(part, tenders=[waiting], money=0))
        self.assertRecordValues(binding, [{"stage": "pending", "pending_total": 11.0}])
        self.assertFalse(binding.record_id)
        self._refund(self.refund(part, tenders=[self.back("r1", 11)]))
        self.assertRecordValues(binding, [{"stage": "done", "pending_total": 0.0}])
        self._assert_settled(order)

    def test_a_refund_of_an_unpaid_order_lowers_what_is_open(self):
        order = self._sold(status="partially_paid", tenders=[self.tender("t1", 20)])
        [binding] = self._refund(self.refund(self.part(amount=10, tax="1.00"), money=0))
        self.assertEqual(binding.record_id.amount_residual, 0.0)
        self.assertEqual(order.invoice_id.amount_residual, 2.0)
        self._assert_settled(order, residual=2.0)
