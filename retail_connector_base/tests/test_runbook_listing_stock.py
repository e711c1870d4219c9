"""Whoever follows only the runbook has the shop show the units that are there."""

from odoo.tests import Form, tagged

from ..canonical import Product, Variant
from ..importers.item import Item
from .runbook_people import RunbookPeople
from .runbook_person import RunbookPerson
from .stock_common import StockCase

LEVEL = (
    "not_storable", "place_off", "product_inactive", "switched_off", "untracked"
)  # fmt: skip


@tagged("post_install", "-at_install", "retail")
class TestRunbookListingStock(RunbookPerson, RunbookPeople, StockCase):
    """Levels that are not sent, or held, until somebody looks."""

    stories = (*LEVEL, "zero_unverified")
    seen_on = dict.fromkeys(LEVEL, "cause")

    def test_each_page_leads_to_its_end(self):
        self._start()
        self.walk_all()

    def walk(self, cause, steps):
        """Give each story the shop as it was before the first."""
        levels = dict(self.shop.levels)
        self.dirty._forget_watched()
        super().walk(cause, steps)
        self.shop.levels = levels
        self.shop.answers.clear()

    def work(self):
        """Do what the jobs do until nothing is left to do."""
        for _round in range(3):
            self.env.flush_all()
            self.env.cr.precommit.run()
            self.backend._job_plan_stock()
            self.backend._job_plan_stock_read()
            self._age()
        self._push()
        self.backend._job_plan_stock()
        self.env.invalidate_all()

    def agreed(self, product, units):
        """Assert that the shop shows these units and that both sides know it."""
        level = self._level(product)
        self.assertEqual(self._shows(product), units, level.cause)
        self.assertEqual((level.state, level.remote_qty), ("same", units), level.cause)

    def tell_switched_off(self):
        product, binding = self.products[0], self.bindings[0]
        binding.stock_push = False
        self._stock(product, -4)
        self.work()
        self.assertEqual(self._shows(product), 10)
        yield self._levels()
        yield "Catalogue / Products", "Send Stock", "Send Price"
        with Form(self.by("operator", binding)) as form:
            self.assertIn("price_push", form._view["fields"])
            form.stock_push = True
        yield "by itself"
        self.work()
        self.agreed(product, 6)

    def tell_place_off(self):
        self.place.push_stock = False
        product = self.products[0]
        self._stock(product, -4)
        self.work()
        self.assertEqual(self._shows(product), 10)
        yield self._levels()
        yield "Mappings / Locations", "Send Stock"
        self.by("manager", self.place).push_stock = True
        self.work()
        self.agreed(product, 6)

    def tell_not_storable(self):
        first, second = self._products(2, is_storable=False)
        _kept, left = self._bind(self.backend, first | second)
        self.work()
        yield self._level(first) | self._level(second)
        yield "Track Inventory"
        self.by("merchandiser", first).is_storable = True
        self.work()
        self.assertNotEqual(self._level(first).state, "off")
        self._stock(first, 5)
        self.work()
        self.agreed(first, 5)
        yield "Catalogue / Products", "Send Stock"
        self.by("operator", left).stock_push = False
        self.work()
        self.assertEqual(self._level(second).cause, "switched_off")
        self.assertIsNone(self._shows(second))

    def tell_product_inactive(self):
        first, second = self.products[:2]
        self.by("merchandiser", first | second).action_archive()
        self._stock(first, -3)
        self._stock(second, -3)
        self.work()
        yield self._level(first) | self._level(second)
        yield "Unarchive"
        self.by("merchandiser", first).action_unarchive()
        self.work()
        self.agreed(first, 7)
        yield "Decide again"
        binding = self.bindings[1]
        self.by("operator", binding).action_reopen()
        [other] = self._products(1)
        self._stock(other, 2)
        self.by("operator", binding).record_id = other
        self.work()
        self.assertEqual(self._shows(second), 2)

    def tell_untracked(self):
        product, binding = self.products[0], self.bindings[0]
        self.read_product(binding, tracked=False)
        self._stock(product, -4)
        self.work()
        yield self._level(product)
        yield "at the shop"
        self.read_product(binding, tracked=True)
        self.work()
        self.agreed(product, 6)

    def read_product(self, binding, tracked):
        """Have the shop's product read, which keeps stock of it or not."""
        variant = Variant(
            binding.external_id, stock_id=binding.stock_external_id, tracked=tracked
        )
        item = Item(Product("p1", "Thing", (variant,)))
        self.env["retail.importer.product"]._import_or_bisect([item], self.backend)
        self.assertEqual(item.outcome.state, "done", item.outcome)

    def tell_zero_unverified(self):
        gone, there = self._products(2)
        self._bind(self.backend, gone | there)
        for product in gone | there:
            self._show(product, 8)
        self.work()
        self.assertEqual(self._shows(gone), 8)
        yield self._level(gone) | self._level(there)
        yield "really gone"
        yield "Confirm zero", "correct the stock"
        self.by("operator", self._level(gone)).action_confirm_zero()
        count = self.env["stock.quant"].with_context(inventory_mode=True)
        self.by("merchandiser", count).with_context(inventory_mode=True).create(
            {
                "product_id": there.id,
                "location_id": self.shelf.id,
                "inventory_quantity": 4,
            }
        ).action_apply_inventory()
        self.work()
        self.agreed(gone, 0)
        self.agreed(there, 4)
