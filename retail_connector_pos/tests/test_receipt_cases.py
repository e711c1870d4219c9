"""Receipts with several things at once: bundles, modifiers, credit, serial numbers."""

from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.retail_connector_base.canonical import Lot

from .common import PosCase


@tagged("post_install", "-at_install", "retail")
class TestReceiptCases(PosCase):
    """Each closes with its day, to the cent."""

    def close_day(self, **values):
        """Close the day as the till counted it."""
        shift = self.close(self.take_shift(self.shift(**values)))
        self.assertEqual(shift.state, "closed", shift.problem)
        return shift

    def test_a_bundle_is_paid_as_one_and_leaves_in_parts(self):
        self._product("SET", 0.0, stock=0, is_storable=False)
        mugs, tees = self.on_hand(self.mug), self.on_hand(self.tee)
        order = self.booked(
            self.receipt(
                1,
                self.line("SET", 2, price="15.00"),
                self.line("MUG", 4, price="0.00", tax="", parent_id="1"),
                self.line("TEE", 2, price="0.00", tax="", parent_id="1"),
            )
        )
        self.assertEqual(order.amount_total, 32.40)
        self.assertEqual(self.on_hand(self.mug), mugs - 4)
        self.assertEqual(self.on_hand(self.tee), tees - 2)
        self.close_day(gross_total="32.40")

    def test_modifiers_are_noted_and_charged(self):
        order = self.booked(
            self.receipt(
                1,
                self.line(
                    "MUG",
                    2,
                    price="10.50",
                    attributes={"modifiers": "Engraved", "note": "For Ann"},
                ),
                self.line("Gift wrap", 1, price="1.50", kind="custom", parent_id="1"),
            )
        )
        self.assertEqual(order.lines[0].customer_note, "Engraved\nFor Ann")
        self.assertEqual(order.lines[0].product_id, self.mug)
        self.assertEqual(order.amount_total, 24.30)
        self.close_day(gross_total="24.30")

    def test_split_tenders_with_change_and_a_card_surcharge(self):
        lines = (
            self.line("MUG", 2),
            self.line(
                "Card fee", 1, price="0.30", tax="", kind="fee", code="surcharge"
            ),
        )
        order = self.booked(
            self.receipt(
                1,
                *lines,
                tenders=(
                    self.tender("10.00", "card", external_id="pay_7"),
                    self.tender("20.00", "cash"),
                    self.tender("8.10", "cash", kind="change", number="2"),
                ),
            )
        )
        self.assertEqual(order.amount_total, 21.90)
        self.assertEqual(sorted(order.payment_ids.mapped("amount")), [-8.1, 10.0, 20.0])
        self.assertEqual(order.payment_ids.filtered("is_change").amount, -8.1)
        self.close_day(tenders={"card": "10.00", "cash": "11.90"})
        self.assertEqual(self.balance(self.clearing), Decimal("10.00"))

    def test_store_credit_is_given_for_a_return_and_spent_later(self):
        self.env["retail.mapping.tender"].create(
            {
                "backend_id": self.backend.id,
                "gateway": "store credit",
                "pos_type": "clearing",
                "journal_id": self.bank.id,
                "account_id": self.deposits.id,
            }
        ).action_approve()
        back, spent = self.booked(
            self.receipt(
                1,
                self.line("MUG", -2),
                tenders=(self.tender("-21.60", "store credit"),),
            ),
            self.receipt(
                2,
                self.line("TEE", 1),
                tenders=(self.tender("10.80", "store credit", number="2"),),
            ),
        )
        self.assertTrue(back.is_refund)
        self.assertEqual(spent.payment_ids.name, "store credit")
        self.close_day(tenders={"store credit": "-10.80"})
        self.assertEqual(self.balance(self.deposits), Decimal("-10.80"))

    def test_serial_numbers_leave_one_by_one_and_come_back(self):
        watch = self._product("WATCH", 40.0, tracking="serial")
        serials = self.env["stock.lot"].create(
            [
                {"name": name, "product_id": watch.id, "company_id": self.company.id}
                for name in ("W1", "W2")
            ]
        )
        for serial in serials:
            self.env["stock.quant"]._update_available_quantity(
                watch, self.warehouse.lot_stock_id, 1, lot_id=serial
            )
        both = (Lot("W1"), Lot("W2"))
        self.booked(self.receipt(1, self.line("WATCH", 2, lots=both)))
        self.assertEqual(self.on_hand(watch), 0)
        back = self.booked(self.receipt(2, self.line("WATCH", -1, lots=(Lot("W2"),))))
        self.assertTrue(back.lines.retail_moved)
        self.assertEqual(
            serials.filtered(lambda s: s.product_qty).mapped("name"), ["W2"]
        )
        self.close_day(gross_total="10.80")

    def test_the_reason_of_a_return_decides_where_the_goods_go(self):
        quarantine = self.env["stock.location"].create(
            {
                "name": "Quarantine",
                "usage": "internal",
                "location_id": self.warehouse.view_location_id.id,
            }
        )
        self.main.quarantine_location_id = quarantine
        for reason, disposition in (("worn", "scrap"), ("too big", "restock")):
            self.env["retail.mapping.return.reason"].create(
                {
                    "backend_id": self.backend.id,
                    "reason": reason,
                    "disposition": disposition,
                    "location_id": self.main._destination(disposition).id
                    if disposition == "scrap"
                    else False,
                }
            ).action_approve()
        stock = self.on_hand(self.mug)
        orders = self.booked(
            self.receipt(1, self.line("MUG", -1, reason="worn")),
            self.receipt(2, self.line("MUG", -1, reason="too big")),
            self.receipt(3, self.line("MUG", -1, reason="never heard of")),
            self.receipt(4, self.line("MUG", -1, reason="worn", disposition="resell")),
        )
        self.assertEqual(
            orders.lines.mapped("retail_disposition"),
            ["scrap", "resell", "quarantine", "resell"],
        )
        self.assertEqual(self.on_hand(self.mug), stock + 2)
        held = self.mug.with_context(location=quarantine.id).qty_available
        self.assertEqual(held, 1)
        self.close_day()
