"""Whoever follows only the runbook gets every message about money in."""

import json

from odoo.fields import Command
from odoo.tests import Form

from ..platforms import PlatformError


class MessageStories:
    """Messages that the platform, Odoo or the database is against; mixed in."""

    message_stories = (
        "database", "platform", "refund_negative", "refused_by_odoo", "unexpected",
    )  # fmt: skip

    def edit(self, event, change):
        """Press Edit and retry; change the payload and apply."""
        action = event.action_open_edit()
        wizard = self.mine(self.env[action["res_model"]]).with_context(
            **action["context"]
        )
        with Form(wizard) as form:
            payload = json.loads(form.payload)
            change(payload)
            form.payload = json.dumps(payload)
        form.record.action_apply()
        self.work()

    def assert_booked(self, number="1001"):
        """Assert that an order is there once, invoiced and paid to the cent."""
        document = self.order_told(number)
        orders = self.env["sale.order"].search(
            [("retail_backend_id", "=", self.backend.id)]
        )
        mine = orders.filtered(lambda order: order.client_order_ref == f"#{number}")
        self.assertEqual(len(mine), 1)
        self._assert_equal_to(mine.invoice_ids, document)
        self.assertEqual(mine.invoice_ids.payment_state, "paid")

    def tell_platform(self):
        self.world.errors = [PlatformError("503: we are being repaired")]
        event = self.tell(self.order())
        yield self.opened("platform")
        yield "details"
        self.assertIn("being repaired", self.opened("platform").error)
        yield "outage", "retry all"
        self.world.errors = [PlatformError("field note: not readable")]
        self.retry_cause("platform")
        yield "correct the value where it lives", "retry"
        self.assertIn("field note", self.opened("platform").error)
        self.opened("platform").action_retry()
        self.work()
        self.assertEqual(self.event(event).state, "done")
        self.assert_booked()

    def event(self, received):
        """Return the events of what was received."""
        return self.env["retail.event"].browse(received.ids)

    def tell_database(self):
        # What a company's own module may demand of its orders
        self.env.cr.execute(
            "CREATE UNIQUE INDEX one_order_a_reference ON sale_order "
            "(company_id, client_order_ref)"
        )
        by_hand = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Ada"}).id,
                "client_order_ref": "#1001",
            }
        )
        self.tell(self.order())
        yield self.opened("database")
        yield "details"
        self.assertIn("one_order_a_reference", self.opened("database").error)
        yield "in the way"
        self.mine(by_hand).client_order_ref = "typed in during the outage"
        yield "Retry"
        self.opened("database").action_retry()
        self.work()
        self.assert_booked()

    def tell_refused_by_odoo(self):
        journals = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "sale")]
        )
        journals.active = False
        self.tell(self.order())
        yield self.opened("refused_by_odoo")
        yield "details", "Odoo's own settings"
        self.assertIn("journal", self.opened("refused_by_odoo").stage_error)
        self.mine(journals).active = True
        yield "Retry all of this cause"
        self.retry_cause("refused_by_odoo")
        self.assert_booked()

    def tell_unexpected(self):
        self.tell(self.order(note="Leave it at the\0 door"))
        event = self.opened("unexpected")
        yield event
        yield "details"
        self.assertIn("ValueError", event.error)
        yield "Retry once"
        event.action_retry()
        self.work()
        self.assertEqual(event.state, "parked")
        yield "support"
        self.edit(event, lambda told: told["document"].update(note="At the door"))
        self.assert_booked()

    def tell_refund_negative(self):
        self.sell()
        fee = self.part("", -5, 0, kind="fee", title="Return fee")
        good = self.refund(self.part(amount=10, tax="1.00"))
        charge = self.refund(fee, money=0, number=2)
        self.tell(self.refunds(good, charge))
        yield self.events("refund_negative")
        yield "Look at the platform", "fee"
        yield "corrected there", "Retry"
        event = self.opened("refund_negative")
        event.action_retry()
        self.work()
        yield "an invoice of its own"
        order = self.mine(self.binding().record_id)
        bill = self.mine(self.env["account.move"]).create(
            {
                "move_type": "out_invoice",
                "partner_id": order.partner_invoice_id.id,
                "invoice_origin": order.name,
                "invoice_line_ids": [
                    Command.create({"name": "Fee", "price_unit": 5, "tax_ids": False})
                ],
            }
        )
        bill.action_post()
        yield "Edit and retry", "take", "out"
        self.edit(event, lambda payload: payload["document"]["refunds"].pop())
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(self._bindings([good]).record_id.amount_residual, 0.0)
        self.assertEqual(self.binding().invoice_id.amount_residual, 0.0)
        self.assertEqual(bill.amount_residual, 5.0)
