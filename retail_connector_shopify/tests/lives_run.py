"""Many random lives of orders: whatever happens, both sides end with the same.

Orders are edited, paid, shipped, returned, refunded, exchanged, cancelled and held in
any order; messages are lost, doubled and shuffled; Odoo's jobs run at random moments.
All orders of a batch go forward together, as those of a real shop. What is wrong in the
end is told with the seed and the story of the order.

    RETAIL_LIVES_SEED=7       begin with that seed (default 1)
    RETAIL_LIVES_BATCHES=20   so many batches, each of its own seed (default 1)
    RETAIL_LIVES_ORDERS=100   so many orders a batch (default 100)
    RETAIL_LIVES_ONLY=13      only that order of each batch

2,000 lives are RETAIL_LIVES_BATCHES=20. It stands beside the suite, which lives a few
(``test_order_lives``); run it by name:
``./setup/test odoo retail_connector_shopify/tests/lives_run.py``.
"""

import logging
import os

from odoo.tests import tagged

from .lives_case import LivesCase

_logger = logging.getLogger(__name__)


def wanted(name, default):
    """Return a number that the environment may ask for, None for nothing."""
    value = os.environ.get(f"RETAIL_LIVES_{name}")
    return int(value) if value else default


@tagged("post_install", "-at_install", "retail")
class TestManyOrderLives(LivesCase):
    """Batches of lives, each compared to the cent and to the unit."""

    def test_random_lives_end_equal(self):
        first, wrong = wanted("SEED", 1), []
        for seed in range(first, first + wanted("BATCHES", 1)):
            found = self.went_wrong(seed, wanted("ORDERS", 100), wanted("ONLY", None))
            level = logging.WARNING if found else logging.INFO
            _logger.log(level, "seed %s: %s", seed, "\n\n".join(found) or "equal")
            wrong += found
        self.assertFalse(wrong, f"{len(wrong)} went wrong\n\n" + "\n\n".join(wrong))
