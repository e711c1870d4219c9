"""From a change in Odoo to the rows that tell the shop."""

from odoo.tests import tagged

from .stock_common import StockCase


@tagged("post_install", "-at_install", "retail")
class TestStockPlan(StockCase):
    """Only changes are sent, each once, in large requests, never on a guess."""

    def test_a_level_never_seen_is_read_before_anything_is_sent(self):
        product = self.products[0]
        self._stock(product, 12)
        self._show(product, 4)
        plan = self._plan()
        self.assertFalse(plan.rows)
        self.assertEqual(self._level(product).state, "read")
        self._read()
        self.assertEqual(self.shop.reads, 1)
        self._plan()
        self.assertEqual(self._level(product).state, "wait", "orders may explain it")
        self._age()
        plan = self._plan()
        self.assertEqual(
            [row["payload"] for row in plan.rows],
            [
                {
                    "stock_id": f"s{product.id}",
                    "location_id": "L1",
                    "quantity": "12",
                    "compare": "4",
                }
            ],
        )
        self.assertEqual(self._push(), 1)
        self.assertEqual(self._shows(product), 12)
        self._plan()
        self.assertRecordValues(
            self._level(product),
            [{"state": "same", "remote_qty": 12, "sent_qty": 12, "dirty": False}],
        )

    def test_a_hundred_changes_are_one_row(self):
        self._start()
        for _n in range(100):
            self._stock(self.products[0], 1)
        plan = self._plan()
        self.assertEqual(len(plan.rows), 1)
        self.assertEqual(plan.rows[0]["payload"]["quantity"], "110")

    def test_a_newer_change_replaces_one_that_was_never_sent(self):
        self._start()
        product = self.products[0]
        self._stock(product, 1)
        first = self._plan().rows[0]["key"]
        self._stock(product, 1)
        self._plan()
        rows = self.env["retail.outbox"].search([("kind", "=", "stock")], order="id")
        self.assertEqual(rows.mapped("state"), ["superseded", "pending"])
        self.assertEqual(rows[0].key, first)
        self.assertEqual(self._push(), 1)
        self.assertEqual(self.shop.sent[-1]["quantity"], "12")
        self.assertEqual(len(self.shop.sent), 1)

    def test_a_change_that_is_undone_before_it_is_sent_is_not_sent(self):
        self._start()
        self._stock(self.products[0], 5)
        self._plan()
        self._stock(self.products[0], -5)
        plan = self._plan()
        self.assertFalse(plan.rows)
        self.assertEqual(self._push(), 0)

    def test_planning_again_changes_nothing(self):
        self._start()
        self._stock(self.products[0], 5)
        first = self._plan()
        self.dirty._mark_backend(self.backend)
        second = self._plan()
        self.assertEqual(len(first.rows), 1)
        self.assertFalse(second.rows)
        self.assertFalse(second.superseded)

    def test_only_changes_are_sent(self):
        self._start()
        self._stock(self.products[1], 5)
        self.dirty._mark_backend(self.backend)
        plan = self._plan()
        self.assertEqual(len(plan.lines), 3)
        self.assertEqual(len(plan.rows), 1)
        self.assertEqual(plan.rows[0]["payload"]["stock_id"], f"s{self.products[1].id}")

    def test_251_changes_are_two_requests(self):
        products = self._products(251)
        self._bind(self.backend, products)
        for product in products:
            self._show(product, 1)
            self._stock(product, 2)
        self._plan()
        self._read()
        self.assertEqual(self.shop.reads, 2)
        self._plan()
        self._age()
        plan = self._plan()
        self.assertEqual(len(plan.rows), 251)
        self.assertEqual(len({row["request_key"] for row in plan.rows}), 2)
        while self._push():
            pass
        self.assertEqual([len(rows) for _key, rows in self.shop.requests], [250, 1])

    def test_reserved_units_are_not_promised(self):
        self._start()
        self.env["stock.quant"]._update_reserved_quantity(
            self.products[0], self.shelf, 4
        )
        self.assertEqual(self._plan().rows[0]["payload"]["quantity"], "6")

    def test_buffer_cap_and_minimum(self):
        self._start()
        self.backend.write({"stock_buffer": 2, "stock_cap": 7})
        self.assertEqual(self._wanted(), [7, 7, 7])
        self.bindings[0].buffer = 6
        self.bindings[1].write({"buffer": -1, "stock_cap": -1})
        self.dirty._mark_backend(self.backend)
        self.assertEqual(self._wanted(), [4, 10, 7])
        self.backend.stock_minimum = 5
        self.assertEqual(self._wanted(), [0, 10, 7])

    def _wanted(self):
        plan = self._plan()
        self.assertEqual(len(plan.lines), 3)
        return [line.target for line in plan.lines]

    def test_what_is_switched_off_is_not_sent(self):
        self._start()
        self.bindings[0].stock_push = False
        self.bindings[1].tracked = False
        for product in self.products:
            self._stock(product, 5)
        self.dirty._mark_backend(self.backend)
        plan = self._plan()
        self.assertEqual(len(plan.rows), 1)
        self.assertEqual(self._level(self.products[0]).cause, "switched_off")
        self.assertEqual(self._level(self.products[1]).cause, "untracked")

    def test_an_archived_product_is_left_alone(self):
        self._start()
        self.products[0].active = False
        self._stock(self.products[0], -10)
        self.assertFalse(self._plan().rows)
        self.assertEqual(self._level(self.products[0]).state, "off")

    def test_the_first_units_open_a_level(self):
        product = self.products[0]
        self._stock(product, 3)
        self._plan()
        self._read()
        plan = self._plan()
        self.assertTrue(self._level(product).remote_absent)
        self.assertEqual(plan.rows[0]["payload"]["compare"], None)
        self._push()
        self.assertEqual(self._shows(product), 3)

    def test_no_level_is_opened_for_nothing(self):
        self.dirty._mark_backend(self.backend)
        self._plan()
        self._read()
        self.assertFalse(self._plan().rows)
        self.assertEqual(set(self._levels().mapped("state")), {"same"})

    def test_a_preview_writes_nothing(self):
        self._start()
        self._stock(self.products[0], 5)
        preview = self.env["retail.stock.preview"].create(
            {"backend_id": self.backend.id}
        )
        self.assertRecordValues(
            preview, [{"send_count": 1, "same_count": 2, "hold_count": 0}]
        )
        self.assertEqual(preview.line_ids[0].target_qty, 15)
        self.assertFalse(self.env["retail.outbox"].search([("kind", "=", "stock")]))
        self.assertEqual(len(self._plan().rows), 1)
