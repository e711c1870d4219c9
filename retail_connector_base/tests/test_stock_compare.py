"""The nightly comparison, and what many levels cost."""

from odoo.tests import tagged

from .stock_common import StockCase


@tagged("post_install", "-at_install", "retail")
class TestStockCompare(StockCase):
    """Every level is looked at; what differs is corrected."""

    def _compare(self, after=None, **options):
        return self.exporter._full_compare(self.backend, self.shop, after, **options)

    def test_what_agrees_costs_a_reading_and_is_not_reported(self):
        self._start()
        self.assertEqual(self._compare(), (3, 0, None))
        self.assertEqual(self.shop.reads, 1)
        self.assertEqual(set(self.dirty.sudo().search([]).mapped("kind")), {"changed"})

    def test_a_change_nobody_noticed_is_found(self):
        self._start()
        self.env.cr.execute(
            "UPDATE stock_quant SET quantity = 4"
            " WHERE product_id = %s AND quantity > 0",
            [self.products[0].id],
        )
        self.env.invalidate_all()
        self._compare()
        self.assertEqual(self._plan().rows[0]["payload"]["quantity"], "4")

    def test_drift_is_found_corrected_and_told(self):
        self._start()
        product = self.products[1]
        self._show(product, 99)
        self.assertEqual(self._compare()[:2], (3, 1))
        self._plan()
        self._age()
        self._plan()
        drift = self.env["retail.discrepancy"].search([("type", "=", "stock_drift")])
        self.assertRecordValues(drift, [{"expected": 99.0, "found": 10.0}])
        self._push()
        self._plan()
        self.assertEqual(self._shows(product), 10)
        self.assertEqual(drift.state, "resolved")

    def test_a_level_that_vanished_at_the_shop_is_opened_again(self):
        self._start()
        del self.shop.levels[f"s{self.products[0].id}|L1"]
        self._compare()
        self._plan()
        self._age()
        self._plan()
        self._push()
        self.assertEqual(self._shows(self.products[0]), 10)

    def test_it_goes_on_where_it_stopped(self):
        self._start()
        type(self.shop).max_fetch = {"stock": 2}
        self.addCleanup(setattr, type(self.shop), "max_fetch", {"stock": 250})
        compared, _different, after = self._compare(limit=2)
        self.assertEqual((compared, after), (2, [self.place.id, self._levels()[1].id]))
        self.assertEqual(self._compare(after, limit=2), (1, 0, None))

    def test_a_variant_without_levels_gets_them(self):
        self._start()
        late = self._products(1)
        self._bind(self.backend, late)
        self.env.cr.flush()
        self.env.cr.execute("DELETE FROM retail_stock_dirty")
        self._show(late, 4)
        self._compare()
        self._plan()
        self.assertEqual(self._level(late).state, "read")


@tagged("post_install", "-at_install", "retail")
class TestStockCost(StockCase):
    """The number of statements does not grow with the number of levels."""

    def _cost(self, count):
        products = self._products(count)
        self._bind(self.backend, products)
        for product in products:
            self._show(product, 1)
        self.env["stock.quant"].create(
            [
                {"product_id": p.id, "location_id": self.shelf.id, "quantity": 5}
                for p in products
            ]
        )
        self._plan()
        self._read()
        self._plan()
        self._age()
        self.env.cr.flush()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        plan = self.exporter._plan(self.backend, 10000)
        self.env.cr.flush()
        self.assertEqual(len(plan.rows), count)
        return self.env.cr.sql_log_count - start

    def test_planning_250_levels_costs_what_25_cost(self):
        few, many = self._cost(25), self._cost(250)
        self.assertLessEqual(many, few + 4)
        self.assertLessEqual(many, 40)
