"""Changes of stock are noticed, at next to no cost for whoever makes them."""

import psycopg2

from odoo.modules.registry import Registry
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .stock_common import StockCase


@tagged("post_install", "-at_install", "retail")
class TestStockCapture(StockCase):
    """Marks are inserted once a transaction, and wake one job."""

    def setUp(self):
        super().setUp()
        self._start()
        self.product = self.products[0]

    def _marks(self):
        self.env.cr.flush()
        return self.dirty.sudo().search([], order="id")

    def test_changes_of_a_transaction_are_one_mark_per_product(self):
        for _n in range(20):
            self._stock(self.product, 1)
        self._stock(self.products[1], 1)
        marks = self._marks()
        self.assertEqual(len(marks), 2)
        self.assertEqual(set(marks.mapped("kind")), {"changed"})

    def test_the_planning_is_woken_once_and_collects(self):
        self.env["queue.job"].search([]).unlink()
        with trap_jobs() as trap:
            self._stock(self.product, 1)
            self._stock(self.products[1], 1)
            self.env.cr.flush()
            trap.assert_jobs_count(1)
            trap.assert_jobs_count(1, only=self.backend._job_plan_stock)
            self.assertTrue(trap.enqueued_jobs[0].eta)

    def test_a_transfer_marks(self):
        order = self._order(self.product, 2)
        order.action_confirm()
        self._marks().unlink()
        order.picking_ids.button_validate()
        self.assertEqual(self._marks().mapped("product_id"), [self.product.id])

    def test_a_quotation_marks_with_doubt_for_its_shop_only(self):
        other = self._backend("Other Shop")
        self._place(other, "X1", self.shelf)
        self._bind(other, self.products)
        self._marks().unlink()
        self._order(self.product, 2)
        self.assertEqual(
            {(mark.backend_id, mark.kind) for mark in self._marks()},
            {(self.backend.id, "doubt"), (other.id, "changed")},
        )

    def test_removing_a_line_marks(self):
        order = self._order(self.product, 2)
        self._marks().unlink()
        order.order_line.unlink()
        self.assertEqual(self._marks().product_id, self.product.id)

    def test_nothing_is_written_when_nobody_listens(self):
        for change in (
            lambda: setattr(self.bindings, "stock_push", False),
            lambda: self.backend.write({"state": "paused"}),
        ):
            change()
            self._marks().unlink()
            self._stock(self.product, 1)
            self.assertFalse(self._marks())

    def test_a_mapping_made_later_is_listened_to(self):
        shelf = self.env["stock.location"].create(
            {
                "name": "New",
                "usage": "internal",
                "location_id": self.warehouse.view_location_id.id,
            }
        )
        self._stock(self.product, 1, shelf)
        self.assertFalse(self._marks())
        self.place.extra_location_ids = shelf
        self._marks().unlink()
        self._stock(self.product, 1, shelf)
        self.assertEqual(len(self._marks()), 1)

    def test_changes_of_a_savepoint_that_is_rolled_back_are_forgotten(self):
        self._stock(self.product, 1)
        savepoint = self.env.cr.savepoint(flush=True)
        self._stock(self.products[1], 1)
        savepoint.close(rollback=True)
        self.assertEqual(self._marks().mapped("product_id"), [self.product.id])

    def test_the_scheduler_finds_lost_wake_ups(self):
        self._plan()
        self.assertNotIn(self.backend.id, self.dirty._waiting_backends())
        self._stock(self.product, 1)
        self.env.cr.flush()
        self.assertIn(self.backend.id, self.dirty._waiting_backends())
        self._plan()
        self.assertNotIn(self.backend.id, self.dirty._waiting_backends())

    def test_a_change_of_stock_costs_one_statement_a_transaction(self):
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.product.id), ("location_id", "=", self.shelf.id)]
        )
        self._stock(self.product, 1)
        self.env.cr.flush()  # everything is cached now
        before = self._queries(lambda: quant.write({"reserved_quantity": 1}))
        self.backend.state = "paused"
        self.dirty._watched()
        quant.write({"reserved_quantity": 2})
        self.env.cr.flush()
        without = self._queries(lambda: quant.write({"reserved_quantity": 3}))
        with trap_jobs():
            pass
        self.assertLessEqual(before - without, 3, "one INSERT, one look for a job")

    def _queries(self, action):
        with trap_jobs():
            self.env.cr.flush()
            start = self.env.cr.sql_log_count
            action()
            self.env.cr.flush()
            return self.env.cr.sql_log_count - start


@tagged("post_install", "-at_install", "retail")
class TestStockContention(StockCase):
    """Two people who change the same product do not wait for our marks."""

    def test_marks_of_two_transactions_do_not_touch(self):
        values = [self.backend.id, self.products[0].id]
        insert = (
            "INSERT INTO retail_stock_dirty (backend_id, product_id, kind, at)"
            " VALUES (%s, %s, 'changed', now())"
        )
        registry = Registry(self.env.cr.dbname)
        one, two = registry._db.cursor(), registry._db.cursor()
        try:
            for cr in (one, two):
                cr.execute("SET LOCAL lock_timeout = '500ms'")
                cr.execute(insert, values)
            one.execute(
                "DELETE FROM retail_stock_dirty WHERE backend_id = %s RETURNING id",
                values[:1],
            )
            self.assertEqual(one.rowcount, 1, "it sees its own mark, waits for nobody")
            two.execute(insert, values)
        except psycopg2.errors.LockNotAvailable:
            self.fail("a mark waits for another transaction")
        finally:
            for cr in (one, two):
                cr.rollback()
                cr.close()
