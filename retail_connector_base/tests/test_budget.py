"""The allowance of requests, shared through the database."""

from odoo.tests import tagged

from ..models.retail_budget import SharedBudget
from ..platforms.budget import OverBudget
from .common import RetailCase


@tagged("post_install", "-at_install", "retail")
class TestSharedBudget(RetailCase):
    """Two workers, one bucket."""

    def setUp(self):
        super().setUp()
        self.slept = []
        self.one, self.two = (
            SharedBudget(self.env, self.backend.id, sleep=self.slept.append)
            for _ in range(2)
        )

    def level(self):
        """Return the points that are left in the database."""
        self.env.invalidate_all()
        return (
            self.env["retail.budget"]
            .search([("backend_id", "=", self.backend.id)])
            .available
        )

    def test_nothing_is_held_back_before_the_limits_are_known(self):
        self.one.take(10_000)
        self.assertFalse(self.slept)

    def test_workers_share_the_points(self):
        self.one.settle(0, 0, available=100, rate=0.001, maximum=100)
        self.one.take(60)
        self.assertAlmostEqual(self.level(), 40, 1)
        with self.assertRaises(OverBudget) as caught:
            self.two.take(60)
        self.assertGreater(caught.exception.retry_after, 1000)
        self.two.take(30)
        self.assertAlmostEqual(self.level(), 10, 1)

    def test_a_short_wait_is_slept(self):
        self.one.settle(0, 0, available=10, rate=10, maximum=100)
        self.one.take(20)
        self.assertEqual(len(self.slept), 1)
        self.assertLess(self.slept[0], 1.01)

    def test_what_was_not_needed_comes_back(self):
        self.one.settle(0, 0, available=100, rate=0.001, maximum=100)
        self.one.take(50)
        self.one.settle(50, 10, available=90, rate=0.001, maximum=100)
        self.assertAlmostEqual(self.level(), 90, 1)

    def test_a_block_holds_for_all(self):
        self.one.block(30)
        with self.assertRaises(OverBudget) as caught:
            self.two.take(1)
        self.assertGreater(caught.exception.retry_after, 29)

    def test_a_connection_without_a_bucket_is_not_held_back(self):
        self.env["retail.budget"].search([]).unlink()
        self.one.take(5)
        self.one.settle(5, 5, 10, 1)
