"""What was sent is taken back where that is possible, and says so where not."""

from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .price_common import PriceCase


@tagged("post_install", "-at_install", "retail")
class TestUndo(PriceCase):
    """A run of prices that should not have left."""

    def setUp(self):
        super().setUp()
        self._start()
        self.product = self.products[0]
        self.products.write({"list_price": 29.0})  # meant to be 21
        self._plan()
        self._push()
        self.rows = self.env["retail.outbox"].search(
            [("backend_id", "=", self.backend.id), ("state", "=", "done")]
        )
        self.rows = self.rows.filtered(lambda row: row.payload["price"] == "29.00")
        self.assertEqual(len(self.rows), 3)

    def _undo(self, rows=None):
        action = (rows or self.rows).action_undo()
        return self.env[action["res_model"]].browse(action["res_id"])

    def _levels_of(self, rows):
        return self.env["retail.price.level"].browse(rows.mapped("res_id"))

    def test_the_shop_gets_back_what_it_held(self):
        undo = self._undo()
        self.assertEqual((undo.possible_count, undo.impossible_count), (3, 0))
        self.assertEqual(undo.line_ids[0].now, "29.00 USD")
        self.assertEqual(undo.line_ids[0].then, "20.00 USD")
        names = [level.display_name for level in self._levels_of(self.rows)]
        self.assertEqual(undo.line_ids.mapped("name"), names)
        undo.action_apply()
        self._push()
        for product in self.products:
            self.assertEqual(self._shows(product), Decimal("20.00"))
        self.assertFalse(self._plan(everything=True).rows, "it is not sent again")
        level = self._level(self.product)
        self.assertEqual((level.state, level.cause), ("rejected", "taken_back"))

    def test_a_corrected_price_leaves_again(self):
        self._undo().action_apply()
        self._push()
        self.product.list_price = 21
        self._plan()
        self._push()
        self.assertEqual(self._shows(self.product), Decimal("21.00"))
        self.assertEqual(self._shows(self.products[1]), Decimal("20.00"))

    def test_an_approved_price_leaves_again(self):
        self._undo().action_apply()
        self._push()
        self._plan(everything=True)
        self._level(self.product).action_approve()
        self._plan()
        self._push()
        self.assertEqual(self._shows(self.product), Decimal("29.00"))

    def test_what_came_later_is_not_overwritten(self):
        self.product.list_price = 22
        self._plan()
        self._push()
        undo = self._undo()
        self.assertEqual((undo.possible_count, undo.impossible_count), (2, 1))
        [line] = undo.line_ids.filtered(lambda line: not line.possible)
        self.assertIn("another price", line.reason)

    def test_a_plan_that_does_not_hold_any_more_sends_nothing(self):
        undo = self._undo()
        self.product.list_price = 22
        self._plan()
        self._push()
        sent = len(self.shop.sent)
        with self.assertRaisesRegex(UserError, "moved"):
            undo.action_apply()
        self._push()
        self.assertEqual(len(self.shop.sent), sent)

    def test_it_is_taken_back_once(self):
        self._undo().action_apply()
        self._push()
        self.assertFalse(self._undo().possible_count)

    def test_what_cannot_be_taken_back_says_where_to_go(self):
        [number] = self.env["retail.outbox"]._publish(
            self.backend,
            "fulfilment",
            [{"key": "f1", "entity_id": "F 1", "payload": {"id": "1"}}],
        )
        row = self.env["retail.outbox"].browse(number)
        undo = self._undo(row)
        self.assertEqual(undo.line_ids.name, "F 1", "no record of ours has its name")
        self.assertIn("transfer", undo.line_ids.reason)
        with self.assertRaises(UserError):
            undo.action_apply()

    def test_operators_may_not(self):
        operator = new_test_user(
            self.env, "undo operator", "retail_connector_base.group_operator"
        )
        with self.assertRaises(UserError):
            self.rows.with_user(operator).action_undo()
