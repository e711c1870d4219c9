"""Refunds made in Odoo: previewed, sent once, the same money on both sides."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .refund_case import RefundPushCase


@tagged("post_install", "-at_install", "retail")
class TestRefundPush(RefundPushCase):
    """From a credit note to the shop and back."""

    def test_a_credit_note_is_shown_first_and_then_refunded_in_the_shop(self):
        note = self._credit(1)
        row = self._send(note)
        self.assertEqual(row.state, "preview")
        self.backend._job_push("refund")
        self.assertFalse(self._shop_refunds())
        self._push(row)
        self.assertEqual((row.state, row.error), ("done", False))
        [made] = self._shop_refunds()
        paid = made["totalRefundedSet"]["shopMoney"]["amount"]
        self.assertEqual(float(paid), note.amount_total)
        self.assertEqual(made["refundLineItems"][0]["restockType"], "CANCEL")
        self._work()
        [refund] = self.binding.refund_ids
        self.assertRecordValues(
            refund,
            [{"record_id": note.id, "origin": "odoo", "stage": "done"}],
        )
        self._assert_settled(self.binding)
        line = self.binding.record_id.order_line.filtered("retail_cancelled_qty")
        self.assertEqual(line.retail_cancelled_qty, 1)

    def test_credit_notes_that_nobody_sent_are_found_and_sent_once(self):
        note = self._credit(1)
        flow = self.backend.flow_ids.filtered(lambda f: f.code == "refund_out")
        Resync = self.env["retail.resync"]
        resync = Resync.create({"backend_id": self.backend.id, "flow_id": flow.id})
        again = resync.copy()
        resync.action_preview()
        self.assertEqual((resync.send_count, resync.same_count), (1, 0))
        resync.action_start()
        [row] = self.env["retail.outbox"].search([("kind", "=", "refund")])
        self.assertEqual((row.res_id, row.state), (note.id, "preview"))
        again.action_preview()
        self.assertEqual((again.send_count, again.hold_count), (0, 1))
        self._push(row)
        [made] = self._shop_refunds()
        paid = made["totalRefundedSet"]["shopMoney"]["amount"]
        self.assertEqual(float(paid), note.amount_total)
        self._work()
        self._assert_settled(self.binding)
        resync.action_refresh()
        again.action_preview()
        self.assertEqual((resync.state, again.send_count), ("done", 0))

    def test_everything_with_delivery(self):
        note = self._credit()
        self._push(self._send(note))
        self._work()
        self._assert_settled(self.binding)
        self.assertEqual(
            self.records.get(self.binding.external_id)["displayFinancialStatus"],
            "REFUNDED",
        )

    def test_goods_that_came_back_in_odoo_are_restocked_in_the_shop(self):
        self._ship(self.binding)
        places = self.env["retail.binding.location"].search(
            [("backend_id", "=", self.backend.id)]
        )
        stock = self.backend.sale_warehouse_id.lot_stock_id
        places.filtered(lambda p: p.record_id == stock).record_id = False
        place = places.filtered(lambda p: p.external_name == "Warehouse")
        place.record_id = stock
        picking = self.binding.record_id.picking_ids
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 1
        back = wizard._create_return()
        back.move_ids.picked = True
        back._action_done()
        self._push(self._send(self._credit(1)))
        [made] = self._shop_refunds()
        [line] = made["refundLineItems"]
        self.assertEqual(
            (line["restockType"], line["location"]), ("RETURN", place.external_id)
        )
        self._work()
        self._assert_settled(self.binding)
        self.assertFalse(self.binding.refund_ids.picking_ids, "received once")

    def test_an_answer_that_was_lost_is_no_second_refund(self):
        note = self._credit(1)
        row = self._send(note)
        self.control("add_fault", kind="reset", when="after", match="RefundCreate")
        self._push(row)
        self.control("clear_faults")
        self.assertNotEqual(row.state, "done")
        self._tell("refunds/create", self.binding.external_id)
        self.assertFalse(self.binding.refund_ids, "whose it is, is not known yet")
        row.next_try_at = False
        self.backend._job_push("refund")
        self.env.invalidate_all()
        self.assertEqual(row.state, "done")
        self.assertEqual(len(self._shop_refunds()), 1)
        self.events(state="failed").write({"next_try_at": False})
        self._work()
        self.assertEqual(self.binding.refund_ids.record_id, note)
        self._assert_settled(self.binding)

    def test_another_amount_than_the_shop_s_is_not_sent(self):
        note = self._credit(1)
        note.button_draft()
        note.invoice_line_ids.price_unit += 0.01
        note.action_post()
        row = self._send(note)
        self._push(row)
        self.assertEqual((row.state, row.cause), ("parked", "refund_differs"))
        self.assertFalse(self._shop_refunds())

    def test_more_than_was_received_is_not_sent(self):
        note = self._credit()
        self.binding.tender_ids.amount = 1
        with self.assertRaises(UserError):
            note.action_send_refund()

    def test_only_operators_send_refunds(self):
        note = self._credit(1)
        clerk = new_test_user(
            self.env,
            "clerk",
            "account.group_account_invoice,retail_connector_base.group_viewer",
        )
        with self.assertRaises(UserError):
            note.with_user(clerk).action_send_refund()
        self._send(note)
        with self.assertRaises(UserError):
            note.reversed_entry_id.action_send_refund()
