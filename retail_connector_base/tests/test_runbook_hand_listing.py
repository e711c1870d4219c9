"""Whoever follows only the runbook has the shop hold what Odoo means."""

from decimal import Decimal

from odoo.tests import tagged

from ..platforms import PlatformError, TransientError
from .common import RetailCase
from .price_common import PriceCase
from .runbook_people import RunbookPeople
from .runbook_person import RunbookPerson
from .stock_common import StockCase


@tagged("post_install", "-at_install", "retail")
class TestRunbookHandPrice(RunbookPerson, RunbookPeople, PriceCase):
    """Prices that a person looks at before they leave, or that did not arrive."""

    stories = ("price_drop", "preview", "refused", "dead", "parked")

    def test_each_page_leads_to_its_end(self):
        self.backend.flow_ids.max_tries = 2
        self._start()
        self.walk_all()

    def walk(self, cause, steps):
        """Give each story the shop as it was before the first."""
        prices = dict(self.shop.prices)
        self.shop.refused = {}
        super().walk(cause, steps)
        self.shop.prices = prices

    def work(self, *errors):
        """Do what the jobs do; the next requests fail with these errors."""
        real = self.shop.push_many
        waiting = list(errors)

        def push_many(kind, items, key):
            if waiting:
                raise waiting.pop(0)
            return real(kind, items, key)

        self.shop.push_many = push_many
        self.env.flush_all()
        self.backend._job_plan_price()
        for _try in range(max(len(errors), 1)):
            self.env.flush_all()
            self.env.cr.execute("UPDATE retail_outbox SET next_try_at = NULL")
            self.env.invalidate_all()
            self.backend._job_push("price")
        self.shop.push_many = real
        self.backend._job_plan_price()
        self.env.invalidate_all()

    def priced(self, product, price):
        """Assert that the shop holds this price and that both sides know it."""
        self.assertEqual(self._shows(product), Decimal(price))
        level = self._level(product)
        self.assertEqual((level.state, level.shop_price), ("same", float(price)))

    def rows(self):
        """Return the rows of the outbox that a person looks at."""
        return self.by("operator", self.env["retail.outbox"]).search(
            [("backend_id", "=", self.backend.id),
             ("state", "in", ("parked", "dead", "preview"))], order="id"
        )  # fmt: skip

    def retry(self, cause):
        """Press Retry in the list, on what waits for a cause; the jobs run."""
        self.by("operator", self.env["retail.exception"]).search(
            [("cause", "=", cause)]
        ).action_retry()
        self.work()

    def tell_price_drop(self):
        meant, wrong, typed = self.products
        self.products.list_price = 5
        self.work()
        levels = self._level(meant) | self._level(wrong) | self._level(typed)
        self.assertEqual(set(levels.mapped("cause")), {"price_drop"})
        yield levels
        yield "Compare both prices"
        self.assertEqual(set(levels.mapped("change_percent")), {-75.0})
        yield "Approve", "manager", "Reject", "correct the pricelist"
        self.by("manager", self._level(meant)).action_approve()
        self.by("manager", self._level(wrong)).action_reject()
        self._rule(typed, fixed_price=19)
        self.work()
        self.priced(meant, "5.00")
        self.priced(typed, "19.00")
        self.assertEqual(self._shows(wrong), Decimal(20))

    def tell_preview(self):
        self.flow.preview_required = True
        right, wrong = self.products[:2]
        right.list_price, wrong.list_price = 21, 91
        self.work()
        yield self.rows()
        yield "To release", "look at the values"
        by_price = {row.payload["price"]: row for row in self.rows()}
        yield "Release", "Do not send"
        by_price["21.00"].action_release()
        by_price["91.00"].action_ignore()
        self.work()
        self.priced(right, "21.00")
        self.assertEqual(self._shows(wrong), Decimal(20))

    def tell_refused(self):
        first, second = self.products[:2]
        for product in first | second:
            self.shop.refused[self.binding(product).external_id] = "refused"
        first.list_price = second.list_price = 22
        self.work()
        yield self._level(first) | self._level(second)
        yield "details"
        yield "Correct the value"
        self.shop.refused = {}
        self.by("merchandiser", first).list_price = 21
        self.work()
        self.priced(first, "21.00")
        yield "Retry", "ignore"
        self.retry("refused")
        self.priced(second, "22.00")

    def binding(self, product):
        """Return the binding of a product."""
        return self.bindings.filtered(lambda one: one.record_id == product)

    def not_sent(self, *errors):
        """Have a price fail with these errors, and be planned anew; return product."""
        product = self.products[0]
        product.list_price = 21
        self.work(*errors)
        product.standard_price = 3
        self.env.flush_all()
        self.backend._job_plan_price()
        return product

    def tell_dead(self):
        product = self.not_sent(
            TransientError("is being repaired"), TransientError("still is")
        )
        yield self._level(product)
        yield "outbox", "what the last try was answered"
        self.assertEqual(self.rows().error, "still is")
        yield "until the platform works again"
        yield "Retry"
        self.retry("dead")
        self.priced(product, "21.00")
        self.assertFalse(self.rows())

    def tell_parked(self):
        product = self.not_sent(PlatformError("closed for stocktaking"))
        yield self._level(product)
        yield "outbox", "the answer in full"
        self.assertIn("stocktaking", self.rows().error)
        yield "at the platform"
        yield "Retry"
        self.retry("parked")
        self.priced(product, "21.00")
        self.assertFalse(self.rows())


