"""Confirming a batch reserves exactly what Odoo would, without contention."""

from odoo.tests import tagged

from .importer_common import ImporterCase


@tagged("post_install", "-at_install", "retail")
class TestImporterConfirm(ImporterCase):
    """Confirm batches and compare with Odoo's own way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.state = "connected"

    def _orders(self, baskets):
        documents = [
            self.order(
                f"o{number}",
                [
                    self.line(f"l{index}", 10, quantity, sku)
                    for index, (sku, quantity) in enumerate(basket)
                ],
            )
            for number, basket in enumerate(baskets)
        ]
        items = self._import(*documents)
        self.assertEqual({item.outcome.state for item in items}, {"done"})
        return self.env["sale.order"].union(*(item.records for item in items))

    def _facts(self, orders):
        """Return what was made for each order, without ids."""
        return [
            (
                order.state,
                order.delivery_status,
                order.picking_ids.mapped("state"),
                order.picking_ids.mapped("origin"),
                [
                    (
                        move.product_id.default_code,
                        move.product_uom_qty,
                        move.quantity,
                        move.state,
                        sorted(
                            (
                                line.location_id.name,
                                line.quantity,
                                line.lot_id.name or "",
                                line.package_id.name or "",
                            )
                            for line in move.move_line_ids
                        ),
                    )
                    for move in order.picking_ids.move_ids
                ],
            )
            for order in orders
        ]

    def _stock(self):
        return sorted(
            (
                quant.product_id.default_code,
                quant.location_id.name,
                quant.lot_id.name or "",
                quant.package_id.name or "",
                quant.quantity,
                quant.reserved_quantity,
            )
            for quant in self.env["stock.quant"].search(
                [
                    ("company_id", "=", self.company.id),
                    ("location_id.usage", "=", "internal"),
                ]
            )
        ) + [
            (point.product_id.default_code, point.qty_forecast, point.qty_to_order)
            for point in self.env["stock.warehouse.orderpoint"].search(
                [("company_id", "=", self.company.id)]
            )
        ]

    def _assert_same_as_odoo(self, baskets):
        """Confirm the same orders with Odoo's method and with ours; compare."""
        with self.env.cr.savepoint() as savepoint:
            orders = self._orders(baskets)
            orders.action_confirm()
            expected = (self._facts(orders), self._stock())
            savepoint.close(rollback=True)
        self.env.invalidate_all()
        orders = self._orders(baskets)
        self.backend._job_confirm()
        self.assertEqual(self._facts(orders), expected[0])
        self.assertEqual(self._stock(), expected[1])
        return orders

    def test_reserves_like_odoo(self):
        orders = self._assert_same_as_odoo(
            [[("MUG", 2), ("TEE", 1)], [("MUG", 3)], [("TEE", 4), ("MUG", 1)]]
        )
        self.assertEqual(orders.retail_binding_ids.mapped("stage"), ["invoice"] * 3)
        self.assertIn(orders[0].name, orders[0].picking_ids.message_ids[:1].body)

    def test_scarce_goods_go_to_the_first(self):
        self._product("RARE", 10, stock=5)
        self._assert_same_as_odoo(
            [[("RARE", 3)], [("RARE", 4), ("MUG", 1)], [("RARE", 1)]]
        )

    def test_goods_in_several_places_and_none_at_all(self):
        spread = self._product("SPREAD", 10, stock=0)
        self._product("GONE", 10, stock=0)
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.warehouse.lot_stock_id.id}
        )
        Quant = self.env["stock.quant"]
        Quant._update_available_quantity(spread, self.warehouse.lot_stock_id, 2)
        Quant._update_available_quantity(spread, shelf, 4)
        self._assert_same_as_odoo(
            [[("SPREAD", 3)], [("GONE", 1)], [("SPREAD", 2), ("MUG", 1)]]
        )

    def test_lots_packages_and_services_go_odoos_way(self):
        lots = self._product("LOT", 10, stock=0, tracking="lot")
        packed = self._product("PACK", 10, stock=0)
        self._product("SERVICE", 10, stock=0, type="service", is_storable=False)
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": lots.id})
        package = self.env["stock.package"].create({"name": "P1"})
        Quant = self.env["stock.quant"]
        stock = self.warehouse.lot_stock_id
        Quant._update_available_quantity(lots, stock, 5, lot_id=lot)
        Quant._update_available_quantity(packed, stock, 5, package_id=package)
        self._assert_same_as_odoo(
            [[("LOT", 2), ("PACK", 3)], [("SERVICE", 1), ("PACK", 1)], [("LOT", 4)]]
        )

    def test_reordering_rules_are_still_triggered(self):
        self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.mug.id,
                "warehouse_id": self.warehouse.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "product_min_qty": 99,
                "product_max_qty": 150,
            }
        )
        self._assert_same_as_odoo([[("MUG", 5)], [("MUG", 2)]])

    def test_multi_step_delivery(self):
        self.warehouse.delivery_steps = "pick_ship"
        self._assert_same_as_odoo([[("MUG", 2)], [("TEE", 3), ("MUG", 1)]])

    def test_order_date_is_when_the_customer_bought(self):
        orders = self._orders([[("MUG", 1)]])
        bought = orders.date_order
        self.backend._job_confirm()
        self.assertEqual(orders.state, "sale")
        self.assertEqual(orders.date_order, bought)
        self.assertGreater(orders.picking_ids.scheduled_date, bought)

    def test_impossible_order_is_parked_alone(self):
        orders = self._orders([[("MUG", 1)]] * 5)
        # Nobody can deliver what has no rule: the customer is nowhere.
        nowhere = self.env["stock.location"].create(
            {"name": "Nowhere", "usage": "customer", "company_id": self.company.id}
        )
        partner = orders[0].partner_shipping_id.copy({"parent_id": False})
        partner.property_stock_customer = nowhere
        orders[2].partner_shipping_id = partner
        self.backend._job_confirm()
        self.assertEqual(
            orders.mapped("state"), ["sale", "sale", "draft", "sale", "sale"]
        )
        self.assertRecordValues(
            orders[2].retail_binding_ids,
            [
                {
                    "stage": "parked",
                    "stage_cause": "refused_by_odoo",
                    "parked_stage": "confirm",
                }
            ],
        )

    def test_hold_and_release(self):
        document = self.order(risk="high")
        order, binding = self._imported(document)
        self.assertRecordValues(binding, [{"stage": "held", "stage_cause": "risk"}])
        self.backend._job_confirm()
        self.assertEqual(order.state, "draft")
        binding.action_release()
        self.backend._job_confirm()
        self.assertEqual(order.state, "sale")

    def test_batch_of_fifty_needs_few_statements(self):
        """Count statements: they are what a slower machine does not change."""
        for number in range(40):
            self._product(f"P{number}", 10, 1000)

        def baskets(start):
            return [
                [(f"P{(start + n + i) % 40}", 1 + i) for i in range(3)]
                for n in range(50)
            ]

        def documents(start):
            return [
                self.order(
                    f"q{start + n}",
                    [
                        self.line(f"l{i}", 10, quantity, sku)
                        for i, (sku, quantity) in enumerate(basket)
                    ],
                    customer=self.party(
                        f"q{start + n}", f"Q{start + n}", f"q{start + n}@example.com"
                    ),
                )
                for n, basket in enumerate(baskets(start))
            ]

        self._map_tender()
        self._import(*documents(0))
        self.backend._confirm_batch(50)
        self.backend._account_batch(50)
        self.env.flush_all()
        news = documents(50)
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            self._import(*news)
            self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(340):
            self.backend._confirm_batch(50)
            self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(600):
            self.backend._account_batch(50)
            self.env.flush_all()
        bindings = self.env["retail.binding.order"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertEqual(set(bindings.mapped("stage")), {"done"})
