"""The shop's number moved on its own: never overwrite a sale Odoo has not heard of."""

from datetime import UTC, datetime, timedelta

from odoo import fields
from odoo.tests import tagged

from ..canonical import codec
from .importer_common import ImporterCase
from .stock_common import StockCase


@tagged("post_install", "-at_install", "retail")
class TestStockStale(StockCase):
    """Stale answers, messages of the shop, orders under way."""

    def setUp(self):
        super().setUp()
        self._start()
        self.product = self.products[0]

    def _sell(self, units=1):
        """Sell in the shop; Odoo does not know yet."""
        self._show(self.product, self._shows(self.product) - units)

    def _read_and_plan(self):
        self._read()
        return self._plan()

    def _readings(self, *ago):
        """Return what is kept of readings of orders that began so many minutes ago."""
        began = [datetime.now(UTC) - timedelta(minutes=minutes) for minutes in ago]
        return {
            "readings": [
                [start.isoformat(), (start + timedelta(seconds=20)).isoformat()]
                for start in began
            ]
        }

    def test_a_stale_answer_is_read_again_and_sent_when_nothing_explains_it(self):
        self._sell()
        self._stock(self.product, 5)
        self._plan()
        self._push()
        self.assertEqual(self._shows(self.product), 9, "compared, not overwritten")
        self._plan()
        self.assertEqual(self._level(self.product).state, "read")
        plan = self._read_and_plan()
        self.assertEqual(self._level(self.product).remote_qty, 9)
        self.assertEqual(plan.rows[0]["payload"]["compare"], "9")
        self.assertEqual(plan.rows[0]["payload"]["quantity"], "14")
        self._push()
        self._plan()
        self._age()
        plan = self._plan()
        self.assertEqual(plan.rows[0]["payload"]["compare"], "14")
        self._push()
        self._plan()
        self.assertEqual(self._shows(self.product), 15)
        self.assertEqual(self._level(self.product).state, "same")
        rows = self.env["retail.outbox"].search([("kind", "=", "stock")], order="id")
        self.assertEqual(rows.mapped("state"), ["superseded", "done", "done"])

    def test_new_goods_are_shown_at_once_less_what_may_be_sold(self):
        self._sell(2)
        self._tell(self.product, 8)
        self._stock(self.product, 5)
        plan = self._plan()
        self.assertEqual(plan.rows[0]["payload"]["quantity"], "13")
        self._push()
        self._plan()
        self.assertEqual(self._shows(self.product), 13)
        self.assertRecordValues(
            self._level(self.product),
            [{"state": "wait", "target_qty": 15, "withheld_qty": 2}],
        )
        self._order(self.product, 2, placed_at="2020-01-01 00:00:00")
        self.assertFalse(self._plan().rows)
        self.assertEqual(self._level(self.product).state, "same")

    def test_a_sale_during_a_cautious_push_is_not_given_back_either(self):
        self._sell(2)
        self._tell(self.product, 8)
        self._stock(self.product, 5)
        self._plan()
        self._push()
        self._plan()
        self._sell(1)
        self._tell(self.product, 12)
        self._stock(self.product, 4)
        self._plan()
        self._push()
        self.assertEqual(self._shows(self.product), 16, "19 less 3 sold")

    def test_goods_that_are_gone_are_taken_off_at_once(self):
        self._sell()
        self._tell(self.product, 9)
        self._stock(self.product, -7)
        plan = self._plan()
        self.assertEqual(plan.rows[0]["payload"]["quantity"], "2")

    def test_a_stale_level_waits_for_orders_not_imported(self):
        self._sell()
        self._stock(self.product, 5)
        self._plan()
        self._push()
        self._plan()
        self._read_and_plan()
        self._push()
        self._plan()
        self._age()
        event = self._event("received", age=600)
        self.assertFalse(self._plan().rows, "the order may explain it")
        event.state = "failed"
        self.assertFalse(self._plan().rows)
        self._order(self.product, 1, placed_at="2020-01-01 00:00:00")
        event.state = "done"
        self.assertFalse(self._plan().rows)
        self.assertEqual(self._shows(self.product), 14)
        self.assertEqual(self._level(self.product).state, "same")

    def test_an_order_nobody_can_read_is_waited_for(self):
        self._sell()
        self._tell(self.product, 9)
        self._plan()
        self._age()
        event = self._event("parked", age=600, cause="rejected")
        self.assertFalse(self._plan().rows)
        event.state = "ignored"
        self.assertEqual(len(self._plan().rows), 1)

    def test_a_level_waits_for_the_reading_of_orders(self):
        flow = self.env["retail.flow"].create(
            {"backend_id": self.backend.id, "code": "order_in"}
        )
        self._sell()
        self._tell(self.product, 9)
        self._plan()
        self._age()
        self.assertFalse(self._plan().rows, "orders were never read")
        flow.cursor = self._readings(60)
        self.assertFalse(self._plan().rows, "orders were read before it moved")
        flow.cursor = self._readings(60, 0)
        self.assertEqual(len(self._plan().rows), 1)

    def test_an_order_found_by_a_reading_may_be_older_than_its_arrival(self):
        flow = self.env["retail.flow"].create(
            {"backend_id": self.backend.id, "code": "order_in"}
        )
        self._sell()
        self._tell(self.product, 9)
        self._plan()
        self._age(300)
        # its message was lost; the second reading found it and it waits to be imported
        flow.cursor = self._readings(60, 2)
        event = self._event("received", age=110)
        self.assertFalse(self._plan().rows, "nothing is given back")
        self._order(self.product, 1, placed_at="2020-01-01 00:00:00")
        event.state = "done"
        self.assertFalse(self._plan().rows)
        self.assertEqual(self._level(self.product).state, "same")

    def test_an_order_that_is_tried_again_is_still_sold(self):
        self.bindings[0].external_id = "v-MUG"
        document = ImporterCase.order("77", [ImporterCase.line("l1", 10, 3)])
        text = codec.encode(document)
        event = self._event("parked", entity_id="77", document=text)
        self._sell(3)
        self._tell(self.product, 7)
        self._plan()
        self.assertEqual(self._level(self.product).state, "same")
        self._age()
        event._requeue("retried")
        self.dirty._mark_backend(self.backend)
        self.assertFalse(self._plan().rows, "three are sold all the same")
        event._settle({event.id: {"state": "parked", "document": text}})
        event.action_ignore()
        self._plan()  # which doubts the number, since who knows what became of them
        self._read_and_plan()
        self.assertEqual(self._level(self.product).target_qty, 10)

    def test_a_repeated_request_took_effect_when_it_was_made_first(self):
        self._stock(self.product, 5)
        self._plan()
        self.shop.lose_answers = 1
        self._push()
        self._sell(3)  # after the first request, before its repeat
        sold_at = datetime.now(UTC)
        row = self.env["retail.outbox"].search([("kind", "=", "stock")])
        row.next_try_at = False
        self._push()
        self.assertEqual(self._shows(self.product), 12)
        self._tell(self.product, 12, at=sold_at)
        self._plan()
        self.assertEqual(self._level(self.product).state, "read")
        self._read_and_plan()
        self.assertEqual(self._level(self.product).remote_qty, 12)

    def test_a_number_read_during_a_request_is_read_again(self):
        self._stock(self.product, 5)
        self._plan()
        before = self._shows(self.product)
        self._push()
        row = self.env["retail.outbox"].search([("kind", "=", "stock")])
        during = row.sent_at + (row.done_at - row.sent_at) / 2
        level = (self.product.id, self.place.id)
        self.dirty._report(self.backend, [(*level, "read", before, during)])
        self._stock(self.product, -5)  # what Odoo wants is what was read too early
        self._plan()
        self.assertEqual(self._level(self.product).state, "read")
        self._read_and_plan()
        self._age()
        self._plan()
        self._push()
        self.assertEqual(self._shows(self.product), 10)

    def test_a_message_that_seems_known_counts_after_reports_under_way(self):
        level = (self.product.id, self.place.id)
        now = datetime.now(UTC).replace(tzinfo=None)
        self.dirty._report(
            self.backend, [(*level, "read", 7, now - timedelta(seconds=5))]
        )
        self._tell(self.product, 10)  # what the level still says, and true again
        self._plan()
        self.assertEqual(self._level(self.product).remote_qty, 10)

    def test_a_sale_that_odoo_knows_needs_no_push(self):
        self._sell()
        self._order(self.product, 1)
        self._tell(self.product, 9)
        plan = self._plan()
        self.assertFalse(plan.rows)
        self.assertEqual(self._level(self.product).state, "same")
        self.assertEqual(self.shop.reads, 0)

    def test_an_order_that_overtakes_the_shops_message_is_read_not_pushed(self):
        self._sell()
        placed_at = fields.Datetime.now() + timedelta(seconds=1)
        self._order(self.product, 1, placed_at=placed_at)
        self._plan()
        self.assertEqual(self._level(self.product).state, "read")
        self._age()
        self._read_and_plan()
        self.assertEqual(self._level(self.product).state, "same")
        self.assertFalse(self.shop.requests)

    def test_a_shops_own_correction_is_overwritten_and_counted_as_drift(self):
        self._show(self.product, 50)
        self._tell(self.product, 50)
        self.assertFalse(self._plan().rows)
        self._age()
        self.assertEqual(len(self._plan().rows), 1)
        drift = self.env["retail.discrepancy"].search([("type", "=", "stock_drift")])
        self.assertRecordValues(
            drift,
            [{"expected": 50.0, "found": 10.0, "state": "open"}],
        )
        self._push()
        self._plan()
        self.assertEqual(self._shows(self.product), 10)
        self.assertEqual(drift.state, "resolved")

    def test_the_echo_of_our_own_push_changes_nothing(self):
        self._stock(self.product, 5)
        self._plan()
        self._push()
        self._tell(self.product, 15)
        self._plan()
        self._tell(self.product, 15)
        plan = self._plan()
        self.assertFalse(plan.rows)
        self.assertEqual(self._level(self.product).state, "same")

    def test_a_late_older_message_changes_nothing(self):
        self._stock(self.product, 5)
        self._plan()
        self._push()
        self._plan()
        item = self._tell(self.product, 3, at=datetime.now(UTC) - timedelta(hours=1))
        self.assertEqual(item.outcome.state, "done")
        self.assertFalse(self._plan().rows)
        self.assertEqual(self._level(self.product).remote_qty, 15)

    def test_a_message_about_a_level_that_is_not_sent_is_ignored(self):
        item = self._tell(self.product, 3, place="L9")
        self.assertEqual(item.outcome.state, "ignored")
        self.env.cr.flush()
        self.assertFalse(self.dirty.sudo().search([]))

    def test_odoos_stock_is_never_written(self):
        self._tell(self.product, 3)
        self._plan()
        self.assertEqual(self.product.with_context(location=self.shelf.id).free_qty, 10)
