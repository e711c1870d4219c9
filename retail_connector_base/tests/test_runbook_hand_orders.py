"""Whoever follows only the runbook decides what orders wait for."""

from datetime import timedelta

from odoo.tests import tagged

from .importer_documents import DAY
from .runbook_shop import STAFF, ShopStories


@tagged("post_install", "-at_install", "retail")
class TestRunbookHandOrders(ShopStories):
    """Words that nobody mapped, edits that came too late, periods that are locked."""

    stories = (
        "product_unmatched",
        "tax_unmapped",
        "tender_unmapped",
        "period_locked",
        "cancelled_in_odoo",
        "edited_after_delivery",
        "edited_after_invoice",
        "edited_both_sides",
    )
    seen_on = {"cancelled_in_odoo": "stage_cause"}

    def test_each_page_leads_to_its_end(self):
        self.walk_all()

    # --- nobody said what it is ---

    def tell_product_unmatched(self):
        orders = [
            self.order("1001", [self.line("l1", 10, 2, sku="CHOSEN")]),
            self.order("1002", [self.line("l1", 12, 1, sku="MADE")]),
            self.order("1003", [self.line("l1", 14, 1, sku="TYPO")]),
        ]
        events = [self.tell(order) for order in orders]
        known = self.env["product.product"].create(
            [
                {"name": name, "default_code": code, "company_id": self.company.id}
                for name, code in (("Chosen", "ANOTHER"), ("Mistyped", "TPYO"))
            ]
        )
        yield events[0]
        yield "Catalogue / Products", "choose the product", "Create"
        rows = self.chosen(
            "retail.binding.variant",
            "retail_connector_base.action_retail_binding_variant",
        ).filtered(lambda row: row.state == "unmatched")
        by_sku = rows.grouped("sku")
        by_sku["CHOSEN"].record_id = known[0]
        keeper = self.hire("keeper", *STAFF[:1], "product.group_product_manager")
        by_sku["MADE"].with_user(keeper).action_create_product()
        self.jobs()
        for order in orders[:2]:
            self.assert_paid(order)
        self.assertEqual(self.sold().record_id.order_line.product_id, known[0])
        made = self.sold("1002").record_id.order_line.product_id
        self.assertEqual(made.default_code, "MADE")
        yield "SKU or barcode", "Retry"
        known[1].default_code = "TYPO"
        self.retry(events[2])
        self.assert_paid(orders[2])
        self.assertEqual(self.sold("1003").record_id.order_line.product_id, known[1])

    def tell_tax_unmapped(self):
        taxed = self.tax("0.50", title="City", rate="0.05")
        event = self.tell(
            order := self.order(lines=[self.line("l1", 10, taxes=[taxed])])
        )
        yield event
        yield "Mappings", "Taxes", "the same rate", "including"
        found = self.listed("tax_unmapped").filtered(lambda row: row.source == "tax")
        mapping = self.env["retail.mapping.tax"].browse(found.res_id)
        mapping = mapping.with_user(self.accountant)
        self.assertEqual((mapping.rate, mapping.count_waiting), (0.05, 1))
        mapping.tax_id = self.env["account.tax"].create(
            {"name": "City 5 %", "amount": 5, "company_id": self.company.id,
             "country_id": self.company.account_fiscal_country_id.id}
        )  # fmt: skip
        yield "Approve", "goes on by itself"
        mapping.action_approve()
        self.jobs()
        self.assertEqual(event.state, "done", event.error)
        self.assert_paid(order)

    def tell_tender_unmapped(self):
        tenders = [self.tender("t1", 20, gateway="vouchers")]
        self.tell(order := self.order(tenders=tenders))
        yield self.sold()
        self.assertEqual(self.sold().record_id.invoice_ids.amount_residual, 20)
        yield "Mappings", "Payment methods", "journal or clearing account"
        found = self.listed("tender_unmapped").filtered(lambda x: x.source == "tender")
        mapping = self.env["retail.mapping.tender"].browse(found.res_id)
        mapping = mapping.with_user(self.accountant)
        mapping.account_id = self.clearing
        yield "Approve it"
        mapping.action_approve()
        self.jobs()
        self.assert_paid(order)

    # --- the accountant says when ---

    def tell_period_locked(self):
        self.company.sale_lock_date = DAY + timedelta(days=2)
        self.tell(order := self.order())
        yield self.sold()
        self.assertFalse(self.sold().record_id.invoice_ids)
        yield "Ask the accountant"
        self.company.sale_lock_date = False
        yield "Retry"
        self.listed("period_locked").action_retry()
        self.jobs()
        self.assert_paid(order)
        self.assertEqual(self.sold().record_id.invoice_ids.date, DAY)

    # --- who is right ---

    def tell_cancelled_in_odoo(self):
        self.backend.confirm_policy = "manual"
        for number in ("1001", "1002"):
            self.tell(self.order(number))
            self.by(self.sold(number).record_id)._action_cancel()
            self.tell(self.order(number, updated_at=self.later(5), note="Quick"))
        first, second = self.sold(), self.sold("1002")
        yield first | second
        yield "Decide"
        yield "at the shop too"
        back = [self.tender("t-1002", 20), self.back("r1002", 20)]
        self.tell(
            self.order("1002", updated_at=self.later(9), cancelled_at=self.later(9),
                       tenders=back)
        )  # fmt: skip
        self.assertNotEqual(second.stage_cause, "cancelled_in_odoo")
        yield "quotation", "Confirm"
        order = self.by(first.record_id)
        order.action_draft()
        order.action_confirm()
        self.jobs()
        self.assert_paid(self.order(updated_at=self.later(5)))

    # --- edited at the shop ---

    def decide(self, cause, resolution="apply"):
        """Open the decision from the list, choose, and press Do it."""
        version = self.opened(cause)
        self.assertEqual(version._name, "retail.order.version")
        self.assertTrue(version.lines_html)
        version.resolution = resolution
        self.assertTrue(version.plan_html)
        version.action_resolve()
        self.jobs()

    def three_and_one(self, mugs=3):
        """Return lines of mugs and one tee."""
        lines = [self.line("l2", 25, 1, "TEE")]
        return [self.line("l1", 10, mugs), *lines] if mugs else lines

    def assert_booked(self, edited):
        """Order and ledger are the shop's after an edit."""
        order = self.sold().record_id
        self._assert_equal_to(order, edited)
        moves = order.invoice_ids
        self.assertEqual(set(moves.mapped("state")), {"posted"})
        total = sum(
            move.amount_total * (-1 if move.move_type == "out_refund" else 1)
            for move in moves
        )
        self.assertEqual(total, float(edited.total.amount))

    def tell_edited_after_delivery(self):
        self.tell(self.order(lines=self.three_and_one()))
        binding = self.sold()
        self._ship(binding)
        edited = self.order(lines=self.three_and_one(mugs=1), updated_at=self.later(5))
        yield self.tell(edited)
        yield "Open the decision", "delivered"
        version = self.opened("edited_after_delivery")
        self.assertIn("Delivered", version.lines_html)
        yield "a return", "by itself", "after the invoice"
        picking = self.by(binding.record_id.picking_ids)
        wizard = self.by(self.env["stock.return.picking"]).create(
            {"picking_id": picking.id}
        )
        lines = wizard.product_return_moves
        lines.filtered(lambda line: line.product_id == self.mug).quantity = 2
        action = wizard.action_create_returns()
        self.by(self.env["stock.picking"]).browse(action["res_id"]).button_validate()
        self.jobs()
        self.decide("edited_after_invoice")
        self.assert_booked(edited)
        self.assertEqual(self.delivered(binding.record_id), {"l1": 1, "l2": 1})
        self.assertEqual(self._free(), (99, 99))
        yield "keep", "Do it", "discrepancy"
        less = self.order(lines=self.three_and_one(mugs=0), updated_at=self.later(9))
        self.tell(less)
        self.decide("edited_after_delivery", "keep")
        self.assert_booked(edited)
        kept = self.env["retail.discrepancy"].search([("type", "=", "edit_kept")])
        self.assertEqual((kept.expected, kept.found), (25, 35))

    def tell_edited_after_invoice(self):
        self.tell(self.order(lines=self.three_and_one()))
        edited = self.order(lines=self.three_and_one(mugs=1), updated_at=self.later(5))
        yield self.tell(edited)
        yield "money", "credit note"
        self.assertIn("20.00", self.opened("edited_after_invoice").plan_html)
        yield "take over", "Do it"
        self.decide("edited_after_invoice")
        self.assert_booked(edited)
        self.assertEqual(
            self.open_units(self.sold().record_id), {("WH", "MUG"): 1, ("WH", "TEE"): 1}
        )

    def tell_edited_both_sides(self):
        self.backend.confirm_policy = "manual"
        for number in ("1001", "1002"):
            self.tell(self.order(number, lines=self.three_and_one()))
            order = self.by(self.sold(number).record_id)
            mugs = order.order_line.filtered(lambda line: line.product_id == self.mug)
            mugs.product_uom_qty = 5
        edited = self.order(lines=self.three_and_one(mugs=1), updated_at=self.later(5))
        yield self.tell(edited)
        yield "as it was before", "at the shop", "in Odoo"
        version = self.opened("edited_both_sides")
        for units in ("3 / ", "1 / ", "5 / "):
            self.assertIn(units, version.lines_html)
        yield "whose lines count", "Do it"
        self.decide("edited_both_sides")
        self._assert_equal_to(self.sold().record_id, edited)
        lines = self.three_and_one(mugs=1)
        self.tell(self.order("1002", lines=lines, updated_at=self.later(5)))
        self.decide("edited_both_sides", "keep")
        self.assertEqual(order.order_line[0].product_uom_qty, 5)
