"""Whoever follows only the runbook gets every payout into the books."""

import base64

from odoo.tests import Form, tagged

from odoo.addons.retail_connector_base.tests.runbook_person import RunbookPerson
from odoo.addons.retail_connector_base.tests.told_common import (
    ToldAdapter,
    ToldMixin,
)

from .common import DAY, SettlementCase


@tagged("post_install", "-at_install", "retail")
class TestRunbookMoney(RunbookPerson, ToldMixin, SettlementCase):
    """Each cause that keeps a payout from being booked: its page is followed."""

    stories = (
        "clearing_not_reconcilable", "settlement_amount_differs", "settlement_changed",
        "settlement_twice", "settlement_type_unknown", "unsettled",
    )  # fmt: skip

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connect_told()
        cls._map_tender(cls)
        cls._map_roles(cls)

    def test_each_page_leads_to_its_end(self):
        self.tell(self.order("1"), self.order("2"))
        self.walk_all()

    def work(self):
        """Have payouts booked as well."""
        super().work()
        self.backend._job_settle()

    def pay_out(self, *entries, **values):
        """Have the shop tell a payout; return its settlement."""
        document = self.settlement(*entries, **values)
        self.tell(document)
        return self._settlements(document.external_id)

    def book_on(self, lines, account):
        """Press Book on at lines; choose an account."""
        action = self.mine(lines).action_open_book()
        wizard = self.mine(self.env[action["res_model"]]).with_context(
            **action["context"]
        )
        with Form(wizard) as form:
            form.account_id = account
        form.record.action_book()
        self.work()

    def assert_settled(self, payout, open_of_clearing="0.00"):
        """Assert that a payout is booked once, and what is left of the clearing."""
        self.assertEqual(payout.state, "booked", payout.state_error)
        self.assertEqual(payout.record_id.state, "posted")
        self.assertEqual(f"{self._balance(self.clearing):.2f}", open_of_clearing)

    def tell_settlement_type_unknown(self):
        odd = self.entry(9, "unknown", "3", "0.10", type="LUNAR_DUST_CREDIT")
        payout = self.pay_out(self._sale(1), self._sale(2), odd)
        yield payout
        waiting = self.opened("settlement_type_unknown")
        yield "Find out", "details"
        self.assertIn("LUNAR_DUST_CREDIT", waiting.state_error)
        yield "Book on", "account"
        line = waiting.line_ids.filtered(lambda one: one.kind == "unknown")
        self.book_on(line, self.accounts["promotion"])
        self.assert_settled(payout)
        self.assertEqual(
            self._booked(payout.record_id),
            {"bank": "42.90", "clearing": "-40.00", "promotion": "-3.00",
             "fee": "0.10"},
        )  # fmt: skip

    def tell_settlement_amount_differs(self):
        payout = self.pay_out(self._sale(1, gross="19.99"))
        other = self.pay_out(self._sale(2, gross="19.90"), external_id="p2")
        yield payout
        waiting = self.mine(payout)
        yield "both amounts"
        self.assertIn("-0.01", waiting.state_error)
        yield "partial capture", "provider"
        yield "corrects", "by itself"
        self.pay_out(self._sale(1))
        self.assert_settled(payout, "20.00")
        yield "Book on", "clearing account"
        self.book_on(other.line_ids, self.clearing)
        self.assert_settled(other, "0.10")

    def tell_settlement_twice(self):
        first = self.pay_out(self._sale(1), self._sale(2))
        payout = self.pay_out(self._sale(1), external_id="p2")
        yield payout
        waiting = self.opened("settlement_twice")
        yield "Compare both payouts"
        self.assertIn("20", waiting.state_error)
        yield "both are real"
        yield "Book on"
        self.book_on(waiting.line_ids, self.accounts["advance"])
        self.assert_settled(payout)
        self.assertEqual(self._balance(self.accounts["advance"]), -20)
        self.assertEqual(first.line_ids.tender_id.settlement_id, first)

    def tell_settlement_changed(self):
        payout = self.pay_out(self._sale(1), self._sale(2))
        old = payout.record_id
        fee = self.entry(3, "fee", "-1")
        self.pay_out(self._sale(1), self._sale(2), fee)
        yield self.opened("settlement_changed")
        event = self.opened("settlement_changed")
        yield "Compare", "details"
        self.assertIn("39", event.error)
        yield "Reverse"
        wizard = (
            self.mine(self.env["account.move.reversal"])
            .with_context(active_model="account.move", active_ids=old.ids)
            .create({"journal_id": old.journal_id.id})
        )
        wizard.refund_moves()
        reversal = self.mine(old).reversal_move_ids
        if reversal.state == "draft":
            reversal.action_post()
        yield "Retry"
        event.action_retry()
        self.work()
        self.assert_settled(payout)
        self.assertNotEqual(payout.record_id, old)
        self.assertEqual(self._balance(self.accounts["bank"]), 39)
        self.assertEqual(self._balance(self.accounts["fee"]), 1)

    def tell_clearing_not_reconcilable(self):
        tender = self.env["retail.mapping.tender"].search(
            [("backend_id", "=", self.backend.id)]
        )
        account = self.clearing.copy({"code": "101901", "reconcile": False})
        tender.account_id = account
        tender.action_approve()
        self.tell(self.order("3"))
        payout = self.pay_out(self._sale(3), external_id="p3")
        yield payout
        yield "Allow reconciliation"
        self.mine(account).reconcile = True
        yield "Retry all of this cause"
        self.retry_cause("clearing_not_reconcilable")
        self.assertEqual(payout.state, "booked", payout.state_error)
        self.assertEqual(self._balance(account), 0)
        items = self.env["account.move.line"].search([("account_id", "=", account.id)])
        self.assertTrue(all(items.mapped("reconciled")))

    def tell_unsettled(self):
        paid = [self.tender("t-3", 20, reference="A1")]
        self.tell(self.order("3", tenders=paid))
        self.pay_out(self._sale(1))
        self.count()
        yield self.env["retail.discrepancy"].search([("type", "=", "unsettled")])
        waiting = self.opened("unsettled")
        self.assertEqual(waiting.expected, 40.0)
        yield "Not paid out yet", "gateway"
        late = self.env["retail.binding.tender"].search(
            [("backend_id", "=", self.backend.id), ("settlement_id", "=", False)]
        )
        self.assertEqual(len(late), 2)
        yield "provider's own admin", "Run now"
        held = self.settlement(self._sale(2), external_id="p2")
        ToldAdapter.told["settlement", "p2"] = held
        flow = self.backend.flow_ids.filtered(lambda one: one.code == "settlement_in")
        self.mine(flow).action_run()
        self.backend._job_pull(flow.id)
        self.work()
        yield "Settlement file"
        self.import_file(f"9,{DAY},Sale,20.00,0.50,0.08,USD,A1,B7,{DAY}")
        yield "Count again"
        counted = self.env["retail.tally"].search(
            [("backend_id", "=", self.backend.id), ("kind", "=", "owed")]
        )
        self.mine(counted).action_count()
        self.count()
        self.assertEqual(counted.state, "equal")
        for one in ("p1", "p2"):
            self.assert_settled(self._settlements(one))
        self.assertEqual(len(late.settlement_id), 2)

    def count(self):
        """Have today counted."""
        today = self.env["retail.tally"]._today(self.backend)
        self.backend._job_tally(str(today))
        self.env.flush_all()
        self.env.invalidate_all()

    def import_file(self, *rows):
        """Import a statement of the gateway by Money, Settlement file."""
        head = "Id,Date,Type,Amount,Commission,VAT,Currency,Authorisation,Batch,Paid"
        action = self.env["ir.actions.actions"]._for_xml_id(
            "retail_connector_finance.action_retail_settlement_file"
        )
        with Form(self.mine(self.env[action["res_model"]])) as form:
            form.backend_id = self.backend
            form.gateway = "cards"
            form.layout_id = self.env.ref("retail_connector_finance.layout_acquirer")
            form.data = base64.b64encode("\n".join([head, *rows]).encode())
        form.record.action_import()
        self.work()
