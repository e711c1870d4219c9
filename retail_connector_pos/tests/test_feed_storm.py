"""Three stores on a bad line: everything is booked once, to the cent and the unit."""

import os
from datetime import date
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.retail_connector_base.canonical import Register, Store
from odoo.addons.retail_connector_base.importers.item import Item

from .feed_common import FeedCase
from .till import PRICES, Line, Till

DAYS = (date(2026, 11, 9), date(2026, 11, 10))
# Records in all; the suite takes a small storm, RETAIL_STORM=5000 the full one.
RECORDS = int(os.environ.get("RETAIL_STORM") or 180)


@tagged("post_install", "-at_install", "retail")
class TestFeedStorm(FeedCase):
    """Lost, repeated, reordered, late and changed records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["retail.importer.store"]._import_or_bisect(
            [
                Item(
                    Store(
                        "S3",
                        "Airport",
                        timezone="America/New_York",
                        registers=(Register("1", "Till 1", numbered=True),),
                    )
                )
            ],
            cls.backend,
        )
        cls.airport = cls.env["retail.pos.store"].search(
            [("backend_id", "=", cls.backend.id), ("external_id", "=", "S3")]
        )
        cls.airport.warehouse_id = cls.warehouse
        cls.airport.register_ids._set_up()
        for product in cls.mug | cls.tee | cls.cap:
            product.list_price = float(PRICES[product.default_code])

    def register_of(self, till):
        return (
            self.airport.register_ids
            if till.store == "S3"
            else (super().register_of(till))
        )

    def storm(self, tills, seed):
        """Sell over two days on a bad line; one store is off for a day."""
        line = Line(self.gate, seed)
        each = max(RECORDS // (len(tills) * len(DAYS)), 10)
        for day in DAYS:
            for till in tills:
                till.sell(each)
                till.close()
            awake = tills if day == DAYS[-1] else tills[:-1]
            for _round in range(6):
                for till in awake:
                    line.carry(till)
            self.work()
        line.drain(tills)
        self.work()
        return line

    def test_a_storm_changes_nothing(self):
        stock = {p: self.stock(p) for p in self.mug | self.tee | self.cap}
        tills = [
            Till("S1", "1", 1, DAYS),
            Till("S2", "1", 2, DAYS),
            Till("S3", "1", 3, DAYS),
        ]
        line = self.storm(tills, seed=4)
        self.assertGreater(line.repeats, 0)
        records = [record for till in tills for record in till.sold]
        sales = [record for record in records if record["kind"] == "sale"]
        trouble = self.env["retail.event"].search(
            [
                ("backend_id", "=", self.backend.id),
                ("state", "not in", ("done", "ignored")),
            ]
        )
        self.assertFalse(trouble, trouble.mapped("error"))
        orders = self.env["pos.order"].search(
            [("retail_backend_id", "=", self.backend.id)]
        )
        self.assertEqual(len(orders), len(sales))
        self.check_no_gap(tills)
        shifts = self.close_all()
        self.assertEqual(len(shifts), len(tills) * len(DAYS))
        for shift in shifts:
            self.assertEqual(shift.state, "closed", shift.problem)
            self.check_entry(shift, tills)
        for product, before in stock.items():
            sold = sum(
                Decimal(row["quantity"])
                for record in sales
                for row in record["lines"]
                if row.get("sku") == product.default_code
            )
            self.assertEqual(self.stock(product), before - float(sold))

    def stock(self, product):
        """Return the units of both warehouses."""
        return self.on_hand(product) + self.on_hand(product, self.warehouse2)

    def lines_total(self, sales, kind):
        """Return the amount of all lines of a kind."""
        return sum(
            (
                Decimal(row["net"])
                for record in sales
                for row in record["lines"]
                if row["type"] == kind
            ),
            Decimal(0),
        )

    def check_no_gap(self, tills):
        for till in tills:
            register = self.register_of(till)
            self.assertEqual(register.contiguous_to, till.last)
            self.assertEqual(register.missing_count, 0)

    def check_entry(self, shift, tills):
        """The session's entries equal the day's receipts by tax, tender and product."""
        till = next(t for t in tills if self.register_of(t) == shift.register_id)
        day = shift.business_date.isoformat()
        mine = [r for r in till.sold if r["business_date"] == day]
        sales = [r for r in mine if r["kind"] == "sale"]
        tax = sum((Decimal(r["tax_total"]) for r in sales), Decimal(0))
        self.assertEqual(self.balance(self.tax_account, shift), -tax)
        totals = till.totals(mine)
        self.assertEqual(
            self.balance(self.clearing, shift), totals.get("card", Decimal(0))
        )
        loaded = self.lines_total(sales, "gift_card_load")
        self.assertEqual(
            self.balance(self.gift_liability, shift),
            totals.get("gift card", Decimal(0)) - loaded,
        )
        self.assertEqual(
            self.balance(self.tips, shift), -self.lines_total(sales, "tip")
        )
        paid_out = sum(
            (Decimal(r["amount"]) for r in mine if r["kind"] == "paid_out"), Decimal(0)
        )
        cash = shift.session_id.cash_journal_id.default_account_id
        self.assertEqual(
            self.balance(cash, shift), totals.get("cash", Decimal(0)) - paid_out
        )
        self.assertEqual(shift.over_short, 0.0)
        for product in self.mug | self.tee | self.cap:
            mine_lines = shift.session_id.order_ids.lines.filtered(
                lambda line, p=product: line.product_id == p
            )
            net = sum(
                (
                    Decimal(row["net"])
                    for record in sales
                    for row in record["lines"]
                    if row.get("sku") == product.default_code
                ),
                Decimal(0),
            )
            found = Decimal(repr(sum(mine_lines.mapped("price_subtotal"))))
            self.assertEqual(found.quantize(Decimal("0.01")), net)
