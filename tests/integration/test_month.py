"""Days of a whole retailer, from the documents to the books of four ledgers."""

import random
from datetime import date
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.addons.retail_connector_base.platforms.cipher import VARIABLE
from odoo.addons.retail_connector_base.tests.common import KEY
from odoo.addons.retail_connector_base.tests.loopback import Loopback

from tests.month.books import STEPS, Books
from tests.month.fakes import Fakes
from tests.month.month import Month

START = date(2026, 10, 31)  # over a month's end
DAYS, ORDERS, RECEIPTS = 1, 80, 18  # a day; receipts per store
ROUNDS = 25  # deliveries until everything is through
DISTURBED = 4  # rounds with something that goes wrong at each ledger


@tagged("post_install", "-at_install", "retail")
class TestMonth(Loopback, HttpCase):
    """Some hundred documents; ``python -m tests.month.run`` takes twenty thousand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(patch.dict("os.environ", {VARIABLE: KEY}))

    def test_the_books_there_are_the_books_here(self):
        with trap_jobs():
            month = Month(self.env, START, DAYS, ORDERS, RECEIPTS)
            month.run()
            balances = month.check()
            self.assertGreater(month.seen, 140)
            fakes = self.enterContext(Fakes(random.Random(3)))
            fakes.chart([(a.code, a.name) for a in balances])
            books = Books(month.world, fakes.urls())
            books.prepare()
            self.deliver(fakes, books)
            self.assertEqual(books.differences(month.until), [])
            counts = books.prove()
            for code, held in fakes.entries().items():
                self.assertEqual(held, counts[code], code)

    def deliver(self, fakes, books):
        for turn in range(ROUNDS):
            if turn < DISTURBED:
                fakes.disturb()
            else:
                fakes.calm()
            waiting = 0
            for backend in books.backends.values():
                for step in STEPS:
                    left = step(backend)
                waiting += left
            if not waiting and turn > DISTURBED:
                return
        self.fail("not through")
