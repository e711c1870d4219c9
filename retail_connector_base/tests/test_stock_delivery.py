"""What the shop answers to a change, or does not."""

from odoo.tests import tagged

from .stock_common import StockCase


@tagged("post_install", "-at_install", "retail")
class TestStockDelivery(StockCase):
    """Each change takes effect once, whatever happens on the way."""

    def setUp(self):
        super().setUp()
        self._start()
        self.product = self.products[0]

    def _row(self):
        return self.env["retail.outbox"].search(
            [("kind", "=", "stock")], order="id desc", limit=1
        )

    def test_a_lost_answer_is_asked_for_with_the_same_key(self):
        self._stock(self.product, 5)
        self._plan()
        self.shop.lose_answers = 1
        self._push()
        self._stock(self.product, 1)
        self.assertFalse(self._plan().rows, "the first change may have arrived")
        self._row().next_try_at = False
        self._push()
        keys = [key for key, _rows in self.shop.requests]
        self.assertEqual(len(keys), 2)
        self.assertEqual(len(set(keys)), 1)
        plan = self._plan()
        self.assertEqual(plan.rows[0]["payload"]["compare"], "15")
        self.assertEqual(plan.rows[0]["payload"]["quantity"], "16")

    def test_a_crash_between_plan_and_push_keeps_the_key(self):
        self._stock(self.product, 5)
        plan = self._plan()
        self.dirty._mark_backend(self.backend)
        again = self._plan()  # as the first thing after a restart
        self.assertFalse(again.rows)
        self._push()
        self.assertEqual(self.shop.requests[0][0], plan.rows[0]["request_key"])

    def test_a_crash_after_the_request_takes_effect_once(self):
        self._stock(self.product, 5)
        plan = self._plan()
        savepoint = self.env.cr.savepoint(flush=True)
        self._push()
        self.assertEqual(self._shows(self.product), 15)
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        self._show(self.product, 14)  # sold meanwhile
        self._push()
        self.assertEqual(len(self.shop.requests), 2)
        self.assertEqual(self.shop.requests[0][0], self.shop.requests[1][0])
        self.assertEqual(self._shows(self.product), 14, "not set a second time")
        self.assertEqual(self._row().key, plan.rows[0]["key"])

    def test_the_same_change_at_another_time_has_another_key(self):
        keys = []
        for units in (5, -5, 5):
            self._stock(self.product, units)
            keys.append(self._plan().rows[0]["key"])
            self._push()
            self._plan()
        self.assertEqual(len(set(keys)), 3)

    def test_a_refused_level_waits_for_a_person_and_lets_the_others_through(self):
        self.shop.refused.add(f"s{self.product.id}|L1")
        for product in self.products:
            self._stock(product, 5)
        self._plan()
        self._push()
        self._plan()
        self.assertRecordValues(
            self._levels(),
            [
                {"state": "parked", "cause": "unknown_item"},
                {"state": "same", "cause": False},
                {"state": "same", "cause": False},
            ],
        )
        self._stock(self.product, 1)
        self.assertFalse(self._plan().rows)
        self.shop.refused.clear()
        self._level(self.product).action_check_again()
        self._plan()
        self.assertEqual(self._level(self.product).state, "read")
        self._read()
        self._plan()
        self._push()
        self.assertEqual(self._shows(self.product), 16)

    def test_a_refused_level_that_the_shop_speaks_of_is_tried_again(self):
        self.shop.refused.add(f"s{self.product.id}|L1")
        self._stock(self.product, 5)
        self._plan()
        self._push()
        self._plan()
        self.assertEqual(self._level(self.product).state, "parked")
        self.shop.refused.clear()
        self._show(self.product, 11)
        self._tell(self.product, 11)
        self._plan()
        self._age()
        self.assertEqual(len(self._plan().rows), 1)
