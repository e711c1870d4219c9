"""Lightspeed X-Series from the till to the ledger, against the fake retailer."""

from decimal import Decimal

from odoo.tests import tagged

from .lightspeed_common import LightspeedCase


def cents(number):
    """Return a float as exact cents."""
    return Decimal(repr(number)).quantize(Decimal("0.01"))


@tagged("post_install", "-at_install", "retail")
class TestLightspeedDay(LightspeedCase):
    """Days of registers, prices without tax and two taxes on top."""

    def test_a_day_is_booked_and_closed_to_the_cent(self):
        shop = self.shop
        shop.open_register()
        first = shop.sell(("MUG", 3, "4.37"), ("TEE", 1, "19.99"))
        shop.sell(("TEE", 2, "19.99"), paid=[("EFTPOS", "43.18")])
        shop.sell(
            ("MUG", 1, "4.37"),
            paid=[("Cash", "5.00"), ("Cash", "-0.28")],
        )
        shop.sell(("MUG", -1, "4.37"), paid=[("Cash", "-4.72")], return_for=first["id"])
        shop.sell(("MUG", 1, "10.00"), paid=[("EFTPOS", "12.80")], tip="2.00")
        shift = self.close_till()
        self.assertFalse(self.stuck())
        self.assertEqual(shift.state, "closed", shift.problem)
        session = shift.session_id
        self.assertEqual(session.state, "closed")
        self.assertEqual(str(shift.business_date), "2026-11-09")
        sold = sum(
            Decimal(str(sale["total_price"])) + Decimal(str(sale["total_tax"]))
            for sale in shop.sales.values()
        )
        tax = sum(Decimal(str(sale["total_tax"])) for sale in shop.sales.values())
        self.assertEqual(cents(sum(session.order_ids.mapped("amount_total"))), sold)
        self.assertEqual(cents(sum(session.order_ids.mapped("amount_tax"))), tax)
        lines = session.move_id.line_ids
        self.assertEqual(cents(sum(lines.mapped("balance"))), 0)
        self.assertEqual(
            -cents(sum(lines.filtered("tax_line_id").mapped("balance"))), tax
        )
        self.assertEqual(
            self.paid(shift),
            {"Cash": sold - Decimal("55.98"), "EFTPOS": Decimal("55.98")},
        )
        self.assertEqual(self.balance(self.tips, shift), Decimal("-2.00"))
        returned = self.orders().lines.filtered(lambda line: line.qty < 0)
        self.assertEqual(
            returned.refunded_orderline_id.order_id.retail_receipt, first["id"]
        )

    def test_reading_again_changes_nothing(self):
        self.shop.open_register()
        self.shop.sell(("MUG", 1, "5.00"))
        self.take_in("receipt", "session", "receipt")
        self.take_in("receipt")
        self.backend.flow_ids.filtered(lambda f: f.code == "receipt_in").cursor = False
        self.take_in("receipt")
        self.assertEqual(len(self.orders()), 1)

    def test_each_closure_is_a_session_of_its_own(self):
        shop = self.shop
        shop.open_register()
        shop.sell(("MUG", 1, "5.00"))
        morning = self.close_till()
        self.pass_minutes(30)
        shop.open_register()
        shop.sell(("TEE", 1, "20.00"), paid=[("EFTPOS", "21.60")])
        evening = self.close_till()
        self.assertFalse(self.stuck())
        self.assertEqual((morning.state, evening.state), ("closed", "closed"))
        self.assertEqual(morning.business_date, evening.business_date)
        self.assertEqual(self.paid(morning), {"Cash": Decimal("5.40")})
        self.assertEqual(self.paid(evening), {"EFTPOS": Decimal("21.60")})

    def test_a_sale_uploaded_after_the_close_is_a_supplement_of_its_shift(self):
        shop = self.shop
        shop.open_register()
        self.pass_minutes(5)
        at = shop.now()
        shop.sell(("MUG", 1, "5.00"))
        shift = self.close_till()
        self.assertEqual(shift.state, "closed", shift.problem)
        self.pass_minutes(3 * 24 * 60)
        shop.open_register()
        late = shop.sell(("MUG", 2, "5.00"), sale_date=at)
        self.take_in("receipt")
        self.assertFalse(self.stuck())
        order = self.orders().filtered(lambda o: o.retail_receipt == late["id"])
        supplement = order.session_id.retail_shift_id
        self.assertEqual((supplement.late, supplement.shift_ref), (1, "1"))
        self.assertEqual(supplement.business_date, shift.business_date)

    def test_a_sale_that_is_voided_later_is_taken_back(self):
        shop = self.shop
        shop.open_register()
        sale = shop.sell(("MUG", 1, "5.00"))
        self.take_in("receipt")
        self.assertEqual(len(self.orders()), 1)
        shop.void(sale)
        shift = self.close_till()
        self.assertEqual(cents(sum(self.orders().mapped("amount_total"))), 0)
        self.assertEqual(len(self.orders()), 2)
        self.assertEqual(shift.state, "closed", shift.problem)

    def test_laybys_and_accounts_do_not_keep_a_day_open(self):
        shop = self.shop
        customer = shop.add_customer()
        shop.open_register()
        layby = shop.sell(("MUG", 2, "5.00"), paid=[("Cash", "4.00")], status="LAYBY")
        owed = shop.sell(
            ("TEE", 1, "20.00"),
            paid=[("Cash", "1.60")],
            status="ONACCOUNT",
            customer_id=customer["id"],
        )
        first = self.close_till()
        self.assertFalse(self.stuck())
        self.assertEqual(first.state, "closed", first.problem)
        self.assertEqual(self.balance(self.deposits), Decimal("-4.00"))
        self.pass_minutes(24 * 60)
        shop.open_register()
        shop.pay(layby, "EFTPOS", "6.80")
        layby["status"] = "LAYBY_CLOSED"
        shop.record(layby)
        shop.pay(owed, "Cash", "20.00")
        owed["status"] = "ONACCOUNT_CLOSED"
        shop.record(owed)
        second = self.close_till()
        self.assertFalse(self.stuck())
        self.assertEqual(second.state, "closed", second.problem)
        self.assertEqual(self.balance(self.deposits), Decimal("0.00"))
        partner = self.env["res.partner"].search([("email", "=", customer["email"])])
        receivable = self.env["account.move.line"].search(
            [
                ("partner_id", "=", partner.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ]
        )
        self.assertTrue(receivable)
        self.assertEqual(cents(sum(receivable.mapped("balance"))), 0)

    def test_a_number_that_does_not_come_is_missed(self):
        shop = self.shop
        shop.open_register()
        shop.sell(("MUG", 1, "5.00"))
        lost = shop.sell(("MUG", 1, "6.00"))
        shop.sell(("MUG", 1, "7.00"))
        del shop.sales[lost["id"]]
        self.take_in("receipt", "register")
        self.assertEqual(self.till.start_sequence, 1701)
        self.assertEqual(self.till.missing, "1702")
        shift = self.close_till()
        self.assertEqual((shift.state, shift.cause), ("waiting", "shift_mismatch"))
        self.assertIn("6.48", shift.problem)
        shop.record(lost)
        self.take_in("receipt", "register")
        self.assertFalse(self.till.missing)
        self.close(shift)
        self.assertEqual(shift.state, "closed", shift.problem)

    def test_a_signed_message_has_the_sale_read(self):
        self.shop.open_register()
        self.take_in("session")
        sale = self.shop.sell(("MUG", 1, "5.00"))
        headers, body = self.shop.message(
            "sale.update", {"id": sale["id"], "outlet_id": sale["outlet_id"]}
        )
        url = f"/retail/webhook/{self.backend.sudo().token}"
        forged = {**headers, "X-Signature": headers["X-Signature"][:-22] + "0" * 22}
        self.assertEqual(self.url_open(url, data=body, headers=forged).status_code, 401)
        for _again in range(2):
            answer = self.url_open(url, data=body, headers=headers)
            self.assertEqual(answer.status_code, 200)
        self.drain()
        self.assertEqual(self.orders().mapped("retail_receipt"), [sale["id"]])
        self.take_in("receipt")
        self.assertEqual(len(self.orders()), 1)


@tagged("post_install", "-at_install", "retail")
class TestLightspeedInclusive(LightspeedCase):
    """A retailer whose prices contain the tax."""

    inclusive = True

    def test_shelf_prices_close_to_the_cent(self):
        shop = self.shop
        shop.open_register()
        for price in ("4.95", "9.99", "0.37", "19.99", "3.33"):
            shop.sell(("MUG", 3, price), ("TEE", 1, price, {"discount": "0.05"}))
        shop.sell(("MUG", -1, "4.95"), ("TEE", 1, "4.95"), paid=[])
        shift = self.close_till()
        self.assertFalse(self.stuck())
        self.assertEqual(shift.state, "closed", shift.problem)
        tax = sum(Decimal(str(sale["total_tax"])) for sale in shop.sales.values())
        lines = shift.session_id.move_id.line_ids
        self.assertEqual(
            -cents(sum(lines.filtered("tax_line_id").mapped("balance"))), tax
        )
        self.assertEqual(
            cents(sum(self.orders().mapped("amount_total"))), Decimal("154.27")
        )
