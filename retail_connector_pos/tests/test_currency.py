"""A store that sells in a currency other than the company's."""

import random
from datetime import timedelta
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.retail_connector_base.canonical import Party, Register, Store
from odoo.addons.retail_connector_base.importers.item import Item

from .common import PosCase
from .documents import DAY

RATE = 0.7863  # pounds for a dollar, on the day of the receipts
LATER = 0.8112


@tagged("post_install", "-at_install", "retail")
class TestForeignStore(PosCase):
    """Pounds in the drawer, dollars in the books: both add up, nothing is left over."""

    store = "S3"
    currency = "GBP"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pound = cls.env.ref("base.GBP")
        cls.pound.active = True
        cls.pound.rate_ids.unlink()
        cls.rate = cls.env["res.currency.rate"].create(
            [
                {
                    "currency_id": cls.pound.id,
                    "company_id": cls.company.id,
                    "name": date,
                    "rate": rate,
                }
                for date, rate in (
                    (DAY - timedelta(days=1), RATE),
                    (DAY + timedelta(days=6), LATER),
                )
            ]
        )
        store = Store(
            "S3",
            "London",
            timezone="America/New_York",
            currency="GBP",
            registers=(Register("1", "Till 1", numbered=True),),
        )
        item = Item(store)
        cls.env["retail.importer.store"]._import_or_bisect([item], cls.backend)
        cls.london = item.outcome and cls.backend.store_ids.filtered(
            lambda found: found.external_id == "S3"
        )
        cls.london.warehouse_id = cls.warehouse
        cls.london.register_ids._set_up()

    def day(self, count=60, seed=7):
        """Return receipts of a day: several lines, cards, cash and returns."""
        rng = random.Random(seed)
        receipts = []
        for number in range(1, count + 1):
            sign = -1 if rng.random() < 0.15 else 1
            lines = [
                self.line(
                    rng.choice(("MUG", "TEE")),
                    sign * rng.randint(1, 3),
                    f"{rng.randint(100, 4999) / 100:.2f}",
                )
                for _line in range(rng.randint(1, 3))
            ]
            total = sum(line.gross(False).amount for line in lines)
            third = (total / 3).quantize(Decimal("0.01"))
            tenders = {
                0: [("cash", total)],
                1: [("card", total)],
                2: [("cash", third), ("card", total - third)],
            }[number % 3]
            receipts.append(
                self.receipt(
                    number,
                    *lines,
                    tenders=[
                        self.tender(amount, gateway, number=f"{number}")
                        for gateway, amount in tenders
                    ],
                )
            )
        return receipts

    def entries(self, shift):
        """Return the items of all entries a day made."""
        return shift.session_id._get_related_account_moves().line_ids

    def converted(self, amount, rate=RATE):
        """Return dollars of pounds, rounded once."""
        cents = Decimal(str(amount)) / Decimal(str(rate))
        return cents.quantize(Decimal("0.01"), "ROUND_HALF_UP")

    def check_day(self, shift, receipts, rate=RATE):
        """Both currencies balance; tax, cash and cards are the receipts'."""
        self.assertEqual(shift.state, "closed", shift.problem)
        moves = shift.session_id._get_related_account_moves()
        self.assertFalse(moves.filtered(lambda move: "Exchange" in (move.ref or "")))
        for move in moves:
            self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0.0)
        entry = shift.session_id.move_id.line_ids
        mine = entry.filtered(lambda line: line.currency_id == self.pound)
        self.assertAlmostEqual(sum(mine.mapped("amount_currency")), 0.0)
        total = sum(r.total.amount for r in receipts)
        tax = sum(r.total_tax.amount for r in receipts)
        taxes = mine.filtered("tax_line_id")
        self.assertAlmostEqual(-sum(taxes.mapped("amount_currency")), float(tax))
        self.assertLessEqual(
            abs(-sum(taxes.mapped("balance")) - float(self.converted(tax, rate))), 0.011
        )
        for line in mine:
            exact = Decimal(str(line.amount_currency)) / Decimal(str(rate))
            self.assertLess(abs(Decimal(str(line.balance)) - exact), Decimal("0.031"))
        sold = mine.filtered(lambda line: line.tax_ids)
        self.assertAlmostEqual(-sum(sold.mapped("amount_currency")), float(total - tax))
        owed = self.entries(shift).filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        self.assertTrue(all(owed.mapped("reconciled")))
        self.assertAlmostEqual(sum(owed.mapped("balance")), 0.0)

    def test_a_day_balances_in_both_currencies(self):
        receipts = self.day()
        cash = sum(
            t.effect.amount for r in receipts for t in r.tenders if t.gateway == "cash"
        )
        orders = self.booked(*receipts)
        self.assertEqual(orders.currency_id, self.pound)
        self.assertEqual({round(o.currency_rate, 6) for o in orders}, {RATE})
        expected = Decimal("100.00") + cash - 20
        shift = self.take_shift(
            self.shift(
                first_sequence=1,
                last_sequence=len(receipts),
                cash_expected=expected,
                cash_counted=expected - 3,
                gross_total=sum(r.total.amount for r in receipts),
                movements=(self.movement("-20.00"),),
            )
        )
        self.assertEqual(shift.currency_id, self.pound)
        self.close(shift)
        self.check_day(shift, receipts)
        self.assertAlmostEqual(shift.over_short, -3.0)
        cards = self.entries(shift).filtered(
            lambda line: line.account_id == self.clearing
        )
        self.assertAlmostEqual(
            sum(cards.mapped("amount_currency")),
            float(sum(r.total.amount for r in receipts) - cash),
        )
        self.assertEqual(cards.currency_id, self.pound)
        drawer = shift.session_id.cash_journal_id
        self.assertEqual(drawer.currency_id, self.pound)
        held = self.entries(shift).filtered(
            lambda line: line.account_id == drawer.default_account_id
        )
        self.assertAlmostEqual(
            sum(held.mapped("amount_currency")), float(cash - 20 - 3)
        )
        base = sum(r.total.amount - r.total_tax.amount for r in receipts)
        taxed = shift.session_id.move_id.line_ids.filtered("tax_line_id")
        signed = sum(
            line.tax_base_amount * (1 if line.balance < 0 else -1) for line in taxed
        )
        self.assertAlmostEqual(signed, float(self.converted(base)), delta=0.011)

    def test_what_comes_late_and_what_is_changed_goes_the_same_way(self):
        self.booked(self.receipt(1, self.line("MUG", 1, "12.34")))
        first = self.close(self.take_shift(self.shift()))
        # Their day is locked by now: everything is booked at the rate of a later one.
        self.company.fiscalyear_lock_date = DAY + timedelta(days=7)
        first.store_id.late_days_limit = 30
        late = [
            self.receipt(2, self.line("TEE", 1, "9.99")),
            self.receipt(1, self.line("MUG", 2, "12.34"), revision=1),
        ]
        self.booked(*late)
        second = self.env["retail.pos.shift"].search(
            [("register_id", "=", first.register_id.id), ("late", "=", 1)]
        )
        second.closed_at = second.create_date
        self.close(second)
        self.assertEqual(second.state, "closed", second.problem)
        self.assertEqual(second.posted_on, DAY + timedelta(days=8))
        entry = second.session_id.move_id.line_ids
        self.assertAlmostEqual(sum(entry.mapped("balance")), 0.0)
        taxes = entry.filtered("tax_line_id")
        self.assertAlmostEqual(
            -sum(taxes.mapped("balance")),
            float(self.converted("2.77", LATER) - self.converted("0.99", LATER)),
        )
        owed = self.entries(second).filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        self.assertTrue(all(owed.mapped("reconciled")))

    def test_an_invoice_and_an_account_are_owed_in_pounds(self):
        customer = Party(external_id="c1", name="Bea Buyer", email="b@x.test")
        receipts = [
            self.receipt(
                1, self.line("MUG", 3, "11.11"), invoice=True, customer=customer
            ),
            self.receipt(
                2,
                self.line("TEE", 1, "19.99"),
                customer=customer,
                tenders=(self.tender("21.59", "on account"),),
            ),
        ]
        orders = self.booked(*receipts)
        buyer = orders.partner_id
        self.assertEqual(len(buyer), 1)
        invoice = orders.account_move
        self.assertEqual(invoice.currency_id, self.pound)
        self.assertEqual(invoice.payment_state, "paid")
        shift = self.close(self.take_shift(self.shift()))
        self.assertEqual(shift.state, "closed", shift.problem)
        entry = shift.session_id.move_id.line_ids
        owed = entry.filtered(lambda line: line.partner_id == buyer)
        self.assertAlmostEqual(sum(owed.mapped("amount_currency")), 21.59)
        self.assertAlmostEqual(
            sum(owed.mapped("balance")), float(self.converted("21.59"))
        )
        self.assertFalse(
            entry.filtered(
                lambda line: (
                    line.account_id.account_type == "asset_receivable"
                    and line.partner_id != buyer
                    and not line.reconciled
                )
            )
        )

    def test_without_a_rate_nothing_is_booked(self):
        self.rate.unlink()
        (item,) = self.book(self.receipt(1, self.line("MUG", 1)))
        self.assertEqual(item.outcome.cause, "rate_missing")
        (shift,) = [Item(self.shift())]
        self.env["retail.importer.session"]._import_or_bisect([shift], self.backend)
        self.assertEqual(shift.outcome.cause, "rate_missing")

    def test_setting_up_asks_for_what_is_missing(self):
        till = self.london.register_ids
        journal = till.config_id.journal_id
        self.assertEqual((journal.code, journal.currency_id), ("PSGBP", self.pound))
        till.config_id = False
        self.london.pricelist_id = self.env["product.pricelist"].create(
            {"name": "Dollars", "currency_id": self.env.ref("base.USD").id}
        )
        with self.assertRaisesRegex(UserError, "price list"):
            till._set_up()
        self.london.pricelist_id.currency_id = self.pound
        till._set_up()
        self.assertEqual(till.config_id.journal_id, journal)
        self.assertEqual(till.config_id.currency_id, self.pound)
        # A way to pay whose journal holds dollars only is not taken for pounds.
        self.bank.currency_id = self.env.ref("base.USD")
        (item,) = self.book(
            self.receipt(
                1, self.line("MUG", 1), tenders=(self.tender("10.80", "card"),)
            )
        )
        self.assertEqual(item.outcome.cause, "register_currency")
        self.assertFalse(self.harbour._prices(self.mug) == {})
        self.london.pricelist_id = False
        self.assertEqual(self.london._prices(self.mug), {})
