"""Every kind of receipt the tills know, to the cent in the session's entry."""

from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.retail_connector_base.canonical import Discount, Lot, Party, TaxLine

from .common import PosCase
from .documents import money


@tagged("post_install", "-at_install", "retail")
class TestReceiptKinds(PosCase):
    """What tills sell, give back, take in and pay out."""

    def close_day(self, **values):
        """Close the day with the till's count and return its shift."""
        shift = self.close(self.take_shift(self.shift(**values)))
        self.assertEqual(shift.state, "closed", shift.problem)
        return shift

    def test_own_tax_amounts_survive_every_rounding(self):
        """A till that rounds tax per receipt differs a cent from Odoo's sum."""
        for method in ("round_globally", "round_per_line"):
            self.company.tax_calculation_rounding_method = method
            lines = [
                self.line("MUG", 1, price="3.33", tax="0.26"),
                self.line("MUG", 1, price="3.33", tax="0.27"),
                self.line("TEE", 1, price="3.33", tax="0.27"),
            ]
            number = 1 if method == "round_globally" else 2
            register = str(number)
            order = self.booked(self.receipt(1, *lines, register=register))
            self.assertEqual(order.amount_tax, 0.80)
        self.register = "1"
        self.close_day(tax_total="0.80", gross_total="10.79")
        self.assertEqual(self.balance(self.tax_account), Decimal("-0.80"))

    def test_discounts_and_price_overrides(self):
        order = self.booked(
            self.receipt(
                1,
                self.line("MUG", 3, discounts=(Discount("Staff", money("3.33")),)),
                self.line("TEE", 1, price="0.99"),
            )
        )
        self.assertAlmostEqual(order.lines[0].discount, 11.1)
        self.assertEqual(order.lines[0].price_subtotal, 26.67)
        self.close_day()

    def test_weighed_goods_and_open_prices(self):
        order = self.booked(
            self.receipt(
                1,
                self.line("TEE", "0.45", price="3.99", subtotal="1.80"),
                self.line("Repair", 1, price="17.50", kind="custom"),
            )
        )
        self.assertEqual(order.lines[0].qty, 0.45)
        self.assertEqual(order.lines[1].product_id, self.backend.custom_product_id)
        self.close_day(gross_total=str(order.amount_total))

    def test_tips_charges_rounding_and_donations(self):
        order = self.booked(
            self.receipt(
                1,
                self.line("MUG", 1),
                self.line("Tip", 1, price="2.00", tax="", kind="tip"),
                self.line("Service", 1, price="1.00", kind="fee", code="service"),
                self.line("Charity", 1, price="0.50", tax="", kind="donation"),
                self.line("Rounding", 1, price="-0.03", tax="", kind="rounding"),
            )
        )
        self.assertEqual(order.tip_amount, 2.0)
        self.assertAlmostEqual(order.amount_total, 10.8 + 2 + 1.08 + 0.5 - 0.03)
        self.close_day()
        self.assertEqual(self.balance(self.tips), Decimal("-2.00"))

    def test_tax_exempt_and_several_taxes(self):
        other = self.tax.copy({"name": "City 2 %", "amount": 2.0})
        self._map_tax("City", "0.02", other)
        exempt = self.line("MUG", 1, tax="")
        both = self.line("TEE", 1)
        both = type(both)(
            **{
                **both.__dict__,
                "external_id": "2",
                "taxes": (*both.taxes, TaxLine("City", Decimal("0.02"), money("0.20"))),
            }
        )
        order = self.booked(self.receipt(1, exempt, both))
        self.assertEqual(order.lines.mapped("tax_ids"), self.tax | other)
        self.assertFalse(order.lines[0].tax_ids)
        self.close_day(tax_total="1.00", gross_total="21.00")
        self.assertEqual(self.balance(self.tax_account), Decimal("-1.00"))

    def test_gift_cards_sold_and_redeemed(self):
        self.booked(
            self.receipt(
                1,
                self.line("Gift", 1, price="50.00", tax="", kind="gift_card"),
                tenders=(self.tender("50.00", "card"),),
            ),
            self.receipt(
                2,
                self.line("MUG", 2),
                tenders=(
                    self.tender("20.00", "gift card", gift_card_id="GC-1"),
                    self.tender("1.60"),
                ),
            ),
        )
        self.close_day(tenders={"card": "50.00", "gift card": "20.00", "cash": "1.60"})
        self.assertEqual(self.balance(self.gift_liability), Decimal("-30.00"))
        self.assertEqual(self.balance(self.clearing), Decimal("50.00"))

    def test_on_account_needs_a_customer_and_is_owed(self):
        lines = (self.line("MUG", 1),)
        tenders = (self.tender("10.80", "on account"),)
        (item,) = self.book(self.receipt(1, *lines, tenders=tenders))
        self.assertEqual(item.outcome[:2], ("parked", "customer_missing"))
        order = self.booked(
            self.receipt(
                1,
                *lines,
                tenders=tenders,
                customer=Party(external_id="c1", name="Ann Account", email="a@x.test"),
            )
        )
        self.close_day()
        receivable = order.partner_id.property_account_receivable_id
        owed = self.env["account.move.line"].search(
            [
                ("partner_id", "=", order.partner_id.id),
                ("account_id", "=", receivable.id),
            ]
        )
        self.assertEqual(sum(owed.mapped("amount_residual")), 10.80)

    def test_layby_is_a_deposit_first_and_a_sale_later(self):
        self.env["retail.mapping.tender"].create(
            {
                "backend_id": self.backend.id,
                "gateway": "deposit",
                "pos_type": "clearing",
                "journal_id": self.bank.id,
                "account_id": self.deposits.id,
            }
        ).action_approve()
        self.booked(
            self.receipt(
                1, self.line("Layby", 1, price="4.00", tax="", kind="deposit")
            ),
            self.receipt(
                2,
                self.line("MUG", 1),
                tenders=(self.tender("4.00", "deposit"), self.tender("6.80")),
            ),
        )
        self.close_day()
        self.assertEqual(self.balance(self.deposits), Decimal("0.00"))

    def test_numbers_without_a_sale_are_counted(self):
        before = self.env["pos.order"].search_count([])
        items = self.book(
            self.receipt(1, action="void"),
            self.receipt(2, action="no_sale"),
            self.receipt(3, action="control"),
        )
        self.assertEqual({item.outcome.state for item in items}, {"done"})
        self.assertEqual(self.env["pos.order"].search_count([]), before)
        self.assertEqual(self.till.contiguous_to, 3)

    def test_cash_in_and_out_is_booked_once(self):
        paid_out = self.receipt(1, action="movement", movement=self.movement("-20.00"))
        self.booked(paid_out, self.receipt(2, self.line("MUG", 1)))
        self.booked(
            self.receipt(
                3,
                action="movement",
                movement=self.movement("5.00", "change", "m2"),
            )
        )
        shift = self.close_day(
            movements=(self.movement("-20.00"),),  # the same one, told again
            cash_expected="95.80",
            cash_counted="95.80",
        )
        self.assertEqual(
            sorted(shift.session_id.statement_line_ids.mapped("amount")),
            [-20.0, 5.0, 10.8],
        )
        self.assertEqual(shift.over_short, 0.0)

    def test_lots_move_and_missing_ones_are_listed(self):
        lot_product = self._product("LOT", 3.0, tracking="lot")
        lots = self.env["stock.lot"].create(
            {"name": "L1", "product_id": lot_product.id, "company_id": self.company.id}
        )
        self.env["stock.quant"]._update_available_quantity(
            lot_product, self.warehouse.lot_stock_id, 10, lot_id=lots
        )
        orders = self.booked(
            self.receipt(1, self.line("LOT", 2, lots=(Lot("L1", Decimal(2)),))),
            self.receipt(2, self.line("LOT", 1)),
        )
        self.assertEqual(self.on_hand(lot_product), 8)
        self.assertEqual(orders.lines.mapped("retail_moved"), [True, False])
        listed = self.env["retail.discrepancy"].search(
            [("type", "=", "lots_missing"), ("backend_id", "=", self.backend.id)]
        )
        self.assertEqual(listed.res_id, orders[1].lines.id)
        self.env["pos.pack.operation.lot"].create(
            {"pos_order_line_id": orders[1].lines.id, "lot_name": "L1"}
        )
        self.env["retail.pos.goods"]._move_again(orders[1].lines)
        self.assertEqual(self.on_hand(lot_product), 7)
        self.assertEqual(listed.state, "resolved")

    def test_an_invoice_on_request_has_the_receipts_amounts(self):
        order = self.booked(
            self.receipt(
                1,
                self.line("MUG", 1, price="3.33", tax="0.26"),
                invoice=True,
                customer=Party(external_id="c2", name="Ian Invoice", email="i@x.test"),
            )
        )
        self.assertEqual(order.account_move.state, "posted")
        self.assertEqual(order.account_move.amount_total, 3.59)
        self.assertEqual(order.account_move.payment_state, "paid")
        self.close_day()

    def test_staff_and_payment_ids_are_kept(self):
        receipt = self.receipt(1, self.line("MUG", 1))
        place = type(receipt.place)(**{**receipt.place.__dict__, "staff": "Kim"})
        receipt = type(receipt)(
            **{
                **receipt.__dict__,
                "place": place,
                "tenders": (
                    self.tender("10.80", "card", external_id="pay_1", reference="R1"),
                ),
            }
        )
        order = self.booked(receipt)
        self.assertEqual(order.retail_staff, "Kim")
        self.assertEqual(order.payment_ids.transaction_id, "pay_1")
        self.assertEqual(order.payment_ids.payment_ref_no, "R1")
