"""Refunds of the fake shop through inbox and importer: to the cent, to the unit."""

from odoo.tests import tagged

from .refund_case import RefundFlowCase


@tagged("post_install", "-at_install", "retail")
class TestRefundFlow(RefundFlowCase):
    """From the shop to credit notes and receipts."""

    def test_a_refund_told_by_its_own_message(self):
        binding = self._sell(country="US")
        self._ship(binding)
        self._act(binding, "refund", lines=[[0, 1]], shipping=True)
        self._tell("refunds/create", binding.external_id)
        self._assert_settled(binding)
        [refund] = binding.refund_ids
        self.assertEqual(refund.goods, "done")

    def test_a_lost_message_is_found_by_the_poll_of_orders(self):
        binding = self._sell()
        self._act(binding, "refund", lines=[[0, 1]], restock="CANCEL")
        flow = self.backend.flow_ids.filtered(lambda flow: flow.code == "refund_in")
        self.backend._job_pull(flow.id)
        self._work()
        self._assert_settled(binding)
        self.assertEqual(
            sum(binding.record_id.order_line.mapped("retail_cancelled_qty")), 1
        )

    def test_a_refund_told_before_its_order(self):
        [order] = self.control("place_orders", payment="paid", plain=True)
        self.control("order_action", order=order["id"], action="refund", lines=[[0, 1]])
        self._tell("refunds/create", order["id"])
        self._work()
        self._assert_settled(self._binding(order["id"]))

    def test_messages_that_repeat_and_overtake_each_other(self):
        binding = self._sell()
        self._act(binding, "refund", lines=[[0, 1]], restock="CANCEL")
        self._act(binding, "refund", amount="2.50")
        for topic in ("refunds/create", "orders/updated", "refunds/create"):
            self._tell(topic, binding.external_id)
        self.assertEqual(len(binding.refund_ids), 2)
        self._assert_settled(binding)

    def test_goodwill_and_less_than_the_goods_are_worth(self):
        binding = self._sell()
        self._act(binding, "refund", amount="2.50", note="sorry")
        self._act(binding, "refund", lines=[[0, 1]], amount="1.00")
        self._tell("refunds/create", binding.external_id)
        self._assert_settled(binding)

    def test_cancelled_after_it_was_booked(self):
        binding = self._sell()
        self._act(binding, "cancel")
        for topic in ("orders/cancelled", "refunds/create"):
            self._tell(topic, binding.external_id)
        self._assert_settled(binding)
        self.assertFalse(
            binding.record_id.picking_ids.filtered(lambda p: p.state != "cancel")
        )

    def test_cancelled_before_anything_was_paid(self):
        self.backend.confirm_policy = "always"
        binding = self._sell(payment="pending")
        self._act(binding, "cancel", give_back=False)
        for topic in ("orders/cancelled", "refunds/create"):
            self._tell(topic, binding.external_id)
        self._assert_settled(binding)

    def test_an_edit_and_a_refund_are_told_apart(self):
        sku = next(r["sku"] for r in self.control("catalog") if r["tracked"])
        [order] = self.control(
            "place_orders",
            lines=[{"sku": sku, "quantity": 4}],
            payment="paid",
            plain=True,
        )
        for action, given in (
            ("edit", {"remove": {"line": 0, "quantity": 1}}),
            ("refund", {"lines": [[0, 1]], "restock": "CANCEL"}),
        ):
            self.control("order_action", order=order["id"], action=action, **given)
        self._tell("orders/edited", order["id"])
        self._tell("orders/updated", order["id"])
        self._tell("refunds/create", order["id"])
        binding = self._binding(order["id"])
        self.assertEqual(len(binding.refund_ids), 1, "the edit's is no refund")
        line = binding.record_id.order_line.filtered("retail_cancelled_qty")
        self.assertEqual((line.product_uom_qty, line.retail_cancelled_qty), (3, 1))
        [money] = binding.refund_ids.record_id.mapped("amount_total")
        self.assertEqual(money, binding.refund_ids.total)

    def test_one_cent_after_another_until_nothing_is_left(self):
        binding = self._sell()
        for given in (
            {"lines": [[0, 1]], "restock": "CANCEL"},
            {"amount": "0.01"},
            {"shipping": True},
        ):
            self._act(binding, "refund", **given)
            self._tell("refunds/create", binding.external_id)
        self._assert_settled(binding)
        self.assertEqual(binding.record_id.amount_total, binding.total)
