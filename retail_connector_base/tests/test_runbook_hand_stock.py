"""Whoever follows only the runbook has units and messages where they belong."""

from odoo.tests import tagged

from .common import RetailCase
from .runbook_people import RunbookPeople
from .runbook_person import RunbookPerson
from .stock_common import StockCase


@tagged("post_install", "-at_install", "retail")
class TestRunbookHandStock(RunbookPerson, RunbookPeople, StockCase):
    """Units that moved at the shop for no reason that Odoo knows."""

    stories = ("stock_drift", "taken_back")
    seen_on = {"taken_back": "cause"}

    def test_each_page_leads_to_its_end(self):
        self._start()
        self.walk_all()

    def walk(self, cause, steps):
        """Give each story the shop as it was before the first."""
        levels = dict(self.shop.levels)
        super().walk(cause, steps)
        self.shop.levels = levels
        self.shop.answers.clear()
        self.dirty._forget_watched()

    def plan(self):
        """Compare and plan, as the jobs do."""
        self.exporter._full_compare(self.backend, self.shop)
        self._plan()
        self._age()
        self._plan()

    def settle(self):
        """Plan, read and send until both agree."""
        self._plan()
        self._read()
        self._plan()
        self._push()
        self._plan()
        self._age()

    def tell_taken_back(self):
        product, corrected = self.products[:2]
        for one in (product, corrected):
            self._stock(one, 90)  # a wrong count
        self.settle()
        self.assertEqual((self._shows(product), self._shows(corrected)), (100, 100))
        sent = self.env["retail.outbox"].search(
            [("backend_id", "=", self.backend.id), ("state", "=", "done")]
        )
        action = self.by("manager", sent).action_undo()
        undo = self.by("manager", self.env[action["res_model"]])
        undo.browse(action["res_id"]).action_apply()
        self.settle()
        self.assertEqual((self._shows(product), self._shows(corrected)), (10, 10))
        levels = self._level(product) | self._level(corrected)
        yield levels
        yield "Correct it in Odoo"
        self._stock(corrected, -88)
        yield "Send again", "stock level"
        self.by("operator", levels).action_send_again()
        self.settle()
        self.assertEqual((self._shows(product), self._shows(corrected)), (100, 12))
        yield "Replay"  # what came in: shown where messages are

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

    stories = ("crash", "taken_back")
    seen_on = {"taken_back": "cause"}

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

    def tell_taken_back(self):
        for number in (1, 2):
            self.world.save(f"p{number}", f"Person {number}")
        events = self.receive(self.notice("k1", "p1"), self.notice("k2", "p2"))
        self.drain()
        action = self.by("manager", events).action_undo()
        undo = self.by("manager", self.env[action["res_model"]])
        undo.browse(action["res_id"]).action_apply()
        yield events[0]
        yield "Correct it in Odoo"  # what left: shown where prices and stock are
        yield "let what Odoo has leave again"
        yield "when it changes at the platform", "Replay", "at once"
        self.by("operator", events[0]).action_replay()
        self.world.save("p2", "Person 2", minutes=5)
        changed = self.receive(self.notice("k3", "p2", minutes=5))
        self.drain()
        self.assertEqual((events[0] | changed).mapped("state"), ["done", "done"])
        found = self.env["retail.binding.party"]._find(self.backend, ["p1", "p2"])
        for number in (1, 2):
            record = found[f"p{number}"].record_id
            self.assertEqual(record.name, f"Person {number}")

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
