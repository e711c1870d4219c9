"""Goods of refunds: released when they never left, received when they came back."""

from decimal import Decimal

from odoo.tests import tagged

from .refund_common import RefundCase


@tagged("post_install", "-at_install", "retail")
class TestRefundGoods(RefundCase):
    """Deliveries, receipts and stock follow what was refunded."""

    def _sold(self, units=3, **values):
        [binding] = self._account(
            self.order(lines=[self.line("l1", 10, units)], **values)
        )
        return binding

    def _unshipped(self, units=1, **values):
        return self.part(
            amount=10 * units,
            quantity=units,
            unshipped=Decimal(units),
            restock="cancel",
            **values,
        )

    def _back(self, units=1, **values):
        return self.part(amount=10 * units, quantity=units, restock="return", **values)

    def test_units_that_never_left_are_not_delivered_any_more(self):
        order = self._sold()
        self.assertEqual(self._free(), (100, 97))
        self._refund(self.refund(self._unshipped(1)))
        picking = order.record_id.picking_ids
        self.assertEqual(sum(picking.move_ids.mapped("product_uom_qty")), 2)
        self.assertEqual(self._free(), (100, 98))
        line = order.record_id.order_line
        self.assertEqual((line.product_uom_qty, line.retail_cancelled_qty), (3, 1))
        self._assert_settled(order)
        self._ship(order)
        self.assertEqual(self._free(), (98, 98))

    def test_a_whole_order_refunded_before_shipping_is_not_delivered(self):
        order = self._sold()
        self._refund(self.refund(self._unshipped(3)))
        self.assertEqual(
            {p.state for p in order.record_id.picking_ids} | {"cancel"}, {"cancel"}
        )
        self.assertEqual(self._free(), (100, 100))
        self._assert_settled(order)

    def test_a_refund_before_the_confirmation_is_never_reserved(self):
        items = self._import(self.order(lines=[self.line("l1", 10, 3)]))
        self.assertEqual(items[0].outcome.state, "done")
        refund = self.refund(self._unshipped(1))
        self._import(self.refunds(refund), kind="refund")
        self.backend._job_confirm()
        self.assertEqual(self._free(), (100, 98))
        self.backend._job_account()
        [binding] = self._bindings([refund])
        self._assert_settled(binding.order_binding_id)

    def test_the_same_refund_twice_releases_once(self):
        order = self._sold()
        refund = self.refund(self._unshipped(1))
        self._refund(refund)
        self._refund(refund)
        later = self.refund(self._unshipped(1), number=2)
        self._refund(refund, later)
        self.assertEqual(order.record_id.order_line.retail_cancelled_qty, 2)
        self.assertEqual(self._free(), (100, 99))

    def test_refunded_as_unshipped_but_delivered_in_odoo_is_shown(self):
        order = self._sold()
        self._ship(order)
        self._refund(self.refund(self._unshipped(1)))
        [found] = self.env["retail.discrepancy"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertRecordValues(
            found, [{"type": "return_after_delivery", "found": 1.0, "state": "open"}]
        )
        self._assert_settled(order)

    def test_restocked_goods_are_received_linked_to_their_delivery(self):
        order = self._sold()
        self._ship(order)
        [binding] = self._refund(self.refund(self._back(2)))
        receipt = binding.picking_ids
        self.assertRecordValues(
            receipt,
            [{"state": "done", "picking_type_code": "incoming"}],
        )
        delivery = order.record_id.picking_ids - receipt
        self.assertEqual(receipt.move_ids.origin_returned_move_id, delivery.move_ids)
        self.assertEqual(binding.goods, "done")
        self.assertEqual(self._free(), (99, 99))
        self.assertEqual(order.record_id.order_line.qty_delivered, 1)

    def test_the_warehouse_may_confirm_what_came_back(self):
        self.backend.return_receipt = "warehouse"
        order = self._sold()
        self._ship(order)
        [binding] = self._refund(self.refund(self._back(1)))
        self.assertEqual(
            (binding.goods, binding.picking_ids.state), ("open", "assigned")
        )
        self.assertEqual(self._free(), (97, 97))
        binding.picking_ids.move_ids.picked = True
        binding.picking_ids._action_done()
        self.assertEqual(binding.goods, "done")
        self.assertEqual(self._free(), (98, 98))

    def test_what_is_expected_back_stays_expected_when_more_comes_back(self):
        self.backend.return_receipt = "warehouse"
        order = self._sold()
        self._ship(order)
        refund = self.refund(self._back(1))
        self._refund(refund)
        both = self._refund(refund, self.refund(self._back(1), number=2))
        self.assertEqual(both.picking_ids.mapped("state"), ["assigned"] * 2)

    def test_goods_are_received_where_the_shop_put_them(self):
        shelf = self.env["stock.location"].create(
            {"name": "Store", "location_id": self.warehouse.view_location_id.id}
        )
        self.env["retail.binding.location"].create(
            {
                "backend_id": self.backend.id,
                "external_id": "store",
                "record_id": shelf.id,
            }
        )
        order = self._sold()
        self._ship(order)
        [binding] = self._refund(self.refund(self._back(1, location_id="store")))
        self.assertEqual(binding.picking_ids.location_dest_id, shelf)
        self.assertEqual(binding.picking_ids.move_ids.location_dest_id, shelf)
        self.assertEqual(self._free(), (97, 97))

    def test_nothing_moves_when_the_shop_did_not_restock(self):
        order = self._sold()
        self._ship(order)
        [binding] = self._refund(self.refund(self.part(amount=10, restock="none")))
        self.assertFalse(binding.picking_ids)
        self.assertEqual(self._free(), (97, 97))

    def test_goods_come_back_once_odoo_knows_they_left(self):
        order = self._sold()
        [binding] = self._refund(self.refund(self._back(1)))
        self.assertEqual((binding.goods, binding.stage), ("waiting", "done"))
        self._ship(order)
        self.assertEqual(binding.goods, "done")
        self.assertEqual(self._free(), (98, 98))

    def test_returned_goods_are_not_sent_out_again(self):
        order = self._sold()
        self._ship(order)
        self._refund(self.refund(self._back(1)))
        order.record_id.order_line._action_launch_stock_rule()
        self.assertFalse(
            order.record_id.picking_ids.filtered(
                lambda picking: picking.state not in ("done", "cancel")
            )
        )

    def test_more_than_was_delivered_cannot_come_back(self):
        order = self._sold()
        self._ship(order)
        refund = self.refund(self._back(3), self.part("", -30, 0, kind="adjustment"))
        more = self.refund(self._back(1), number=2)
        self._refund(refund, more)
        self.assertEqual(self._free(), (100, 100))
        [found] = self.env["retail.discrepancy"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertEqual((found.type, found.found), ("return_too_many", 1.0))

    # --- cancellations ---

    def test_cancelled_and_refunded_after_the_invoice(self):
        order = self._sold()
        lines = [self.line("l1", 10, 3)]
        gone = self.order(
            lines=lines,
            tenders=[self.tender("t-1001", 30), self.back("r1", 30)],
            status="refunded",
            updated_at=self.later(60),
            cancelled_at=self.later(60),
        )
        [item] = self._import(gone)
        self.assertEqual(item.outcome.state, "done", item.outcome)
        [waiting] = self.env["retail.discrepancy"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertEqual((waiting.type, waiting.found), ("cancelled_after_invoice", 30))
        self._refund(self.refund(self._unshipped(3), tenders=[self.back("r1", 30)]))
        self.assertEqual(waiting.state, "resolved")
        self.assertEqual(order.record_id.state, "sale")
        self.assertEqual(self._free(), (100, 100))
        self._assert_settled(order)

    def test_a_cancelled_order_is_credited_in_parts_that_add_up_in_cents(self):
        [order] = self._account(self.order(lines=[self.line("l1", "54.7", 1)]))
        order.record_id.retail_binding_ids._expect_credit()
        waiting = order._cancel_discrepancy()
        self.assertEqual(waiting.found, 54.7)
        self._refund(
            *(
                self.refund(self.part("", money, 0, kind="adjustment"), number=number)
                for number, money in enumerate(("49.8", "4.9"), start=1)
            )
        )
        self.assertEqual(waiting.state, "resolved")

    def test_cancelled_and_refunded_before_the_invoice_books_only_the_money(self):
        self.backend.invoice_when = "delivered"
        order = self._sold()
        gone = self.order(
            lines=[self.line("l1", 10, 3)],
            tenders=[self.tender("t-1001", 30), self.back("r1", 30)],
            status="refunded",
            updated_at=self.later(60),
            cancelled_at=self.later(60),
        )
        self._import(gone)
        [binding] = self._refund(
            self.refund(self._unshipped(3), tenders=[self.back("r1", 30)])
        )
        self.assertEqual(order.record_id.state, "cancel")
        self.assertFalse(order.record_id.invoice_ids)
        self.assertRecordValues(binding, [{"stage": "done", "record_id": False}])
        self.assertEqual(order.tender_ids.mapped("state"), ["posted"] * 2)
        items = order.tender_ids.record_id
        self.assertEqual(sum(items.mapped("balance")), 0.0)
        customer = items.move_id.line_ids - items
        self.assertTrue(all(customer.mapped("reconciled")))
        self.assertEqual(self._free(), (100, 100))

    def test_cancelled_without_money_credits_the_open_invoice(self):
        self.backend.confirm_policy = "always"
        order = self._sold(status="pending", tenders=[])
        gone = self.order(
            lines=[self.line("l1", 10, 3)],
            tenders=[],
            status="voided",
            updated_at=self.later(60),
            cancelled_at=self.later(60),
        )
        self._import(gone)
        self._refund(self.refund(self._unshipped(3), money=0))
        self.assertEqual(order.invoice_id.amount_residual, 0.0)
        self._assert_settled(order)

    def test_an_order_that_comes_refunded_is_accounted_not_delivered(self):
        lines = [self.line("l1", 10, 3)]
        document = self.order(
            lines=lines,
            tenders=[self.tender("t-1001", 30), self.back("r1", 30)],
            status="refunded",
        )
        [item] = self._import(document)
        self.assertEqual(item.outcome.state, "done")
        [binding] = self._refund(
            self.refund(self._unshipped(3), tenders=[self.back("r1", 30)])
        )
        self.assertEqual(binding.order_binding_id.stage, "done")
        self.assertEqual(self._free(), (100, 100))
        self._assert_settled(binding.order_binding_id)
