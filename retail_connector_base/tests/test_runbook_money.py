"""Whoever follows only the runbook gets every order and refund into the books."""

from odoo.fields import Command
from odoo.tests import tagged

from .refund_common import RefundCase
from .runbook_person import RunbookPerson
from .test_runbook_money_messages import MessageStories
from .told_common import ToldMixin


@tagged("post_install", "-at_install", "retail")
class TestRunbookMoney(RunbookPerson, MessageStories, ToldMixin, RefundCase):
    """Orders that are not invoiced as the shop says, refunds not credited so."""

    stories = (
        "invoice_mismatch", "manual", "refund_changed", "refund_mismatch",
        "summary_mismatch", *MessageStories.message_stories,
    )  # fmt: skip

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connect_told()

    def test_each_page_leads_to_its_end(self):
        self.walk_all()

    # --- what happens ---

    def sell_and_reprice(self):
        """Have a colleague change the price of what was sold before it is booked."""
        self.backend.invoice_when = "delivered"
        order = self.sell().record_id
        self.mine(order).order_line.price_unit = 11
        self.backend.invoice_when = "confirmed"
        self.work()
        return order

    def put_price_right(self, order):
        """Give the line the price it has at the shop."""
        self.mine(order).order_line.price_unit = 10

    # --- orders ---

    def tell_invoice_mismatch(self):
        order = self.sell_and_reprice()
        waiting = self.opened("invoice_mismatch")
        yield self.binding()
        yield "Compare"
        self.assertIn("+3.3", waiting.stage_error)
        yield "sales order", "retry", "Never add a line"
        self.put_price_right(order)
        waiting.action_resume()
        self.work()
        self._assert_equal_to(order.invoice_ids, self.order_told())
        self.assertEqual(order.invoice_ids.payment_state, "paid")

    def tell_summary_mismatch(self):
        self.backend.accounting_policy = "summary"
        order = self.sell_and_reprice()
        waiting = self.opened("summary_mismatch")
        yield self.binding()
        yield "Open the order", "details"
        self.assertIn("+3.3", waiting.stage_error)
        yield "changed the sales order"
        yield "retry", "summary"
        self.put_price_right(order)
        waiting.action_resume()
        self.work()
        entry = order.retail_summary_move_id
        sold = entry.line_ids.filtered(lambda one: one.display_type == "product")
        self.assertEqual(sorted(sold.mapped("balance")), [-30.0, 33.0])
        self.assertEqual(entry.state, "posted")

    def tell_manual(self):
        self.backend.confirm_policy = "manual"
        self.sell()
        waiting = self.opened("manual")
        yield self.binding()
        yield "Open the order", "confirm"
        order = self.mine(waiting.record_id)
        order.action_confirm()
        self.work()
        self.assertEqual(order.invoice_ids.payment_state, "paid")

    # --- refunds ---

    def refund_one(self, **values):
        """Have the shop tell that one mug was given back; return its binding."""
        refund = self.refund(self.part(amount=10, tax="1.00"), **values)
        self.tell(self.refunds(refund))
        return self._bindings([refund])

    def tell_refund_mismatch(self):
        self.sell()
        tax = self.mine(self.binding().record_id.order_line.tax_ids)
        halves = ("invoice_repartition_line_ids", "refund_repartition_line_ids")
        tax.write({one: [Command.create({"factor_percent": -100})] for one in halves})
        refund = self.refund_one()
        waiting = self.opened("refund_mismatch")
        yield refund
        yield "Compare"
        self.assertIn("-1", waiting.stage_error)
        yield "tax", "retry"
        added = tax.repartition_line_ids.filtered(lambda half: half.factor_percent < 0)
        tax.repartition_line_ids = [Command.delete(half.id) for half in added]
        waiting.action_resume()
        self.work()
        self._assert_settled(self.binding())

    def tell_refund_changed(self):
        self.sell()
        old = self.refund_one(money="9.90").record_id
        changed = self.refund(self.part(amount=9, tax="0.90"))
        self.tell(self.refunds(changed))
        yield self.events("refund_changed")
        yield "Compare", "both amounts"
        event = self.opened("refund_changed")
        self.assertIn("11.00", event.error)
        self.assertIn("9.90", event.error)
        yield "reset it to draft and cancel it", "reverse it"
        self.mine(old).button_draft()
        self.mine(old).button_cancel()
        yield "Retry", "anew"
        event.action_retry()
        self.work()
        refund = self._bindings([changed])
        self.assertRecordValues(
            refund.record_id,
            [{"state": "posted", "amount_total": 9.9, "amount_residual": 0.0}],
        )
        self._assert_settled(self.binding())
