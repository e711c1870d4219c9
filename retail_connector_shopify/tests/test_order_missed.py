"""What Odoo missed of an order, and learns later all at once or the other way round."""

from odoo.tests import tagged

from .order_shop import OrderShopCase


@tagged("post_install", "-at_install", "retail")
class TestOrderMissed(OrderShopCase):
    """Messages that were lost change nothing of how an order ends."""

    policies = {"edit_policy": "auto"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.skus = [row["sku"] for row in cls.do("catalog") if row["tracked"]][:3]
        goods = [{"sku": cls.skus[0], "quantity": 3}, {"sku": cls.skus[1]}]
        cls.rows = {
            name: cls.place(seed=number, lines=goods, payment="paid")
            for number, name in enumerate(("cancelled", "decided", "refunded", "back"))
        }
        engraving = [{"title": "Engraving", "price": "7.90"}]
        cls.rows["engraved"] = cls.place(
            seed=9, lines=goods[:1], custom=engraving, payment="paid"
        )
        cls.fetch()
        cls.book()

    def _act(self, name, action, **given):
        order = self.rows[name]["id"]
        return self.do("order_action", order=order, action=action, **given)

    def _moves(self, name):
        """Return the invoices and credit notes of an order."""
        binding = self.binding(self.rows[name])
        return binding.record_id.invoice_ids | binding.refund_ids.record_id

    def test_a_cancelled_order_is_credited_as_it_was_edited_before(self):
        self._act("cancelled", "edit", add={"sku": self.skus[2], "quantity": 3})
        self._act("cancelled", "cancel")
        for kind in ("order", "refund"):
            self.fetch(kind)
            self.book()
        moves = self._moves("cancelled")
        self.assertEqual(len(moves), 3, "the order, what was added, the credit")
        self.same(sum(moves.mapped("amount_total_signed")), "0.00")
        self.assertEqual(set(moves.mapped("amount_residual")), {0.0})
        order = self.binding(self.rows["cancelled"]).record_id
        self.assertEqual(set(order.picking_ids.mapped("state")), {"cancel"})

    def test_nothing_leaves_while_a_person_decides_about_a_cancelled_order(self):
        self.backend.edit_policy = "task"
        self._act("decided", "edit", add={"sku": self.skus[2], "quantity": 3})
        self._act("decided", "cancel")
        self.fetch()
        binding = self.binding(self.rows["decided"])
        self.assertEqual(binding.waiting_version_id.cause, "edited_after_invoice")
        self.assertEqual(set(binding.record_id.picking_ids.mapped("state")), {"cancel"})
        binding.waiting_version_id.action_resolve()
        self.book()
        self.fetch("refund")
        self.book()
        moves = self._moves("decided")
        self.assertEqual(len(moves), 3, "the order, what was added, the credit")
        self.assertEqual(set(moves.mapped("amount_residual")), {0.0})

    def test_units_of_a_missed_edit_that_were_refunded_are_not_delivered(self):
        self._act("refunded", "edit", add={"sku": self.skus[2], "quantity": 3})
        self._act("refunded", "refund", lines=[[2, 2]], restock="CANCEL")
        for kind in ("refund", "order"):
            self.fetch(kind)
            self.book()
        binding = self.binding(self.rows["refunded"])
        [line] = binding.record_id.order_line.filtered(
            lambda one: one.product_id.default_code == self.skus[2]
        )
        self.assertEqual((line.product_uom_qty, line.retail_cancelled_qty), (3, 2))
        self.assertEqual(sum(line.move_ids.mapped("product_uom_qty")), 1)
        due = sum(self._moves("refunded").mapped("amount_total_signed"))
        order = self.do("order", order=self.rows["refunded"]["id"])
        self.same(due, order["current_total"])

    def _read(self, kind):
        """Read all that changed, and nothing else: what waits goes on by itself."""
        flow = self.backend.flow_ids.filtered(lambda f: f.code == f"{kind}_in")
        self.backend._job_pull(flow.id)
        while flow.cursor["cursor"]:
            self.backend._job_pull(flow.id)
        self.drain()
        self.backend._job_deliver()
        self.env.invalidate_all()

    def _ship_cancel_and_edit(self, name, line, units, **edit):
        """Ship, cancel the shipment and edit; the edit waits until its word comes."""
        binding = self.binding(self.rows[name])
        self._act(name, "fulfil", lines=units)
        self._read("fulfilment")
        self.assertEqual(line.qty_delivered, line.product_uom_qty)
        self._act(name, "unship", place=0)
        self._act(name, "edit", **edit)
        self._read("order")
        self.assertEqual(binding.waiting_version_id.cause, "edited_after_delivery")
        self._read("fulfilment")
        self.assertEqual(line.qty_delivered, 0)
        self.drain()
        self.assertFalse(binding.waiting_version_id)
        row = self.do("order", order=self.rows[name]["id"])
        self.same(binding.record_id.amount_total, row["current_total"])
        return row

    def test_an_edit_of_what_had_left_goes_in_once_it_is_back(self):
        order = self.binding(self.rows["back"]).record_id
        line = order.order_line.sorted("sequence")[0]
        self.assertEqual(line.product_uom_qty, 3)
        row = self._ship_cancel_and_edit(
            "back", line, [[0, 3]], remove={"line": 0, "quantity": 3}
        )
        self.book()
        self.same(
            sum(self._moves("back").mapped("amount_total_signed")), row["current_total"]
        )

    def test_a_line_without_goods_is_not_sent_once_its_shipment_is_cancelled(self):
        order = self.binding(self.rows["engraved"]).record_id
        line = order.order_line.filtered(lambda x: x.name == "Engraving")
        self.assertEqual(line.product_uom_qty, 1)
        self._ship_cancel_and_edit(
            "engraved", line, [[0, 3], [1, 1]], remove={"line": 1, "quantity": 1}
        )
