"""Decisions made in Odoo reach the shop once; Odoo's number is written on the order."""

from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .order_shop import OrderShopCase


@tagged("post_install", "-at_install", "retail")
class TestOrderDecisions(OrderShopCase):
    """Cancel, capture, void, mark as paid; references; drafts; risk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sku = cls.do("catalog")[0]["sku"]
        goods = [{"sku": cls.sku, "quantity": 2}]
        wishes = {
            "cash": {"payment": "pending", "gateway": "Cash on Delivery (COD)"},
            "deposit": {"payment": "pending"},
            "late": {"payment": "pending"},
            "expired": {"payment": "pending"},
            "gone": {"payment": "pending"},
            "shipped": {"payment": "pending"},
            "capture": {"payment": "authorized"},
            "lost": {"payment": "authorized"},
            "parts": {"payment": "authorized"},
            "void": {"payment": "authorized"},
            "risky": {"payment": "authorized", "risk": "high"},
            "paid": {"payment": "paid"},
            "terms": {
                "payment": "none",
                "terms": {"kind": "NET", "days": 30, "parts": 2},
            },
        }
        cls.rows = {
            name: cls.place(seed=place, lines=goods, **wish)
            for place, (name, wish) in enumerate(wishes.items())
        }
        cls.draft = cls.do("place_draft", lines=goods, rates=[])
        cls.fetch()

    def _row(self, name):
        return self.do("order", order=self.rows[name]["id"])

    def _open(self, name):
        row = self._row(name)
        return Decimal(row["total"]) - Decimal(row["received"])

    def _outbox(self, binding):
        return binding.decision_ids.sorted("id")

    # --- money held ---

    def test_capture_is_previewed_sent_once_and_read_back(self):
        binding = self.binding(self.rows["capture"])
        self.assertEqual(binding.rule, "authorized")
        binding.action_capture()
        binding.action_capture()
        self.assertRecordValues(self._outbox(binding), [{"state": "preview"}])
        self.assertEqual(self._row("capture")["financial_status"], "AUTHORIZED")
        self.send("decision")
        self.assertRecordValues(self._outbox(binding), [{"state": "done"}])
        row = self._row("capture")
        self.assertEqual(row["financial_status"], "PAID")
        self.fetch()
        self.book()
        self.assert_booked(row)
        self.assertFalse(binding.authorization_ids)

    def test_a_capture_whose_answer_was_lost_is_not_made_twice(self):
        binding = self.binding(self.rows["lost"])
        binding.action_capture()
        self.do("add_fault", kind="reset", when="after", match="OrderCapture")
        self.send("decision")
        row = self._outbox(binding)
        self.assertNotEqual(row.state, "done")
        row.action_retry()
        self.send("decision")
        self.assertEqual(self._outbox(binding).state, "done")
        self.assertEqual(self._row("lost")["received"], self.rows["lost"]["total"])

    def test_what_is_captured_in_parts_is_booked_part_by_part(self):
        row = self.rows["parts"]
        binding = self.binding(row)
        for part in (0.25, 0.5):
            self.do("order_action", order=row["id"], action="pay", part=part)
        self.fetch()
        held = binding.authorization_ids
        self.same(held._held_amount(), self._open("parts"))
        binding.action_capture()
        self.send("decision")
        row = self._row("parts")
        self.assertEqual(row["financial_status"], "PAID")
        self.fetch()
        self.book()
        self.assert_booked(row)
        taken = binding.tender_ids.filtered(lambda tender: tender.kind == "capture")
        self.assertEqual(len(taken), 3)
        self.assertEqual(len(taken.record_id), 3)
        self.assertFalse(binding.authorization_ids)

    def test_void_lets_the_money_go_and_the_order_is_cancelled(self):
        binding = self.binding(self.rows["void"])
        binding.action_void()
        self.send("decision")
        self.assertEqual(self._row("void")["financial_status"], "VOIDED")
        self.fetch()
        self.assertRecordValues(binding, [{"stage": "cancelled", "rule": "voided"}])

    # --- cancel ---

    def _wizard(self, *names, **values):
        bindings = self.env["retail.binding.order"].union(
            *(self.binding(self.rows[name]) for name in names)
        )
        return self.env["retail.order.cancel"].create(
            {"binding_ids": [(6, 0, bindings.ids)], **values}
        )

    def test_a_held_risky_order_is_cancelled_in_both(self):
        binding = self.binding(self.rows["risky"])
        self.assertRecordValues(binding, [{"stage": "held", "stage_cause": "risk"}])
        action = binding.record_id.action_open_retail_cancel()
        self.assertEqual(action["context"]["default_binding_ids"], binding.ids)
        wizard = self._wizard("risky", reason="fraud", note="Stolen card")
        self.assertIn("until it is released", wizard.preview)
        wizard.action_confirm()
        self.assertEqual(binding.record_id.state, "cancel")
        self.assertFalse(self._row("risky")["cancelled"], "it waits for the release")
        self.send("decision")
        self.assertTrue(self._row("risky")["cancelled"])
        self.fetch()
        self.assertRecordValues(
            binding, [{"stage": "cancelled", "cancel_reason": "fraud"}]
        )

    def test_a_released_risky_order_goes_on(self):
        binding = self.binding(self.rows["risky"])
        binding.action_release()
        self.book()
        self.assertEqual(binding.record_id.state, "sale")

    def test_an_order_cancelled_meanwhile_is_not_cancelled_again(self):
        self._wizard("gone").action_confirm()
        self.do("order_action", order=self.rows["gone"]["id"], action="cancel")
        self.send("decision")
        self.assertEqual(self._outbox(self.binding(self.rows["gone"])).state, "done")

    def test_an_order_with_money_is_refunded_first(self):
        with self.assertRaises(UserError):
            self._wizard("paid").action_confirm()
        self.assertEqual(self.binding(self.rows["paid"]).record_id.state, "draft")

    def test_a_refused_cancellation_is_parked_with_the_shops_words(self):
        self._wizard("shipped", in_odoo=False).action_confirm()
        order = self.rows["shipped"]["id"]
        self.do("order_action", order=order, action="pay")
        self.do("order_action", order=order, action="fulfil")
        self.send("decision")
        row = self._outbox(self.binding(self.rows["shipped"]))
        self.assertEqual(row.state, "parked")
        self.assertIn("outstanding fulfillments", row.error)

    def test_only_operators_decide(self):
        viewer = new_test_user(
            self.env,
            login="decision-viewer",
            groups="retail_connector_base.group_viewer",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        binding = self.binding(self.rows["capture"]).with_user(viewer)
        with self.assertRaises(Exception) as caught:
            binding.action_capture()
        self.assertIn("operators", str(caught.exception))

    def test_unpaid_orders_expire_at_the_shop_too(self):
        binding = self.binding(self.rows["late"])
        self.backend.write({"expire_unpaid_days": 3, "expire_at_shop": True})
        binding.placed_at = "2020-01-01 00:00:00"
        self.env["retail.backend"]._expire_unpaid()
        self.assertEqual(binding.stage_cause, "unpaid_expired")
        self.send("decision")
        self.assertTrue(self._row("late")["cancelled"])

    # --- paid outside ---

    def test_cash_on_delivery_is_confirmed_and_marked_as_paid_from_odoo(self):
        binding = self.binding(self.rows["cash"])
        self.assertEqual(binding.rule, "paid_on_delivery")
        self.book()
        self.assertEqual(binding.record_id.state, "sale")
        self.assertTrue(binding.invoice_id.amount_residual)
        binding.action_mark_paid()
        self.send("decision")
        row = self._row("cash")
        self.assertEqual(row["financial_status"], "PAID")
        self.fetch()
        self.book()
        self.assert_booked(row)

    def test_a_payment_that_expired_in_the_shop_holds_the_order(self):
        order = self.rows["expired"]["id"]
        self.do("order_action", order=order, action="expire")
        self.fetch()
        self.assertRecordValues(
            self.binding(self.rows["expired"]),
            [{"stage": "held", "stage_cause": "payment_expired"}],
        )

    def test_bank_deposit_is_held_until_it_is_paid(self):
        binding = self.binding(self.rows["deposit"])
        self.assertRecordValues(binding, [{"stage": "held", "stage_cause": "unpaid"}])
        self.do("order_action", order=self.rows["deposit"]["id"], action="pay")
        self.fetch()
        self.book()
        self.assert_booked(self._row("deposit"))

    def test_payment_terms_become_due_dates(self):
        binding = self.binding(self.rows["terms"])
        self.assertEqual(binding.rule, "on_account")
        self.book()
        owed = binding.invoice_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        self.assertEqual(len(set(owed.mapped("date_maturity"))), 2)
        self.same(sum(owed.mapped("balance")), self.rows["terms"]["total"])

    # --- Odoo's number ---

    def test_numbers_are_written_once_in_one_request(self):
        self.backend.write({"write_reference": "both", "reference_tag": "in-odoo"})
        self.binding(self.rows["paid"]).record_id.action_confirm()
        self.binding(self.rows["capture"]).record_id.action_confirm()
        self.do("stats", reset=True)
        self.backend._job_plan_reference()
        self.send("reference")
        calls = self.do("stats")["calls"]
        self.assertEqual(calls, {"OrderReferences": 1, "OrderTags": 1})
        order = self.records.get(self.rows["paid"]["id"])
        name = self.binding(self.rows["paid"]).record_id.name
        self.assertEqual(set(order["tags"]), {name, "in-odoo"})
        metafield = self.records.get(order["_metafields"][0])
        self.assertEqual((metafield["key"], metafield["value"]), ("reference", name))
        self.backend._job_plan_reference()
        rows = self.env["retail.outbox"].search(
            [("backend_id", "=", self.backend.id), ("kind", "=", "reference")]
        )
        self.assertEqual(rows.mapped("state"), ["done", "done"])

    def test_nothing_is_written_unless_the_policy_says_so(self):
        self.binding(self.rows["paid"]).record_id.action_confirm()
        self.backend._job_plan_reference()
        self.assertFalse(self.env["retail.outbox"].search([("kind", "=", "reference")]))

    # --- drafts ---

    def test_a_draft_order_is_a_quotation_and_then_an_order(self):
        flow = self.backend.flow_ids.filtered(lambda f: f.code == "quotation_in")
        self.assertTrue(flow.paused, "only when it is switched on")
        flow.paused = False
        self.fetch("quotation")
        quotation = self.binding(self.draft)
        order = quotation.record_id
        self.assertEqual(order.state, "draft")
        self.same(order.amount_total, self.draft["total"])
        sold = self.do("complete_draft", draft=self.draft["id"])
        self.fetch("quotation")
        self.fetch()
        self.book()
        self.assertEqual((order.state, quotation.stage), ("cancel", "cancelled"))
        binding = self.assert_booked(sold)
        self.assertEqual(binding.channel, "draft")
