"""Refunds of the fake shop through inbox and importer: to the cent, to the unit."""

from decimal import Decimal

from odoo.fields import Command
from odoo.tests import tagged

from .common import ShopCase


@tagged("post_install", "-at_install", "retail")
class TestRefundFlow(ShopCase):
    """From the shop to credit notes and receipts."""

    def setUp(self):
        super().setUp()
        self.backend.action_test()
        self.backend.state = "live"
        self.clearing = self.env["account.account"].create(
            {
                "name": "Clearing",
                "code": "101977",
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": [Command.set(self.backend.company_id.ids)],
            }
        )

    # --- what happens ---

    def _sell(self, **wishes):
        """Have an order placed and accounted; return its binding."""
        wishes.setdefault("payment", "paid")
        [order] = self.control("place_orders", source="web", seed=5, **wishes)
        self._tell("orders/create", order["id"])
        return self._binding(order["id"])

    def _tell(self, topic, order_id):
        body = {"admin_graphql_api_id": order_id}
        if topic.startswith(("refunds", "returns")):
            body = {"order": body}
        self.assertEqual(self.post(topic, body).status_code, 200)
        self._work()

    def _work(self):
        self.drain()
        self.approve_mappings()
        self.events(state="parked").action_retry()
        self.drain()
        self.backend._job_confirm()
        self.backend._job_account()
        self._approve_tenders()
        self.backend._job_account()

    def _approve_tenders(self):
        for mapping in self.env["retail.mapping.tender"].search(
            [("backend_id", "=", self.backend.id), ("state", "!=", "approved")]
        ):
            mapping.account_id = mapping.account_id or self.clearing
            mapping.action_approve()

    def _act(self, binding, action, **given):
        self.control("order_action", order=binding.external_id, action=action, **given)

    def _ship(self, binding):
        self._act(binding, "fulfil")
        picking = binding.record_id.picking_ids.filtered(lambda p: p.state != "done")
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        picking._action_done()

    def _binding(self, order_id):
        return self.env["retail.binding.order"]._find(self.backend, [order_id])[
            order_id
        ]

    # --- what is to be ---

    def _assert_settled(self, binding, open_amount=0.0):
        """Odoo's ledger is what the shop received, to the cent, nothing open."""
        self.env.invalidate_all()
        why = [(e.kind, e.state, e.cause, e.error) for e in self.events()]
        self.assertEqual(set(binding.refund_ids.mapped("stage")), {"done"}, why)
        shop = self.records.get(binding.external_id)
        credits = binding.refund_ids.record_id
        invoices = binding.record_id.invoice_ids - credits
        booked = sum(invoices.mapped("amount_total")) - sum(
            credits.mapped("amount_total")
        )
        net = Decimal(shop["netPaymentSet"]["shopMoney"]["amount"])
        self.assertEqual(Decimal(f"{booked - open_amount:.2f}"), net)
        moves = invoices | credits
        self.assertEqual(round(sum(moves.mapped("amount_residual")), 2), open_amount)
        money = sum(binding.tender_ids.record_id.mapped("balance"))
        self.assertEqual(Decimal(f"{money:.2f}"), net)

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
