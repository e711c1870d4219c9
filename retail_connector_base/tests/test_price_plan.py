"""What is sent of prices: only differences, in the shop's currency and tax mode."""

from decimal import Decimal

from odoo.tests import tagged

from .price_common import PriceCase


@tagged("post_install", "-at_install", "retail")
class TestPricePlan(PriceCase):
    """From pricelists to changes."""

    def test_only_what_differs_is_sent(self):
        self.assertEqual(len(self._plan(everything=True).rows), 3)
        self._push()
        self.assertEqual(self._shows(self.products[0]), Decimal("20.00"))
        self.shop.requests.clear()
        self.products[0].list_price = 25
        plan = self._plan(everything=True)
        self.assertEqual([row["payload"]["price"] for row in plan.rows], ["25.00"])
        self._push()
        self.assertEqual(len(self.shop.sent), 1)
        self.assertFalse(self._plan(everything=True).rows)

    def test_all_rules_of_a_pricelist_count(self):
        category = self.env["product.category"].create({"name": "Shirts"})
        self.products[1].categ_id = category
        base = self.env["product.pricelist"].create(
            {"name": "Base", "company_id": self.company.id}
        )
        self._rule(self.products[2], base, fixed_price=50)
        self._rule(self.products[0], fixed_price=17.5)
        self._rule(
            applied_on="2_product_category",
            categ_id=category.id,
            compute_price="percentage",
            percent_price=10,
        )
        self._rule(
            compute_price="formula",
            base="pricelist",
            base_pricelist_id=base.id,
            price_discount=20,
            price_surcharge=0.25,
        )
        self._start()
        self.assertEqual(
            [self._shows(product) for product in self.products],
            [Decimal("17.50"), Decimal("18.00"), Decimal("40.25")],
        )

    def test_a_shop_with_tax_gets_gross_prices(self):
        self.products.taxes_id = self._tax(19, included=False)
        self.backend.prices_include_tax = True
        self._start()
        self.assertEqual(self._shows(self.products[0]), Decimal("23.80"))

    def test_a_shop_without_tax_gets_net_prices(self):
        self.products.taxes_id = self._tax(19, included=True)
        self._start()
        self.assertEqual(self._shows(self.products[0]), Decimal("16.81"))

    def test_prices_that_agree_with_the_shops_tax_mode_are_not_touched(self):
        self.products.taxes_id = self._tax(19, included=True)
        self.backend.prices_include_tax = True
        self.products[0].list_price = 19.99
        self._start()
        self.assertEqual(self._shows(self.products[0]), Decimal("19.99"))

    def test_a_foreign_list_is_converted_and_rounded_once(self):
        yen = self.env.ref("base.JPY")
        yen.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": yen.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 150.333,
            }
        )
        japan = self.env["product.pricelist"].create(
            {"name": "Japan", "company_id": self.company.id}
        )
        self._rule(pricelist=japan, compute_price="percentage", percent_price=0)
        self._rule(self.products[1], japan, fixed_price=10)
        price_list = self._list(pricelist=japan, currency_id=yen.id)
        self._start()
        self.assertEqual(self._shows(self.products[0], price_list), Decimal("3007"))
        self.assertEqual(self._shows(self.products[1], price_list), Decimal("1503"))
        self.assertEqual(self.shop.prices["L1", "V1"][0], "3007")

    def test_prices_end_as_the_shop_wants(self):
        self.products[0].list_price = 19.4
        self.products[1].list_price = 19.6
        self.backend.write({"price_step": 1, "price_off": 0.01})
        self._start()
        self.assertEqual(self._shows(self.products[0]), Decimal("18.99"))
        self.assertEqual(self._shows(self.products[1]), Decimal("19.99"))

    def test_compare_at_is_only_sent_where_it_is_higher(self):
        self.backend.compare_at_policy = "list_price"
        self._rule(self.products[0], fixed_price=15)
        self._start()
        self.assertEqual(self.shop.prices["", "V1"], ("15.00", "20.00"))
        self.assertEqual(self.shop.prices["", "V2"], ("20.00", None))
        self.pricelist.item_ids.unlink()
        self._plan()
        self._push()
        self.assertEqual(self.shop.prices["", "V1"], ("20.00", None))

    def test_compare_at_may_come_from_a_pricelist(self):
        shelf = self.env["product.pricelist"].create(
            {"name": "Shelf", "company_id": self.company.id}
        )
        self._rule(self.products[0], shelf, fixed_price=30)
        self.backend.write(
            {"compare_at_policy": "pricelist", "compare_at_pricelist_id": shelf.id}
        )
        self._start()
        self.assertEqual(self.shop.prices["", "V1"], ("20.00", "30.00"))

    def test_a_list_holds_only_products_with_a_rule(self):
        wholesale = self.env["product.pricelist"].create(
            {"name": "Wholesale", "company_id": self.company.id}
        )
        rule = self._rule(self.products[0], wholesale, fixed_price=12)
        price_list = self._list(pricelist=wholesale)
        self._start()
        self.assertEqual(self._shows(self.products[0], price_list), Decimal("12.00"))
        self.assertIsNone(self._shows(self.products[1], price_list))
        rule.unlink()
        plan = self._plan()
        self.assertEqual([row["payload"]["price"] for row in plan.rows], [None])
        self._push()
        self.assertIsNone(self._shows(self.products[0], price_list))
        self.assertFalse(self._plan(everything=True).rows)

    def test_a_list_without_a_pricelist_gets_nothing(self):
        self._list()
        self.assertEqual(
            {row["payload"]["list_id"] for row in self._plan(everything=True).rows},
            {""},
        )

    def test_what_is_switched_off_is_not_sent(self):
        self.bindings[0].price_push = False
        self._start()
        self.assertIsNone(self._shows(self.products[0]))
        self.assertEqual(self._level(self.products[0]).state, "off")
        self.assertEqual(self._level(self.products[0]).cause, "switched_off")

    def test_seven_changes_of_5000_prices_cost_seven_changes(self):
        many = self._products(5000)
        for number, product in enumerate(many):
            product.default_code = f"M{number}"
        self._bind(many, 100)
        self.env["retail.price.dirty"].search([])
        self._plan_all()
        self._push()
        self.shop.requests.clear()
        for product in many[:7]:
            product.list_price = 21
        self.dirty._mark(self.backend)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            plan = self.env["retail.exporter.price"]._plan(self.backend, limit=6000)
        self.assertEqual(len(plan.lines), 5003)
        self.assertEqual(len(plan.rows), 7)
        self._push()
        self.assertEqual(len(self.shop.requests), 1)
        self.assertEqual(len(self.shop.sent), 7)

    def _plan_all(self):
        self.dirty._mark(self.backend)
        while self._plan().lines:
            pass

    def test_the_preview_writes_nothing(self):
        self._start()
        self.products[0].list_price = 22
        self.env.flush_all()
        before = self.env["retail.outbox"].search_count([])
        preview = self.env["retail.price.preview"].create(
            {"backend_id": self.backend.id}
        )
        self.assertEqual((preview.send_count, preview.same_count), (1, 2))
        self.assertRecordValues(
            preview.line_ids[0],
            [{"action": "send", "shop_price": 20.0, "target_price": 22.0}],
        )
        self.assertEqual(self.env["retail.outbox"].search_count([]), before)

    def test_a_flow_that_wants_a_look_waits_for_the_release(self):
        self.flow.preview_required = True
        self._plan(everything=True)
        self._push()
        self.assertFalse(self.shop.requests)
        rows = self.env["retail.outbox"].search([("kind", "=", "price")])
        self.assertEqual(set(rows.mapped("state")), {"preview"})
        rows.action_release()
        self._push()
        self.assertEqual(len(self.shop.sent), 3)
