"""A few random lives of orders; ``lives_run`` lives thousands."""

from odoo.tests import tagged

from .lives_case import LivesCase

SEED, ORDERS = 3, 12


@tagged("post_install", "-at_install", "retail")
class TestOrderLives(LivesCase):
    """Whatever happens in whatever order, both sides end with the same."""

    def test_random_lives_end_equal(self):
        wrong = self.went_wrong(SEED, ORDERS)
        self.assertFalse(wrong, "\n\n".join(wrong))