@tagged("post_install", "-at_install", "retail")
class TestRunbookHandStock(RunbookPerson, RunbookPeople, StockCase):
    """Units that moved at the shop for no reason that Odoo knows."""

    stories = ("stock_drift",)

    def test_each_page_leads_to_its_end(self):
        self._start()
        self.walk_all()

    def plan(self):
        """Compare and plan, as the jobs do."""
        self.exporter._full_compare(self.backend, self.shop)
        self._plan()
        self._age()
        self._plan()

    def tell_stock_drift(self):
        ours, theirs = self.products[:2]
        self._show(ours, 99)
        self._show(theirs, 7)
        self.plan()
        found = self.env["retail.discrepancy"].search([("type", "=", "stock_drift")])
        yield found
        yield "Open the discrepancy", "what the shop had"
        self.assertEqual(sorted(found.mapped("expected")), [7, 99])
        self.assertIn("The shop had 10, then 99", " ".join(found.mapped("note")))
        yield "Count"
        yield "sent by itself", "correct Odoo's stock"
        quant = self.by("merchandiser", self.env["stock.quant"])
        quant.with_context(inventory_mode=True).create(
            {"product_id": theirs.id, "location_id": self.shelf.id,
             "inventory_quantity": 7}
        ).action_apply_inventory()  # fmt: skip
        self._plan()
        self._push()
        self.plan()
        self.assertEqual((self._shows(ours), self._shows(theirs)), (10, 7))
        for product, units in ((ours, 10), (theirs, 7)):
            level = self._level(product)
            self.assertEqual((level.state, level.remote_qty), ("same", units))


@tagged("post_install", "-at_install", "retail")
class TestRunbookHandInbox(RunbookPerson, RunbookPeople, RetailCase):
    """A message that takes the job with it."""

    stories = ("crash",)

    def test_each_page_leads_to_its_end(self):
        self.company = self.backend.company_id
        self.backend.lanes = 1
        self.walk_all()

    def fall(self, times):
        """Have the job that works on the oldest message fall down."""
        runner = self.backend.with_context(retail_queue="in|0")
        for hours in range(times):
            with self.later(hours=9 * hours):
                runner._on_job_failed("MemoryError", "", "")

    def tell_crash(self):
        for number in (1, 2):
            self.world.save(f"p{number}", f"Person {number}")
        bad, good = self.receive(self.notice("k1", "p1"), self.notice("k2", "p2"))
        self.fall(3)
        self.drain()
        self.assertEqual((bad.state, good.state), ("dead", "done"))
        yield bad
        event = self.by("operator", bad)
        yield "read the error"
        self.assertEqual(event.error, "MemoryError")
        yield "Retry it once, alone"
        event.action_retry()
        self.fall(1)
        self.assertEqual((bad.state, bad.cause), ("failed", "crash"))
        yield "support", "once that is corrected"
        event.action_retry()
        self.drain()
        self.assertEqual(bad.state, "done", bad.error)
        partner = self.env["retail.binding.party"]._find(self.backend, ["p1"])["p1"]
        self.assertEqual(partner.record_id.name, "Person 1")
