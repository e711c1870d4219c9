"""The jobs, from a change in Odoo to the shop, as the queue runs them."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..platforms import TransientError
from .stock_common import StockCase


@tagged("post_install", "-at_install", "retail")
class TestStockJob(StockCase):
    """Each job leaves the next one to do."""

    def setUp(self):
        super().setUp()
        self._start()
        self._forget_jobs()
        self.product = self.products[0]

    def _forget_jobs(self):
        self.env["queue.job"].search([]).unlink()

    def _run(self, trap, method):
        """Run the one job of this kind that was enqueued."""
        trap.assert_jobs_count(1, only=method)
        [job] = [j for j in trap.enqueued_jobs if j.method_name == method.__name__]
        return job.perform()

    def test_a_change_is_planned_and_pushed(self):
        with trap_jobs() as trap:
            self._stock(self.product, 5)
            self.env.cr.flush()
            self._run(trap, self.backend._job_plan_stock)
            self._run(trap, self.backend._job_push)
        self.assertEqual(self._shows(self.product), 15)
        self.assertEqual(len(self.shop.requests), 1)
        self.assertEqual(self.shop.reads, 0)

    def test_an_unknown_level_is_read_by_a_job_of_its_own(self):
        late = self._products(1)
        self._show(late, 3)
        with trap_jobs() as trap:
            self._bind(self.backend, late)
            self.env.cr.flush()
            self._run(trap, self.backend._job_plan_stock)
            self._run(trap, self.backend._job_plan_stock_read)
        self.assertEqual(self.shop.reads, 1)
        self._plan()
        self.assertEqual(self._level(late).remote_qty, 3)

    def test_a_level_that_waits_has_the_orders_read(self):
        flow = self.env["retail.flow"].create(
            {"backend_id": self.backend.id, "code": "order_in"}
        )
        self._show(self.product, 9)
        self._tell(self.product, 9)
        self.backend._job_plan_stock()
        self.assertEqual(self._level(self.product).state, "wait")
        self._age()
        self._forget_jobs()
        with trap_jobs() as trap:
            self.backend._job_plan_stock()
            trap.assert_jobs_count(1, only=self.backend._job_pull)
            trap.assert_jobs_count(1, only=self.backend._job_plan_stock)
            self.assertEqual(trap.enqueued_jobs[0].args, (flow.id,))

    def test_the_comparison_runs_as_a_flow(self):
        flow = self.env["retail.flow"].search(
            [("backend_id", "=", self.backend.id), ("code", "=", "stock_compare_out")]
        ) or self.env["retail.flow"].create(
            {"backend_id": self.backend.id, "code": "stock_compare_out"}
        )
        with trap_jobs() as trap:
            flow._run()
            self._run(trap, self.backend._job_plan_stock_compare)
        self.assertEqual(flow.cursor["compared"], 3)
        self.assertTrue(flow.last_pull_at)
        note = self.env["retail.trace"].search(
            [("backend_id", "=", self.backend.id), ("code", "=", "full_compare")]
        )
        self.assertEqual(note.note, "3 levels, 0 different")

    def test_the_flow_of_the_comparison_comes_with_the_platform(self):
        other = self.env["retail.backend"].create(
            {"name": "New", "company_id": self.company.id}
        )
        self.env["retail.flow"]._sync(other, frozenset({"order"}), frozenset({"stock"}))
        flow = other.flow_ids.filtered(lambda f: f.code == "stock_compare_out")
        self.assertRecordValues(flow, [{"timing": "daily", "direction": "out"}])

    def test_a_shop_that_cannot_answer_is_asked_again_later(self):
        def fetch_many(_kind, _ids):
            raise TransientError("too busy", retry_after=7)

        self.shop.fetch_many = fetch_many
        self._level(self.product).action_check_again()
        self._plan()
        with self.assertRaises(Exception) as caught:
            self.backend._job_plan_stock_read()
        self.assertEqual(type(caught.exception).__name__, "RetryableJobError")

    def test_a_job_needs_no_rights_of_its_user(self):
        user = new_test_user(
            self.env, "stock_nobody", "base.group_user", company_id=self.company.id
        )
        self._show(self.product, 9)
        self._tell(self.product, 9)
        self._event("parked", document='{"document": {"lines": []}}')
        self._stock(self.products[1], 5)
        self.env.flush_all()
        self.backend.with_user(user)._job_plan_stock()
        self._level(self.product).action_check_again()
        self._plan()
        self.backend.with_user(user)._job_plan_stock_read()
        self.backend.with_user(user)._job_plan_stock()
        self.assertEqual(self._level(self.products[1]).target_qty, 15)

    def test_the_sweep_wakes_what_was_forgotten(self):
        self._stock(self.product, 5)
        self.env.cr.flush()
        self._forget_jobs()
        with trap_jobs() as trap:
            self.backend._wake_all()
            trap.assert_jobs_count(1, only=self.backend._job_plan_stock)

    def test_one_planning_at_a_time_leaves_the_rest_to_another(self):
        self._stock(self.product, 5)
        self._stock(self.products[1], 5)
        self.env.cr.flush()
        plan = self.exporter._plan(self.backend, 1)
        self.assertEqual(len(plan.rows), 1)
        with trap_jobs() as trap:
            self.backend._wake_rest("plan:stock")
            trap.assert_jobs_count(1, only=self.backend._job_plan_stock)

    def test_only_operators_may_confirm(self):
        viewer = new_test_user(
            self.env,
            "stock_viewer",
            "base.group_user,retail_connector_base.group_viewer",
            company_id=self.company.id,
        )
        operator = new_test_user(
            self.env,
            "stock_operator",
            "base.group_user,retail_connector_base.group_operator",
            company_id=self.company.id,
        )
        level = self._level(self.product)
        self.assertEqual(level.with_user(viewer).remote_qty, 10)
        with self.assertRaises(AccessError):
            level.with_user(viewer).action_check_again()
        level.with_user(operator).action_check_again()
        with self.assertRaises(AccessError):
            level.with_user(operator).write({"remote_qty": 3})

    def test_a_warehouse_worker_marks_without_rights_here(self):
        worker = new_test_user(
            self.env,
            "stock_worker",
            "stock.group_stock_user",
            company_id=self.company.id,
        )
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.product.id), ("location_id", "=", self.shelf.id)]
        )
        quant.with_user(worker).with_context(inventory_mode=True).write(
            {"inventory_quantity": 4}
        )
        quant.with_user(worker).action_apply_inventory()
        self.assertEqual(self._plan().rows[0]["payload"]["quantity"], "4")
