"""Whoever follows only the runbook has the shop hold the prices that are meant."""

from decimal import Decimal

from odoo.tests import tagged

from .price_common import PriceCase
from .runbook_people import RunbookPeople
from .runbook_person import RunbookPerson


@tagged("post_install", "-at_install", "retail")
class TestRunbookListingPrice(RunbookPerson, RunbookPeople, PriceCase):
    """Prices that a guard holds, and lists that get none."""

    stories = ("list_off", "price_below_cost", "price_zero")
    seen_on = {"list_off": "cause"}

    def test_each_page_leads_to_its_end(self):
        self.backend.price_drop_percent = 0
        self._start()
        self.walk_all()

    def walk(self, cause, steps):
        """Give each story the shop as it was before the first."""
        prices = dict(self.shop.prices)
        super().walk(cause, steps)
        self.shop.prices = prices

    def work(self):
        """Do what the jobs do."""
        self.env.flush_all()
        self.backend._job_plan_price()
        self._push()
        self.backend._job_plan_price()
        self.env.invalidate_all()

    def priced(self, product, price, price_list=None):
        """Assert that the shop holds this price and that both sides know it."""
        self.assertEqual(self._shows(product, price_list), Decimal(price))
        level = self._level(product, price_list)
        self.assertEqual((level.state, level.shop_price), ("same", float(price)))

    def held(self, product, cause):
        """Return the level of a product whose price is held for a cause."""
        self.work()
        level = self._level(product)
        self.assertEqual((level.state, level.cause), ("hold", cause))
        self.assertEqual(self._shows(product), Decimal(20))
        return level

    def tell_list_off(self):
        product = self.products[0]
        there = self._list(pricelist=self.pricelist)
        rule = self._rule(product, fixed_price=18)
        self.work()
        self.priced(product, "18.00", there)
        there.price_push = False
        rule.fixed_price = 17
        self.work()
        self.assertEqual(self._shows(product, there), Decimal(18))
        yield self._level(product, there)
        yield "Mappings / Price lists", "Send prices"
        self.by("manager", there).price_push = True
        self.work()
        self.priced(product, "17.00", there)

    def tell_price_below_cost(self):
        meant, wrong = self.products[:2]
        (meant | wrong).standard_price = 19
        self.work()
        (meant | wrong).list_price = 18
        levels = self.held(meant, "price_below_cost")
        levels |= self.held(wrong, "price_below_cost")
        yield levels
        yield "price and cost", "correct"
        self.by("merchandiser", wrong).list_price = 21
        yield "Approve", "manager"
        self.by("manager", self._level(meant)).action_approve()
        self.work()
        self.priced(meant, "18.00")
        self.priced(wrong, "21.00")

    def tell_price_zero(self):
        gift, wrong = self.products[:2]
        (gift | wrong).list_price = 0
        yield self.held(gift, "price_zero") | self.held(wrong, "price_zero")
        yield "Give the product a price"
        self.by("merchandiser", wrong).list_price = 22
        yield "Approve", "manager"
        self.by("manager", self._level(gift)).action_approve()
        self.work()
        self.priced(gift, "0.00")
        self.priced(wrong, "22.00")
