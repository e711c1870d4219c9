"""Orders change at the platform: applied as long as they can be, then parked."""

from dataclasses import replace

from odoo.tests import tagged

from .importer_common import ImporterCase


@tagged("post_install", "-at_install", "retail")
class TestImporterUpdate(ImporterCase):
    """Update, cancel and release orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.state = "connected"
        cls.lines = [cls.line("l1", 10, 2), cls.line("l2", 25, 1, "TEE")]

    def _update(self, minutes=10, **values):
        values.setdefault("lines", self.lines)
        [item] = self._import(self.order(updated_at=self.later(minutes), **values))
        return item

    def _summary(self, order):
        return [
            (line.retail_line_key, line.product_uom_qty, line.price_subtotal)
            for line in order.order_line
        ]

    def test_edit_of_a_draft_is_applied_line_by_line(self):
        order, _binding = self._imported(self.order(lines=self.lines))
        kept = order.order_line[0]
        item = self._update(
            lines=[self.line("l1", 10, 5, discount=5), self.line("l3", 7, 1, "TEE")]
        )
        self.assertEqual(item.outcome.state, "done")
        self.assertEqual(self._summary(order), [("l1", 5.0, 45.0), ("l3", 1.0, 7.0)])
        self.assertEqual(order.order_line[0], kept)
        self._assert_equal_to(order, item.document)

    def test_edit_of_a_confirmed_order_changes_its_delivery(self):
        order, binding = self._imported(self.order(lines=self.lines))
        self.backend._job_confirm()
        item = self._update(
            lines=[self.line("l1", 10, 3), self.line("l3", 7, 1, "MUG")]
        )
        self.assertEqual(item.outcome.state, "done", item.outcome)
        self._assert_equal_to(order, item.document)
        moves = order.picking_ids.move_ids.filtered(lambda m: m.state != "cancel")
        demand = {}
        for move in moves:
            key = move.sale_line_id.retail_line_key
            demand[key] = demand.get(key, 0) + move.product_uom_qty
        self.assertEqual(demand.get("l1"), 3)
        self.assertEqual(demand.get("l3"), 1)
        self.assertFalse(demand.get("l2"))
        self.assertEqual(binding.stage, "invoice")

    def test_edit_after_delivery_is_parked(self):
        order, _binding = self._imported(self.order(lines=self.lines))
        self.backend._job_confirm()
        order.picking_ids.button_validate()
        item = self._update(lines=[self.line("l1", 10, 1), self.lines[1]])
        self.assertEqual(item.outcome[:2], ("parked", "edited_after_delivery"))
        self.assertEqual(order.order_line[0].product_uom_qty, 2)

    def test_edit_after_invoice_is_parked_but_status_is_not(self):
        self._map_tender()
        order, binding = self._imported(self.order(lines=self.lines))
        self.backend._job_confirm()
        self.backend._job_account()
        self.assertTrue(order.invoice_ids)
        item = self._update(lines=[self.line("l1", 10, 1), self.lines[1]])
        self.assertEqual(item.outcome[:2], ("parked", "edited_after_invoice"))
        item = self._update(20, fulfilment_status="fulfilled", note="gift")
        self.assertEqual(item.outcome.state, "done")
        self.assertEqual(binding.stage, "done")

    def test_order_of_arrival_does_not_matter(self):
        old = self.order(lines=self.lines)
        new = self.order(lines=self.lines[:1], updated_at=self.later(5))
        order, _binding = self._imported(new)
        [late] = self._import(old)
        self.assertEqual(late.outcome[:2], ("ignored", "stale"))
        self._assert_equal_to(order, new)

    def test_both_versions_in_one_batch(self):
        old = self.order(lines=self.lines)
        new = self.order(lines=self.lines[:1], updated_at=self.later(5))
        first, second = self._import(old, new)
        self.assertEqual(first.outcome[:2], ("ignored", "superseded"))
        self._assert_equal_to(second.records, new)

    def test_cancelled_draft_and_confirmed_order(self):
        draft, _binding = self._imported(self.order("1"))
        sold, binding = self._imported(self.order("2", lines=self.lines))
        draft.retail_binding_ids._set_stage("held")
        self.backend._job_confirm()
        for external_id, order in (("1", draft), ("2", sold)):
            [item] = self._import(
                self.order(
                    external_id,
                    status="voided",
                    tenders=[],
                    cancelled_at=self.later(5),
                    updated_at=self.later(5),
                )
            )
            self.assertEqual(item.outcome.state, "done")
            self.assertEqual(order.state, "cancel")
        self.assertEqual(set(sold.picking_ids.mapped("state")), {"cancel"})
        self.assertEqual(binding.stage, "cancelled")
        quant = self.mug.stock_quant_ids.filtered(
            lambda q: q.location_id == self.warehouse.lot_stock_id
        )
        self.assertEqual(quant.reserved_quantity, 0)

    def test_cancelled_with_money_says_so(self):
        [item] = self._import(self.order(cancelled_at=self.later(1)))
        self.assertEqual(item.records.state, "cancel")
        self.assertRecordValues(
            item.records.retail_binding_ids,
            [{"stage": "cancelled", "stage_cause": "cancelled_with_money"}],
        )
        discrepancy = self.env["retail.discrepancy"].search(
            [("type", "=", "cancelled_with_money"), ("entity", "=", "1001")]
        )
        self.assertRecordValues(
            discrepancy, [{"expected": 0.0, "found": 20.0, "state": "open"}]
        )
        given_back = [self.tender("t-1001", 20), self.tender("r", 20, kind="refund")]
        self._import(
            self.order(
                cancelled_at=self.later(1),
                updated_at=self.later(2),
                tenders=given_back,
            )
        )
        self.assertEqual(discrepancy.state, "resolved")

    def test_cancel_after_delivery_is_parked_and_after_the_invoice_waits_for_its_refund(
        self,
    ):
        self._map_tender()
        order, _binding = self._imported(self.order(lines=self.lines))
        self.backend._job_confirm()
        order.picking_ids.button_validate()
        item = self._update(status="voided", tenders=[], cancelled_at=self.later(5))
        self.assertEqual(item.outcome[:2], ("parked", "cancelled_after_delivery"))
        self.backend._job_account()
        item = self._update(20, status="voided", tenders=[], cancelled_at=self.later(5))
        self.assertEqual(item.outcome.state, "done", "its refund credits the invoice")
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.invoice_ids.state, "posted")
        discrepancy = self.env["retail.discrepancy"].search(
            [("type", "=", "cancelled_after_invoice"), ("entity", "=", "1001")]
        )
        self.assertRecordValues(discrepancy, [{"state": "open"}])

    def test_paid_later_is_confirmed_then(self):
        order, binding = self._imported(
            self.order(status="pending", tenders=[], lines=self.lines)
        )
        self.assertRecordValues(binding, [{"stage": "held", "stage_cause": "unpaid"}])
        self._update()
        self.assertRecordValues(binding, [{"stage": "confirm", "stage_cause": False}])
        self.backend._job_confirm()
        self.assertEqual(order.state, "sale")

    def test_released_order_stays_released(self):
        _order, binding = self._imported(self.order(risk="high", lines=self.lines))
        binding.action_release()
        self._update(risk="high", note="again")
        self.assertEqual(binding.stage, "confirm")

    def test_risk_that_vanishes_releases(self):
        _order, binding = self._imported(self.order(risk="pending", lines=self.lines))
        self.assertEqual(binding.stage, "held")
        self._update(risk="low")
        self.assertEqual(binding.stage, "confirm")

    def test_test_order_is_ignored_unless_wanted(self):
        [item] = self._import(self.order(test=True))
        self.assertEqual(item.outcome[:2], ("ignored", "test_order"))
        self.backend.environment = "test"
        [item] = self._import(self.order(test=True))
        self.assertEqual(item.outcome.state, "done")

    def test_zero_total_is_confirmed_and_done(self):
        line = self.line("l1", 10, 1, discount=10)
        order, binding = self._imported(self.order(lines=[line], tenders=[]))
        self.backend._job_confirm()
        self.backend._job_account()
        self.assertEqual((order.state, binding.stage), ("sale", "done"))
        self.assertEqual(order.invoice_ids.amount_total, 0)

    def test_new_address_before_delivery_reaches_the_transfer(self):
        order, _binding = self._imported(
            self.order(lines=self.lines, shipping=self.address())
        )
        self.backend._job_confirm()
        self._update(shipping=self.address(street="2 Other Street"))
        self.assertEqual(order.partner_shipping_id.street, "2 Other Street")
        self.assertEqual(order.picking_ids.partner_id, order.partner_shipping_id)

    def test_order_cancelled_by_a_person_stays_cancelled(self):
        order, binding = self._imported(self.order(lines=self.lines))
        order._action_cancel()
        item = self._update(lines=self.lines[:1])
        self.assertEqual(item.outcome.state, "done")
        self.assertEqual(order.state, "cancel")
        self.assertEqual(binding.stage, "cancelled")

    def test_edit_that_does_not_add_up_changes_nothing(self):
        order, _binding = self._imported(self.order(lines=self.lines))
        before = self._summary(order)
        # The taxes of the new line are not mapped, so the whole edit waits.
        taxed = replace(
            self.line("l9", 5, taxes=[self.tax("0.50", "Unknown")]), external_id="l9"
        )
        item = self._update(lines=[*self.lines, taxed])
        self.assertEqual(item.outcome[:2], ("parked", "tax_unmapped"))
        self.assertEqual(self._summary(order), before)
