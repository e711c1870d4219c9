"""Whoever follows only the runbook gets refunds made in Odoo into the shop."""

from odoo.tests import Form, new_test_user, tagged

from odoo.addons.retail_connector_base.tests.runbook_person import RunbookPerson
from odoo.addons.retail_connector_base.tests.told_common import GROUPS, ToldPerson

from .refund_case import RefundPushCase


@tagged("post_install", "-at_install", "retail")
class TestRunbookMoney(RunbookPerson, ToldPerson, RefundPushCase):
    """A credit note that the shop would give another amount for; two currencies."""

    stories = ("currency_mismatch", "refund_differs")

    def test_each_page_leads_to_its_end(self):
        self.person = new_test_user(self.env, "runbook-person", groups=",".join(GROUPS))
        self.manager = new_test_user(
            self.env, "runbook-manager", groups="retail_connector_base.group_manager"
        )
        self.walk_all()

    def tell_refund_differs(self):
        note = self._credit(1).with_user(self.person)
        right = note.invoice_line_ids.price_unit
        self.set_price(note, right + 0.01)
        row = self._send(note)
        self._push(row)
        yield row
        yield "details", "both amounts"
        self.assertIn(f"{note.amount_total:.2f}", row.error)
        yield "reset it to draft"
        self.set_price(note, right)
        yield "Refund in the shop"
        note.action_send_refund()
        again = self.env["retail.outbox"].search(
            [("res_id", "=", note.id), ("state", "=", "preview")]
        )
        self._push(again)
        self.assertEqual(again.state, "done", again.error)
        [made] = self._shop_refunds()
        paid = made["totalRefundedSet"]["shopMoney"]["amount"]
        self.assertEqual(float(paid), note.amount_total)
        self._work()
        self._assert_settled(self.binding)

    def set_price(self, note, price):
        """Reset a credit note to draft, change its price and post it."""
        note.button_draft()
        note.invoice_line_ids.price_unit = price
        note.action_post()

    def tell_currency_mismatch(self):
        self.backend.tally_grace_minutes = 0
        self.backend.flow_ids.paused = False
        self._sell(currency="GBP", country="US", plain=True)
        connection = self.backend.with_user(self.manager)
        connection.currency_side = "presentment"
        self.count()
        yield self.found()
        yield "Currency of orders", "set it back"
        with Form(connection) as form:
            form.currency_side = "shop"
        self.count()
        self.assertFalse(self.found())
        yield "meant", "Settle"
        connection.currency_side = "presentment"
        self.count()
        self.settle("currency_mismatch", "Pounds from today on")
        yield "Count again"
        days = self.env["retail.tally"].search([("backend_id", "=", self.backend.id)])
        days.with_user(self.person).action_count()
        self.count()
        self.assertEqual(set(days.mapped("state")), {"equal"})

    def found(self):
        """Return the open differences of currency."""
        return self.env["retail.discrepancy"].search(
            [("type", "=", "currency_mismatch"), ("state", "=", "open")]
        )

    def count(self):
        """Have today counted."""
        today = self.env["retail.tally"]._today(self.backend)
        self.backend._job_tally(str(today))
        self.env.flush_all()
        self.env.invalidate_all()
