"""Whoever follows only the runbook gets refunds made in Odoo into the shop."""

from odoo.tests import new_test_user, tagged

from odoo.addons.retail_connector_base.tests.runbook_person import RunbookPerson
from odoo.addons.retail_connector_base.tests.told_common import GROUPS

from .refund_case import RefundPushCase


@tagged("post_install", "-at_install", "retail")
class TestRunbookMoney(RunbookPerson, RefundPushCase):
    """A credit note that the shop would give another amount for."""

    stories = ("refund_differs",)

    def test_each_page_leads_to_its_end(self):
        self.person = new_test_user(self.env, "runbook-person", groups=",".join(GROUPS))
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
