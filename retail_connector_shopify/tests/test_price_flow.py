"""Prices to the fake shop: few calls, exact values, refused lines listed."""

from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.retail_connector_base.platforms import PushItem

from .common import ShopCase


@tagged("post_install", "-at_install", "retail")
class TestPriceFlow(ShopCase):
    """From pricelists to what the shop holds."""

    def setUp(self):
        super().setUp()
        self.pricelist = self.env["product.pricelist"].create(
            {"name": "Web", "company_id": self.env.company.id}
        )
        self.backend.action_test()
        self.backend.write({"pricelist_id": self.pricelist.id, "state": "live"})
        flow = self.backend.flow_ids.filtered(lambda f: f.code == "price_out")
        flow.write({"paused": False, "timing": "event", "delay_seconds": 0})
        self.pull("product_in")
        self.variants = self.env["retail.binding.variant"].search(
            [("backend_id", "=", self.backend.id), ("state", "=", "matched")]
        )
        self.settle()
        self.control("stats", reset=True)

    def pull(self, code):
        flow = self.backend.flow_ids.filtered(lambda f: f.code == code)
        self.backend._job_pull(flow.id)
        self.drain()

    def settle(self):
        """Plan and send until nothing is left."""
        self.env.flush_all()
        self.backend._job_plan_price()
        while True:
            rows = self.env["retail.outbox"]._begin(self.backend, "price")
            if not rows:
                return
            self._send(rows)

    def _send(self, rows):
        items = [PushItem(row.key, row.payload) for row in rows]
        results = self.backend._adapter().push_many("price", items, rows[0].request_key)
        rows._record(results)
        self.env.invalidate_all()

    def calls(self):
        return self.control("stats")["calls"]

    def held(self, price_list=None):
        return self.control("prices", price_list=price_list)

    def level(self, variant, price_list=None):
        return self.env["retail.price.level"].search(
            [
                ("variant_binding_id", "=", variant.id),
                ("list_binding_id", "=", price_list and price_list.id),
            ]
        )

    def rule(self, variant, price, pricelist=None):
        product = variant.record_id
        return self.env["product.pricelist.item"].create(
            {
                "pricelist_id": (pricelist or self.pricelist).id,
                "applied_on": "0_product_variant",
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_id": product.id,
                "compute_price": "fixed",
                "fixed_price": price,
            }
        )

    def price_list(self, pricelist, **given):
        """Return a price list of the shop that gets a pricelist's prices."""
        made = self.control("add_catalog", title="Wholesale", **given)
        self.pull("price_list_in")
        binding = self.env["retail.binding.price.list"].search(
            [("external_id", "=", made["price_list"])]
        )
        binding.record_id = pricelist
        return binding

    def test_an_adopted_shop_costs_no_write(self):
        self.assertTrue(self.variants)
        self.backend.flow_ids.filtered(lambda f: f.code == "price_out")._run()
        self.settle()
        self.assertFalse(self.calls())

    def test_changes_of_one_product_are_one_call(self):
        template = self.variants.record_id.product_tmpl_id.filtered(
            lambda t: len(t.product_variant_ids) > 2
        )[:1]
        changed = self.variants.filtered(
            lambda v: v.record_id.product_tmpl_id == template
        )
        for place, variant in enumerate(changed):
            self.rule(variant, 30 + place)
        self.settle()
        self.assertEqual(self.calls(), {"VariantsUpdate": 1})
        for place, variant in enumerate(changed):
            price, _compare = self.held()[variant.external_id]
            self.assertEqual(Decimal(price), 30 + place)
            self.assertEqual(self.level(variant).state, "same")

    def test_a_refused_line_is_reverted_and_listed_and_the_others_go(self):
        first, second = (
            self.variants[0],
            self.variants.filtered(
                lambda v: v.template_binding_id != self.variants[0].template_binding_id
            )[0],
        )
        self.rule(first, 31)
        self.rule(second, 32)
        before = self.level(first).shop_price
        self.control("delete_product", sku=first.sku)
        self.settle()
        self.assertEqual(self.level(first).state, "parked")
        self.assertIn("not_exist", self.level(first).cause)
        self.assertEqual(self.level(first).shop_price, before)
        self.assertEqual(Decimal(self.held()[second.external_id][0]), 32)

    def test_prices_of_a_list_are_one_call_for_250(self):
        wholesale = self.env["product.pricelist"].create(
            {"name": "Wholesale", "company_id": self.env.company.id}
        )
        binding = self.price_list(wholesale, currency="USD", percent=-10)
        self.assertRecordValues(
            binding,
            [
                {
                    "catalog": "Wholesale",
                    "audience": "market",
                    "contexts": "Wholesale",
                    "adjustment": "-10",
                    "active": True,
                }
            ],
        )
        chosen = self.variants[:5]
        rules = [self.rule(v, 11 + n, wholesale) for n, v in enumerate(chosen)]
        self.control("stats", reset=True)
        self.settle()
        self.assertEqual(self.calls(), {"ListPricesUpdate": 1})
        held = self.held(binding.external_id)
        self.assertEqual(
            [Decimal(held[v.external_id][0]) for v in chosen], [11, 12, 13, 14, 15]
        )
        rules[0].unlink()
        self.settle()
        self.assertNotIn(chosen[0].external_id, self.held(binding.external_id))
        self.assertEqual(self.calls(), {"ListPricesUpdate": 2})

    def test_a_company_has_prices_of_its_own(self):
        """What a company's catalogue holds is its price list's, not the shop's."""
        made = self.control("add_company", name="Musterhaus")
        agreed = self.env["product.pricelist"].create(
            {"name": "Musterhaus", "company_id": self.env.company.id}
        )
        binding = self.price_list(
            agreed,
            currency="USD",
            kind="COMPANY_LOCATION",
            contexts=[made["location"]],
        )
        self.assertRecordValues(
            binding, [{"audience": "company", "contexts": "Musterhaus HQ"}]
        )
        variant = self.variants[0]
        before = self.held()[variant.external_id]
        self.control("stats", reset=True)
        rule = self.rule(variant, 7, agreed)
        self.settle()
        held = self.held(binding.external_id)
        self.assertEqual(
            {gid: Decimal(price) for gid, (price, _before) in held.items()},
            {variant.external_id: 7},
        )
        self.assertEqual(self.held()[variant.external_id], before)
        rule.fixed_price = 8
        self.settle()
        [price, _compare] = self.held(binding.external_id)[variant.external_id]
        self.assertEqual(Decimal(price), 8)
        self.assertEqual(self.calls(), {"ListPricesUpdate": 2})

    def test_a_currency_the_list_does_not_have_is_refused_and_listed(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        wholesale = self.env["product.pricelist"].create(
            {"name": "Europe", "company_id": self.env.company.id}
        )
        binding = self.price_list(wholesale, currency="USD")
        binding.currency_id = euro
        self.rule(self.variants[0], 11, wholesale)
        self.settle()
        level = self.level(self.variants[0], binding)
        self.assertEqual(
            (level.state, level.cause), ("parked", "price_list_currency_mismatch")
        )
        self.assertFalse(self.held(binding.external_id))

    def test_a_price_changed_in_the_shop_is_put_right(self):
        variant = self.variants[0]
        wanted = self.held()[variant.external_id][0]
        self.control("change_price", sku=variant.sku, price="1.00")
        self.pull("product_in")
        self.settle()
        self.assertEqual(self.held()[variant.external_id][0], wanted)

    def test_our_own_change_does_not_come_back(self):
        self.rule(self.variants[0], 33)
        self.settle()
        self.control("stats", reset=True)
        self.pull("product_in")
        self.settle()
        self.assertNotIn("VariantsUpdate", self.calls())

    def test_a_shop_that_stops_in_between_gets_the_same_again(self):
        self.rule(self.variants[0], 34)
        self.env.flush_all()
        self.backend._job_plan_price()
        rows = self.env["retail.outbox"]._begin(self.backend, "price")
        savepoint = self.env.cr.savepoint(flush=True)
        self._send(rows)
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        self._send(rows)
        held = self.held()[self.variants[0].external_id][0]
        self.assertEqual(Decimal(held), 34)
        self.assertEqual(self.level(self.variants[0]).shop_price, 34)

    def test_many_products_are_one_bulk_operation(self):
        for number in range(104):
            self.control(
                "add_product", title=f"Bulk {number}", sku=f"BULK-{number}", price="10"
            )
        self.pull("product_in")
        self.settle()
        self.control("stats", reset=True)
        self.control("configure", bulk_seconds=0.05)
        variants = self.env["retail.binding.variant"].search(
            [("backend_id", "=", self.backend.id), ("sku", "like", "BULK-")]
        )
        self.assertEqual(len(variants), 104)
        variants.record_id.list_price = 11
        gone = variants[0]
        self.records.table("ProductVariant")[gone.external_id]["product"] = None
        product = self.records.get(gone.template_binding_id.external_id)
        product["_variants"].remove(gone.external_id)
        self.settle()
        calls = self.calls()
        self.assertNotIn("VariantsUpdate", calls)
        self.assertLessEqual(sum(calls.values()), 8, calls)
        self.assertEqual(Decimal(self.held()[variants[5].external_id][0]), 11)
        self.assertEqual(self.level(gone).state, "parked")
        self.assertEqual(self.level(gone).shop_price, 10)
        self.assertEqual(
            set((variants - gone).price_level_ids.mapped("state")), {"same"}
        )
