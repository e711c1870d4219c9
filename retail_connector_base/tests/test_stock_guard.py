"""Nothing is sold twice while another channel's sales are not known yet."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .stock_common import StockCase

HOURS = 28 * 24  # over which sales are counted


@tagged("post_install", "-at_install", "retail")
class TestStockGuard(StockCase):
    """Two channels sell from one shelf."""

    def setUp(self):
        super().setUp()
        self._start()
        self.product = self.products[0]
        self.other = self._backend("Other")
        self._place(self.other, "L9", self.shelf)
        self.flow = self.other.flow_ids.filtered(lambda f: f.code == "order_in")
        self.flow = self.flow or self.env["retail.flow"].create(
            {"backend_id": self.other.id, "code": "order_in"}
        )
        self.guard = self.env["retail.stock.guard"]

    def _target(self):
        self._plan()
        return self._level(self.product).target_qty

    def _watch(self, minutes_ago):
        """Let the other channel's sales be known until then."""
        self.flow.last_pull_at = fields.Datetime.now() - timedelta(minutes=minutes_ago)
        self.guard._watch(self.backend | self.other)

    def _sell_elsewhere(self, quantity):
        move = self.env["stock.move"].create(
            {
                "product_id": self.product.id,
                "product_uom_qty": quantity,
                "location_id": self.shelf.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "company_id": self.company.id,
            }
        )
        move._action_confirm()
        move.quantity = quantity
        move.picked = True
        move._action_done()

    # --- late sales ---

    def test_safe_stock_is_shown_while_others_are_late_and_no_longer(self):
        self.other.sales_limit_minutes = 30
        self.backend.stock_minimum = 3  # does not make a zero of the safe stock
        self._watch(minutes_ago=10)
        self.assertFalse(self.place.sales_late)
        self._watch(minutes_ago=31)
        self.assertTrue(self.place.sales_late)
        self.assertEqual(self._target(), 1)
        self._watch(minutes_ago=0)
        self.assertFalse(self.place.sales_late_since)
        self.assertEqual(self._target(), 10)
        steps = self.env["retail.trace"].search([("code", "=", "sales_late")])
        self.assertEqual(set(steps.mapped("step")), {"held", "resolved"})

    def test_sales_that_wait_in_the_inbox_are_as_late_as_unread_ones(self):
        self.other.sales_limit_minutes = 30
        self._event(age=60 * 45, backend_id=self.other.id)
        self._watch(minutes_ago=0)
        self.assertTrue(self.place.sales_late)

    def test_a_channel_is_not_guarded_against_itself(self):
        self.other.sales_limit_minutes = 30
        self._watch(minutes_ago=60)
        theirs = self.env["retail.binding.location"].search(
            [("backend_id", "=", self.other.id)]
        )
        self.assertFalse(theirs.sales_late)

    def test_a_safe_stock_of_nothing_is_refused(self):
        with self.assertRaises(ValidationError):
            self.backend.stock_safe_qty = 0

    # --- measured buffers ---

    def test_the_buffer_covers_what_others_sell_before_this_channel_knows(self):
        self._stock(self.product, HOURS)
        self._sell_elsewhere(HOURS / 2)  # half a unit an hour
        now = fields.Datetime.now()
        self._event(
            state="done",
            backend_id=self.other.id,
            occurred_at=now - timedelta(hours=3),
            done_at=now - timedelta(hours=1),
        )
        self.backend.stock_buffer_kind = "computed"
        self.backend.action_measure_buffers()
        self.assertEqual(self.backend.stock_lag_seconds, 7200 + 5)
        variant = self.bindings.filtered(lambda b: b.record_id == self.product)
        # One expected sale in two hours: 4 are exceeded in less than 1 of 100 cases
        self.assertEqual(variant.computed_buffer, 4)
        self.assertAlmostEqual(variant.sold_elsewhere, 12.0)
        on_hand = 10 + HOURS / 2
        self.assertEqual(self._target(), on_hand - 4)
        variant.buffer = 7  # a product's own comes first
        self.assertEqual(self._target(), on_hand - 7)

    def test_what_this_channel_sells_itself_needs_no_buffer(self):
        order = self._order(self.product, 5)
        order.action_confirm()
        order.picking_ids.move_ids.quantity = 5
        order.picking_ids.button_validate()
        self.assertEqual(self.guard._sold_elsewhere(self.backend), {})
        self.assertIn(self.product.id, self.guard._sold_elsewhere(self.other))

    # --- who could be sold twice ---

    def test_levels_that_show_too_much_are_found(self):
        level = self._level(self.product)
        level.write({"remote_qty": 12, "target_qty": 9})
        risky = self.env["retail.stock.level"].search([("risk_qty", ">", 0)])
        self.assertIn(level, risky)
        self.assertEqual(level.risk_qty, 3)
        level.target_qty = 12
        self.assertNotIn(
            level, self.env["retail.stock.level"].search([("risk_qty", ">", 0)])
        )
