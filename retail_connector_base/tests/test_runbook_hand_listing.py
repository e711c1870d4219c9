"""Whoever follows only the runbook has the shop hold the prices Odoo means."""

from decimal import Decimal

from odoo.tests import tagged

from ..platforms import PlatformError, TransientError
from .price_common import PriceCase
from .runbook_people import RunbookPeople
from .runbook_person import RunbookPerson


@tagged("post_install", "-at_install", "retail")
class TestRunbookHandPrice(RunbookPerson, RunbookPeople, PriceCase):
    """Prices that a person looks at before they leave, or that did not arrive."""

    stories = ("price_drop", "preview", "refused", "dead", "parked", "taken_back")
    seen_on = {"taken_back": "cause"}

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

    def tell_taken_back(self):
        wrong, right = self.products[:2]
        wrong.list_price = right.list_price = 29
        self.work()
        sent = self.env["retail.outbox"].search(
            [("backend_id", "=", self.backend.id), ("state", "=", "done")]
        )
        sent = sent.filtered(lambda row: row.payload["price"] == "29.00")
        action = self.by("manager", sent).action_undo()
        undo = self.by("manager", self.env[action["res_model"]])
        undo.browse(action["res_id"]).action_apply()
        self.work()
        self.assertEqual((self._shows(wrong), self._shows(right)), (20, 20))
        yield self._level(wrong) | self._level(right)
        yield "Correct it in Odoo"
        self.by("merchandiser", wrong).list_price = 21
        self.work()
        self.priced(wrong, "21.00")
        yield "approve the price"
        self.by("manager", self._level(right)).action_approve()
        self.work()
        self.priced(right, "29.00")
        yield "Replay"  # what came in: shown where messages are

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
