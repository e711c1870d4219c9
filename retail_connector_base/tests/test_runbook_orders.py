"""Whoever follows only the runbook gets every order in, and every change of one."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .importer_documents import DAY
from .runbook_shop import ShopStories


@tagged("post_install", "-at_install", "retail")
class TestRunbookOrders(ShopStories):
    """Orders that wait, orders that change too late."""

    stories = (
        "risk",
        "risk_pending",
        "unpaid_expired",
        "payment_expired",
        "empty",
        "line_without_quantity",
        "quantity_precision",
        "staged",
        "currency_inactive",
        "not_invoiced",
        "edited_after_lock",
        "edited_after_confirmation",
        "cancelled_after_delivery",
    )
    seen_on = {"unpaid_expired": "stage_cause"}

    def test_each_page_leads_to_its_end(self):
        self.walk_all()

    # --- not confirmed yet ---

    def tell_risk(self):
        self.tell(order := self.order(risk="high"))
        self.tell(self.order("1002", risk="high"))
        rows = self.listed("risk")
        yield self.sold()
        yield "payment", "address"
        with self.assertRaises(UserError):
            rows.action_retry()  # a rule holds it, and trying again changes none
        yield "Release"
        sound = rows.filtered(lambda row: row.res_id == self.sold().id)
        action = sound.action_open()
        opened = self.by(self.env[action["res_model"]]).browse(action["res_id"])
        self.assertTrue(opened.releasable)
        opened.action_release()
        self.jobs()
        self.assert_paid(order)
        yield "cancel it at the shop"
        moment = self.later(5)
        tenders = [self.tender("t-1002", 20), self.back("r1002", 20)]
        self.tell(
            self.order("1002", risk="high", updated_at=moment, cancelled_at=moment,
                       tenders=tenders)
        )  # fmt: skip
        self.assertEqual(self.sold("1002").record_id.state, "cancel")

    def tell_risk_pending(self):
        self.tell(order := self.order(risk="pending"))
        yield self.sold()
        yield "Wait"
        self.jobs()
        self.assertEqual(self.sold().record_id.state, "draft")
        yield "decide by hand", "Release"
        self.opened("risk_pending").action_release()
        self.jobs()
        self.assert_paid(order)

    def tell_unpaid_expired(self):
        self.tell(self.order(status="pending"))
        self.backend.expire_unpaid_days = 3
        self.env["retail.flow"]._cron_daily()
        yield self.sold()
        yield "Cancel the order at the shop", "accept a late payment there"
        self.tell(paid := self.order(updated_at=self.later(5)))
        self.assert_paid(paid)

    def tell_payment_expired(self):
        expired = [self.tender("t1", 20, kind="authorization", status="failure")]
        self.tell(self.order(status="expired", tenders=expired))
        yield self.sold()
        yield "Ask for a new payment"
        paid = self.order(
            updated_at=self.later(5), tenders=[*expired, self.tender("t2", 20)]
        )
        self.tell(paid)
        self.assertEqual(self.sold().stage, "done", self.sold().stage_error)
        yield "Cancel the order if none comes"
        self.tell(self.order("1002", status="expired"))
        self.assertTrue(self.listed("payment_expired"))
        self.tell(
            self.order("1002", status="voided", tenders=[], updated_at=self.later(9),
                       cancelled_at=self.later(9))
        )  # fmt: skip
        self.assertEqual(self.sold("1002").record_id.state, "cancel")

    def tell_empty(self):
        self.tell(self.order("1001", lines=[], tenders=[]))
        self.tell(self.order("1002", lines=[], tenders=[]))
        yield self.sold()
        self.assertFalse(self.sold().releasable, "there is nothing to confirm")
        yield "at the platform"
        yield "no use", "Settle with a reason"
        row = self.listed("empty").filtered(lambda row: row.res_id == self.sold().id)
        action = row.action_decide()
        self.by(self.env[action["res_model"]]).with_context(**action["context"]).create(
            {"what": "settle", "text": "A trial at the till"}
        ).action_apply()
        yield "add what was sold there", "message"
        self.tell(filled := self.order("1002", updated_at=self.later(5)))
        self.assert_paid(filled)

    def tell_line_without_quantity(self):
        lost = self.line("l1", 10, 0, taxes=[self.tax("1.00")])
        event = self.tell(self.order(lines=[lost]))
        yield event
        yield "correct it there", "retry"
        right = self.line("l1", 10, 1, taxes=[self.tax("1.00")])
        self.publish(order := self.order(lines=[right]))
        self.retry(event)
        self.assert_paid(order)

    def tell_quantity_precision(self):
        cut = self.line("l1", 8, "0.125", taxes=[self.tax("0.10")])
        event = self.tell(order := self.order(lines=[cut]))
        yield event
        yield "Decimal Accuracy", "Product Unit", "at the platform"
        self.env.ref("uom.decimal_product_uom").digits = 3
        yield "Retry"
        self.retry(event)
        self.assert_paid(order)
        self.assertEqual(self.sold().record_id.order_line.product_uom_qty, 0.125)

    def tell_staged(self):
        self.backend.order_intake = "none"
        orders = [self.order("1001"), self.order("1002")]
        for order in orders:
            self.tell(order)
        yield self.env["retail.staged.order"].search([])
        yield "Orders to import"
        staged = self.chosen(
            "retail.staged.order", "retail_connector_base.action_retail_staged_order"
        )
        wanted = staged.filtered(lambda row: row.external_id == "1001")
        yield "Import", "Leave out"
        wanted.action_import()
        (staged - wanted).action_skip()
        self.jobs()
        self.assert_paid(orders[0])
        self.assertEqual((staged - wanted).state, "skipped")

    def waits(self, cause, record):
        """What waits to be chosen has a list of its own."""
        if cause == "staged":
            return record.filtered(lambda row: row.state in ("waiting", "approved"))
        return super().waits(cause, record)

    # --- the company is not ready for it ---

    def tell_currency_inactive(self):
        euro = self.env.ref("base.EUR")
        euro.active = False
        line = self.line("l1", 10, 2, currency="EUR")
        event = self.tell(order := self.order(lines=[line], currency="EUR"))
        yield event
        yield "Activate the currency", "rate"
        euro.active = True
        euro.rate_ids = [
            Command.create(
                {"name": "2020-01-01", "rate": 0.8, "company_id": self.company.id}
            )
        ]
        yield "Retry"
        self.retry(event)
        self.assert_paid(order)
        invoice = self.sold().record_id.invoice_ids
        self.assertEqual((invoice.currency_id, invoice.amount_total_signed), (euro, 25))

    def tell_not_invoiced(self):
        self.backend.accounting_policy = "none"
        held = [self.tender("t1", 20, kind="authorization")]
        self.tell(self.order(status="authorized", tenders=held))
        self.assertEqual(self.sold().stage, "done")
        self.backend.accounting_policy = "invoice"
        taken = self.tender("t2", 20, kind="capture", parent_id="t1")
        paid = self.order(tenders=[*held, taken], updated_at=self.later(5))
        self.tell(paid)
        yield self.sold()
        yield "sales order", "Create Invoice", "Confirm"
        sale = self.by(self.sold().record_id)
        sale._create_invoices().action_post()
        yield "Retry"
        self.opened("not_invoiced").action_resume()
        self.jobs()
        self.assertEqual(self.sold().stage, "done", self.sold().stage_error)
        self._assert_equal_to(sale.invoice_ids, paid)
        self.assertEqual(sale.invoice_ids.amount_residual, 0)

    # --- changed too late ---

    def decide(self, cause, resolution):
        """Open the decision from the list, choose, and do it."""
        version = self.opened(cause)
        self.assertEqual(version._name, "retail.order.version")
        version.resolution = resolution
        self.assertTrue(version.plan_html)
        version.action_resolve()
        self.jobs()

    def tell_edited_after_lock(self):
        self.tell(self.order(status="pending"))
        self.sold().action_release()
        self.jobs()
        sale = self.sold().record_id
        self.by(sale).action_lock()
        edited = self.order(
            lines=[self.line("l1", 10, 2), self.line("l2", 25, 1, "TEE")],
            updated_at=self.later(5),
        )
        yield self.tell(edited)
        yield "Unlock", "take it over", "Do it"
        self.by(sale).action_unlock()
        self.decide("edited_after_lock", "apply")
        self._assert_equal_to(sale, edited)
        yield "keep Odoo's lines"
        self.by(sale).action_lock()
        self.tell(self.order(updated_at=self.later(9)))
        self.decide("edited_after_lock", "keep")
        self._assert_equal_to(sale, edited)

    def tell_edited_after_confirmation(self):
        self.backend.accounting_policy = "none"
        self.env.ref("base.EUR").active = True
        self.tell(self.order())
        old = self.sold().record_id
        line = self.line("l1", 8, 2, currency="EUR")
        paid = self.order(lines=[line], currency="EUR", updated_at=self.later(5))
        yield self.tell(paid)
        yield "decision", "both versions"
        yield "Cancel the order in Odoo and import it anew", "keep Odoo's"
        self.decide("edited_after_confirmation", "again")
        self.assertEqual(old.state, "cancel")
        new = self.sold().record_id
        self.assertEqual((new.state, new.currency_id.name), ("sale", "EUR"))
        self._assert_equal_to(new, paid)

    def tell_cancelled_after_delivery(self):
        self.company.sale_lock_date = DAY
        self.tell(self.order())
        binding = self.sold()
        self.assertEqual(binding.stage_cause, "period_locked")
        self._ship(binding)
        given_back = [self.tender("t-1001", 20), self.back("r1001-1", 20)]
        gone = self.order(
            updated_at=self.later(5), cancelled_at=self.later(5), tenders=given_back
        )
        event = self.tell(gone)
        yield event
        yield "receive them as a return"
        picking = self.by(binding.record_id.picking_ids)
        wizard = self.by(self.env["stock.return.picking"]).create(
            {"picking_id": picking.id}
        )
        wizard.product_return_moves.quantity = 2
        action = wizard.action_create_returns()
        back = self.by(self.env["stock.picking"]).browse(action["res_id"])
        back.button_validate()
        self.assertEqual(self._free(), (100, 100))
        yield "Refund at the platform"
        refund = self.refund(self.part("l1", 20, 2))
        self.tell(self.refunds(refund), "refund", "1001")
        yield "Retry", "credit note"
        self.retry(event)
        self.assertEqual(binding.record_id.state, "cancel")
        self.assertFalse(binding.record_id.invoice_ids, "nothing was sold")
        self.assertRecordValues(binding.refund_ids, [{"stage": "done"}])
        booked = binding.tender_ids.record_id
        self.assertEqual((len(booked), sum(booked.mapped("balance"))), (2, 0))
