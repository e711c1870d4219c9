"""Returns and exchanges of the fake shop: goods, money and what is still to pay."""

from odoo.tests import tagged

from .refund_case import RefundFlowCase

REASONS = {
    "DEFECTIVE": "Defective",
    "SPOILED": "Spoiled",
    "LOST_ON_THE_WAY": "Lost on the way",
}


@tagged("post_install", "-at_install", "retail")
class TestReturnFlow(RefundFlowCase):
    """From the announcement to receipt and credit note."""

    def setUp(self):
        super().setUp()
        rows = [r for r in self.control("catalog") if r["tracked"] and r["sku"]]
        rows.sort(key=lambda row: float(row["price"]))
        self.cheap, self.dear = rows[0], rows[-1]
        self.middle = rows[len(rows) // 2]
        self.quarantine, self.scrap = self.env["stock.location"].create(
            [
                {
                    "name": "Quarantine",
                    "location_id": self.backend.sale_warehouse_id.view_location_id.id,
                },
                {
                    "name": "Scrap",
                    "usage": "inventory",
                    "company_id": self.backend.company_id.id,
                },
            ]
        )
        self.ends = {
            "Defective": ("quarantine", self.quarantine),
            "Spoiled": ("scrap", self.scrap),
            "Lost on the way": ("none", False),
        }

    def _work(self):
        super()._work()
        mappings = self.env["retail.mapping.return.reason"].search(
            [("backend_id", "=", self.backend.id), ("state", "!=", "approved")]
        )
        for mapping in mappings:
            mapping.disposition, mapping.location_id = self.ends.get(
                mapping.reason, ("restock", False)
            )
            mapping.action_approve()
        if mappings:
            super()._work()

    def _sold(self, units=2, **wishes):
        binding = self._sell(
            lines=[{"sku": self.middle["sku"], "quantity": units}],
            country="US",
            plain=True,
            **wishes,
        )
        self._ship(binding)
        return binding

    def _told(self, binding):
        for topic in ("orders/updated", "returns/process", "refunds/create"):
            self._tell(topic, binding.external_id)

    def test_announced_processed_and_refunded(self):
        binding = self._sold()
        self._act(binding, "open_return", lines=[[0, 1]])
        self._tell("returns/approve", binding.external_id)
        [back] = binding.return_ids
        self.assertEqual(
            (back.status, back.goods, back.reason), ("open", "open", "Too small")
        )
        self._act(binding, "process_return")
        self._told(binding)
        self.assertEqual(back.goods, "done")
        self.assertEqual(len(back.picking_ids.filtered(lambda p: p.state == "done")), 1)
        self.assertFalse(binding.refund_ids.picking_ids, "received once")
        self._assert_settled(binding)

    def _sent_back(self, reason):
        """Have a unit come back that the shop does not restock; return receipts."""
        binding = self._sold()
        before = self._at_the_shop()
        self._act(binding, "open_return", reason=reason)
        self._act(binding, "process_return", disposition="NOT_RESTOCKED")
        self._told(binding)
        self._assert_settled(binding)
        self.assertEqual(binding.return_ids.reason, REASONS[reason])
        self.assertEqual(self._at_the_shop(), before, "not for sale there")
        return binding.return_ids.picking_ids.filtered(lambda p: p.state == "done")

    def _at_the_shop(self):
        rows = self.control("catalog")
        return next(r["available"] for r in rows if r["sku"] == self.middle["sku"])

    def test_defective_goods_go_to_quarantine(self):
        done = self._sent_back("DEFECTIVE")
        self.assertEqual(done.location_dest_id, self.quarantine)

    def test_spoiled_goods_are_scrapped(self):
        moves = self._sent_back("SPOILED").move_ids
        self.assertEqual((moves.location_dest_id, moves.quantity), (self.scrap, 1))

    def test_nothing_comes_back_and_the_money_goes(self):
        self.assertFalse(self._sent_back("LOST_ON_THE_WAY"))

    def test_a_fee_that_is_kept_lowers_the_credit(self):
        binding = self._sold()
        self._act(binding, "open_return", fee="2.50")
        self._act(binding, "process_return")
        self._told(binding)
        fee = binding.refund_ids.record_id.invoice_line_ids.filtered(
            lambda line: line.product_id == self.backend.fee_product_id
        )
        self.assertEqual(fee.price_subtotal, -2.5)
        self._assert_settled(binding)

    def test_a_requested_return_may_be_declined(self):
        binding = self._sold()
        self._act(binding, "open_return", requested=True)
        self._tell("returns/request", binding.external_id)
        self.assertEqual(binding.return_ids.status, "requested")
        self.assertFalse(binding.return_ids.picking_ids)
        self._act(binding, "decline_return")
        self._tell("returns/decline", binding.external_id)
        self.assertEqual(binding.return_ids.status, "declined")

    def test_a_lost_message_of_a_return_is_found_by_the_poll(self):
        binding = self._sold()
        self._act(binding, "open_return")
        self._poll_returns()
        self.assertEqual(binding.return_ids.goods, "open")
        self._act(binding, "cancel_return")  # the order's status forgets it at once
        self._poll_returns()
        self.assertEqual(binding.return_ids.status, "cancelled")
        self.assertEqual(binding.return_ids.picking_ids.mapped("state"), ["cancel"])

    def test_what_an_announced_return_claims_goes_to_the_refund_once_it_is_free(self):
        binding = self._sold()
        self._act(binding, "open_return", lines=[[0, 2]])
        self._tell("returns/approve", binding.external_id)
        self._act(binding, "cancel_return")  # word of it is late
        self._act(binding, "refund", lines=[[0, 1]], restock="RETURN")
        self._tell("refunds/create", binding.external_id)
        refund = binding.refund_ids
        self.assertEqual((refund.goods, refund.stage), ("waiting", "done"))
        self._tell("returns/cancel", binding.external_id)
        self.assertEqual(refund.goods, "done")
        line = binding.record_id.order_line.sorted("sequence")[0]
        self.assertEqual(line.qty_delivered, 1)
        self.assertFalse(
            self.env["retail.discrepancy"].search(
                [("backend_id", "=", self.backend.id), ("state", "=", "open")]
            )
        )

    def _poll_returns(self):
        flow = self.backend.flow_ids.filtered(lambda flow: flow.code == "return_in")
        self.backend._job_pull(flow.id)
        self._work()

    def _exchange(self, item):
        binding = self._sold()
        self._act(
            binding,
            "open_return",
            exchange=[{"variant": item["variant_id"], "quantity": 1}],
        )
        self._act(binding, "process_return")
        self._told(binding)
        return binding

    def test_an_exchange_for_something_cheaper_gives_money_back(self):
        binding = self._exchange(self.cheap)
        self._assert_settled(binding)
        [refund] = binding.refund_ids
        self.assertGreater(refund.total, refund.refunded_total)
        self.assertGreater(refund.refunded_total, 0)
        sent = binding.record_id.picking_ids.filtered(
            lambda p: p.picking_type_code == "outgoing" and p.state != "done"
        )
        self.assertEqual(sent.product_id.default_code, self.cheap["sku"])

    def test_an_exchange_for_something_dearer_leaves_a_balance_due(self):
        binding = self._exchange(self.dear)
        self.env.invalidate_all()
        shop = self.records.get(binding.external_id)
        due = float(shop["totalOutstandingSet"]["shopMoney"]["amount"])
        self.assertGreater(due, 0)
        self._assert_settled(binding, open_amount=due)
        self._act(binding, "pay")
        self._tell("orders/updated", binding.external_id)
        self._assert_settled(binding)

    # --- money on its way, other ways ---

    def test_money_on_its_way_is_booked_when_it_arrived(self):
        binding = self._sold()
        self._act(binding, "refund", lines=[[0, 1]], pending=True)
        self._tell("refunds/create", binding.external_id)
        [refund] = binding.refund_ids
        self.assertEqual(refund.stage, "pending")
        self.assertFalse(refund.record_id)
        self._act(binding, "settle_refunds")
        self._tell("refunds/create", binding.external_id)
        self._tell("orders/updated", binding.external_id)
        self._assert_settled(binding)

    def test_money_that_never_arrived(self):
        binding = self._sold()
        self._act(binding, "refund", lines=[[0, 1]], pending=True)
        self._tell("refunds/create", binding.external_id)
        self._act(binding, "settle_refunds", arrived=False)
        self._tell("refunds/create", binding.external_id)
        self._assert_settled(binding)
        self.assertEqual(binding.refund_ids.total, 0.0)

    def test_refunded_as_store_credit(self):
        binding = self._sold()
        self._act(binding, "refund", lines=[[0, 1]], gateway="shopify_store_credit")
        self._tell("refunds/create", binding.external_id)
        self._assert_settled(binding)
        tender = binding.refund_ids.tender_ids
        self.assertEqual(tender.gateway, "shopify_store_credit")
