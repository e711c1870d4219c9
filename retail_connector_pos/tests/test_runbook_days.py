"""Whoever follows only the runbook gets every day of a store closed."""

from odoo.tests import tagged

from .store_stories import StoreStories

DAYS = (
    "changed_after_close",
    "inbox_waiting",
    "numbers_missing",
    "numbers_waiting",
    "over_short",
    "shift_mismatch",
)


@tagged("post_install", "-at_install", "retail")
class TestRunbookDays(StoreStories):
    """Days that cannot be closed."""

    stories = DAYS

    def test_each_page_leads_to_its_end(self):
        self.walk_all()

    def tell_numbers_missing(self):
        for _sale in range(3):
            self.sale()
        never = self.sim.sold.pop(1)
        day = self.close_till(1, 4)
        yield day
        yield "Request resend"
        self.till.action_request_resend()
        self.deliver()
        yield "offline till"
        yield "Explain missing numbers", "They will not come"
        self.env["retail.pos.explain"].create(
            {
                "register_id": self.till.id,
                "first": never["sequence"],
                "last": never["sequence"],
                "reason": "Training sale",
            }
        ).action_explain()
        self.close_all()
        self.assertEqual(day.state, "closed", day.problem)

    def tell_numbers_waiting(self):
        self.sale("NEW")
        day = self.close_till()
        yield day
        yield "Resolve the receipts that are parked"
        self.create_product()
        yield "press Close"
        day.action_close()
        self.close_all()
        self.assertEqual(day.state, "closed", day.problem)

    def tell_inbox_waiting(self):
        self.sale("NEW")
        day = self.close_till()
        self.till.numbered = False  # as tills are whose numbers prove nothing
        self.close_all()
        yield day
        yield "resolve those that are parked"
        self.create_product()
        yield "press Close"
        day.action_close()
        self.close_all()
        self.assertEqual(day.state, "closed", day.problem)

    def tell_over_short(self):
        self.sale()
        day = self.close_till(counted_cash="50.00")
        yield day
        yield "count again"
        yield "Close all the same"
        self.close_all_the_same(day, "Counted twice, a deposit is missing")

    def tell_shift_mismatch(self):
        self.sale()
        day = self.close_till(gross_total="99.00")
        yield day
        yield "names the difference"
        yield "Receipts", "Payments"
        self.assertEqual(day.receipt_count, 1)
        yield "press Close", "Close all the same"
        day.action_close()
        self.close_all()
        self.assertEqual(day.state, "waiting")
        self.close_all_the_same(day, "The till counted a training sale")

    def close_all_the_same(self, day, reason):
        """Press Close all the same and give the reason."""
        action = day.action_override()
        context = action.get("context") or {}
        self.env[action["res_model"]].with_context(**context).create(
            {"reason": reason}
        ).action_close()
        self.close_all()
        self.assertEqual(day.state, "closed", day.problem)

    def tell_changed_after_close(self):
        self.sale()
        self.close_till()
        close = self.sim.sold[-1]
        self.sim.sold[-1] = {
            **close,
            "revision": 1,
            "close": {**close["close"], "counted_cash": "99.00"},
        }
        self.deliver()
        event = self.events("changed_after_close")
        yield event
        yield "Compare"
        yield "difference of counted cash"
        yield "Ignore the message", "reason"
        event.action_ignore("Entered by accounting as MISC/2026/0001")
