"""Returns and exchanges, voids and changed receipts."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.retail_connector_base.canonical import Origin

from .common import PosCase
from .documents import NOON, money


@tagged("post_install", "-at_install", "retail")
class TestReceiptReturn(PosCase):
    """What comes back is tied to what was sold."""

    def back(self, sequence, origin=None, **values):
        """Return a receipt that takes a mug back."""
        store = {k: values.pop(k) for k in ("store", "register") if k in values}
        return self.receipt(
            sequence, self.line("MUG", -1, origin=origin, **values), **store
        )

    def test_a_return_finds_its_sale_in_the_same_batch_and_later(self):
        origin = Origin("S1/1/1/1", "1")
        sale, same, later = (
            self.receipt(1, self.line("MUG", 2)),
            self.back(2, origin),
            self.back(3, origin),
        )
        orders = self.booked(sale, same)
        third = self.booked(later)
        self.assertEqual(orders[1].lines.refunded_orderline_id, orders[0].lines)
        self.assertEqual(third.lines.refunded_orderline_id, orders[0].lines)
        self.assertEqual(orders[0].lines.refunded_qty, 2)
        self.assertTrue(third.is_refund)

    def test_a_return_in_another_store_before_its_sale_is_here(self):
        origin = Origin("S1/1/1/9", "1")
        before = self.on_hand(self.mug, self.warehouse2)
        back = self.booked(self.back(1, origin, store="S2"))
        self.assertFalse(back.lines.refunded_orderline_id)
        self.assertEqual(self.on_hand(self.mug, self.warehouse2), before + 1)
        sale = self.booked(self.receipt(9, self.line("MUG", 1)))
        self.assertEqual(back.lines.refunded_orderline_id, sale.lines)

    def test_a_return_of_a_web_order_and_one_without_a_receipt(self):
        web = self.env["sale.order"].create(
            {"partner_id": self.env["res.partner"].create({"name": "Web"}).id}
        )
        self.env["retail.binding.order"].create(
            {
                "backend_id": self.backend.id,
                "external_id": "web-1",
                "external_name": "#1001",
                "record_id": web.id,
            }
        )
        orders = self.booked(
            self.back(1, Origin(order_name="#1001")), self.back(2, None)
        )
        self.assertEqual(orders[0].lines.retail_sale_order_id, web)
        self.assertFalse(orders[1].lines.retail_sale_order_id)

    def test_where_returned_goods_go(self):
        quarantine = self.env["stock.location"].create(
            {
                "name": "Quarantine",
                "usage": "internal",
                "location_id": self.warehouse.view_location_id.id,
            }
        )
        self.main.quarantine_location_id = quarantine
        stock = self.on_hand(self.mug)
        orders = self.booked(
            self.back(1, disposition="resell"),
            self.back(2, disposition="quarantine"),
            self.back(3, disposition="scrap"),
            self.back(4, disposition="none"),
        )
        self.assertEqual(self.on_hand(self.mug), stock + 1)
        held = self.mug.with_context(location=quarantine.id).qty_available
        self.assertEqual(held, 1)
        self.assertEqual(orders.lines.mapped("retail_moved"), [True, True, True, False])
        scrapped = self.env["stock.move"].search(
            [
                ("product_id", "=", self.mug.id),
                ("location_dest_id.usage", "=", "inventory"),
                ("state", "=", "done"),
            ]
        )
        self.assertEqual(scrapped.quantity, 1)

    def test_exchanges_with_and_without_money(self):
        even = self.receipt(
            1, self.line("MUG", -1), self.line("TEE", 1, external_id="1")
        )
        more = self.receipt(
            2, self.line("MUG", -1), self.line("TEE", 3, external_id="1")
        )
        less = self.receipt(
            3, self.line("MUG", -3), self.line("TEE", 1, external_id="1")
        )
        orders = self.booked(even, more, less)
        self.assertEqual(orders.mapped("amount_total"), [0.0, 21.6, -21.6])
        self.assertFalse(orders[0].payment_ids)
        shift = self.close(self.take_shift(self.shift(tax_total="0.00")))
        self.assertEqual(shift.state, "closed", shift.problem)
        self.assertEqual(self.balance(self.tax_account), Decimal("0.00"))

    def test_the_same_receipt_again_changes_nothing(self):
        receipt = self.receipt(1, self.line("MUG", 1))
        self.booked(receipt)
        (again,) = self.book(receipt)
        self.assertEqual(again.outcome[:2], ("ignored", "duplicate"))

    def test_a_changed_receipt_is_reversed_and_booked_anew(self):
        receipt = self.receipt(1, self.line("MUG", 2))
        first = self.booked(receipt)
        stock = self.on_hand(self.mug)
        changed = self.receipt(
            1, self.line("MUG", 1), updated_at=NOON + timedelta(hours=1)
        )
        second = self.booked(changed)
        self.assertEqual(first.amount_total, 21.60)
        reversal = self.env["pos.order"].search([("retail_reverses_id", "=", first.id)])
        self.assertEqual(reversal.amount_total, -21.60)
        self.assertEqual(reversal.lines.refunded_orderline_id, first.lines)
        self.assertEqual(second.amount_total, 10.80)
        self.assertEqual(self.on_hand(self.mug), stock + 1)
        binding = self.env["retail.binding.receipt"].search(
            [("external_id", "=", receipt.external_id)]
        )
        self.assertEqual((binding.record_id, binding.revision), (second, 1))
        (old,) = self.book(receipt)
        self.assertEqual(old.outcome[:2], ("ignored", "stale"))
        shift = self.close(self.take_shift(self.shift(gross_total="10.80")))
        self.assertEqual(shift.state, "closed", shift.problem)

    def test_a_receipt_voided_afterwards_is_taken_back(self):
        void = self.receipt(2, action="post_void", voids="S1/1/1/1")
        stock = self.on_hand(self.mug)
        (waits,) = self.book(void)
        self.assertEqual(waits.outcome[:2], ("parked", "original_missing"))
        items = self.book(self.receipt(1, self.line("MUG", 1)), void)
        self.assertEqual(
            [item.outcome.state for item in items], ["done"] * 2, items[1].outcome
        )
        self.assertEqual(self.on_hand(self.mug), stock)
        binding = self.env["retail.binding.receipt"].search(
            [("external_id", "=", "S1/1/1/1")]
        )
        self.assertTrue(binding.voided)
        orders = self.env["pos.order"].search([("retail_receipt", "=", "S1/1/1/1")])
        self.assertEqual(sum(orders.mapped("amount_total")), 0.0)
        shift = self.close(self.take_shift(self.shift(gross_total="0.00")))
        self.assertEqual(shift.state, "closed", shift.problem)

    def test_a_number_used_for_two_receipts_is_not_booked(self):
        self.booked(self.receipt(1, self.line("MUG", 1)))
        other = replace(self.receipt(1, self.line("TEE", 1)), external_id="else")
        (item,) = self.book(other)
        self.assertEqual(item.outcome[:2], ("parked", "number_conflict"))

    def test_what_cannot_be_booked_waits_and_the_rest_goes_in(self):
        unknown = self.receipt(1, self.line("NOPE", 1))
        voucher = self.receipt(
            2, self.line("MUG", 1), tenders=(self.tender("10.80", "voucher"),)
        )
        nowhere = self.receipt(3, self.line("MUG", 1), register="9")
        good = self.receipt(4, self.line("MUG", 1))
        items = self.book(unknown, voucher, nowhere, good)
        self.assertEqual(
            [item.outcome[:2] for item in items],
            [
                ("parked", "product_unmatched"),
                ("parked", "tender_unmapped"),
                ("parked", "register_unmapped"),
                ("done", ""),
            ],
        )
        self.assertEqual(items[3].records.amount_total, float(money("10.80").amount))
