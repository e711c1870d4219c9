"""A zero stops sales, so it needs evidence; places decide whose stock counts."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .stock_common import StockCase


@tagged("post_install", "-at_install", "retail")
class TestStockZero(StockCase):
    """Never an unverified zero."""

    def _seen(self, units):
        """Have all levels read and settled, the shop showing ``units``."""
        for product in self.products:
            self._show(product, units)
        self.dirty._mark_backend(self.backend)
        self._plan()
        self._read()
        self._plan()
        self._age()

    def test_a_product_that_was_never_in_the_place_is_held(self):
        self._seen(8)
        self.assertFalse(self._plan().rows)
        self.assertEqual(set(self._levels().mapped("state")), {"hold"})
        self.assertEqual(self._levels()[0].cause, "zero_unverified")

    def test_a_zero_that_stock_came_and_went_for_is_sent(self):
        self._start()
        self._stock(self.products[0], -10)
        self.assertEqual(self._plan().rows[0]["payload"]["quantity"], "0")

    def test_a_zero_is_held_while_a_count_is_open(self):
        self._start()
        self._stock(self.products[0], -10)
        quant = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.products[0].id),
                ("location_id", "=", self.shelf.id),
            ]
        )
        quant.with_context(inventory_mode=True).inventory_quantity = 4
        self.assertTrue(quant.inventory_quantity_set)
        self.assertFalse(self._plan().rows)
        self.assertEqual(self._level(self.products[0]).state, "hold")
        quant.action_apply_inventory()
        self.assertEqual(self._plan().rows[0]["payload"]["quantity"], "4")

    def test_a_confirmed_zero_is_sent(self):
        self._seen(8)
        self._plan()
        self._level(self.products[0]).action_confirm_zero()
        plan = self._plan()
        self.assertEqual(len(plan.rows), 1)
        self.assertEqual(plan.rows[0]["payload"]["quantity"], "0")

    def test_many_zeros_at_once_are_held(self):
        self.backend.stock_zero_percent = 30
        self.products |= self._products(37)
        self._bind(self.backend, self.products[3:])
        self._start()
        for product in self.products[:25]:
            self._stock(product, -10)
        self.assertFalse(self._plan().rows)
        held = self._levels().filtered(lambda level: level.state == "hold")
        self.assertEqual(len(held), 25)
        held.action_confirm_zero()
        self.assertEqual(len(self._plan().rows), 25)

    def test_a_paused_flow_or_connection_plans_nothing(self):
        self._start()
        self.backend.flow_ids.filtered(lambda f: f.code == "stock_out").paused = True
        self._stock(self.products[0], -10)
        self.env.cr.flush()
        self.backend._job_plan_stock()
        self.assertFalse(self.env["retail.outbox"].search([("kind", "=", "stock")]))


@tagged("post_install", "-at_install", "retail")
class TestStockPlaces(StockCase):
    """Which locations count for which place of the shop."""

    def test_an_unmapped_place_is_never_written(self):
        self.env["retail.binding.location"].create(
            {"backend_id": self.backend.id, "external_id": "L2", "external_name": "L2"}
        )
        self._place(self.backend, "L3", self._shelf("Partner"), managed_elsewhere=True)
        self._place(self.backend, "L4", self._shelf("Off"), push_stock=False)
        self._start()
        self.assertEqual(self._levels().location_binding_id, self.place)

    def test_a_place_that_is_switched_off_is_left_alone(self):
        self._start()
        self.place.push_stock = False
        self._stock(self.products[0], -10)
        self._plan()
        self.assertEqual(set(self._levels().mapped("state")), {"off"})
        self.assertEqual(self._levels()[0].cause, "place_off")
        self.place.push_stock = True
        self.assertEqual(len(self._plan().rows), 1)

    def test_a_variant_that_is_unbound_has_no_levels(self):
        self._start()
        self.bindings[0].action_reopen()
        self.assertEqual(len(self._levels()), 2)

    def _shelf(self, name, parent=None):
        return self.env["stock.location"].create(
            {
                "name": name,
                "usage": "internal",
                "location_id": (parent or self.warehouse.view_location_id).id,
                "company_id": self.company.id,
            }
        )

    def test_stock_elsewhere_does_not_count(self):
        other = self._shelf("Workshop")
        self._start()
        self._stock(self.products[0], 7, other)
        self.assertFalse(self._plan().lines, "not even looked at")

    def test_shelves_below_and_several_locations_are_summed(self):
        self._start()
        below, extra = self._shelf("A1", self.shelf), self._shelf("Annex")
        self.place.extra_location_ids = extra
        self._plan()
        self._stock(self.products[0], 2, below)
        self._stock(self.products[0], 3, extra)
        self.assertEqual(self._plan().rows[0]["payload"]["quantity"], "15")

    def test_one_shelf_is_not_sold_at_two_places(self):
        with self.assertRaises(ValidationError):
            self._place(self.backend, "L2", self._shelf("A1", self.shelf))
        annex = self._shelf("Annex")
        other = self._place(self.backend, "L2", annex)
        with self.assertRaises(ValidationError):
            self.place.extra_location_ids = annex
        other.push_stock = False

    def test_two_shops_may_sell_the_same_shelf(self):
        other = self._backend("Other Shop")
        self._place(other, "X1", self.shelf)
        self._bind(other, self.products)
        self._stock(self.products[0], 5)
        self.env.cr.flush()
        marks = self.dirty.sudo().search([("product_id", "=", self.products[0].id)])
        self.assertEqual(set(marks.mapped("backend_id")), {self.backend.id, other.id})

    def test_each_place_has_its_own_level(self):
        annex = self._shelf("Annex")
        place = self._place(self.backend, "L2", annex)
        for product in self.products:
            self._show(product, 0, "L2")
        self._start()
        self._stock(self.products[0], 4, annex)
        plan = self._plan()
        self.assertEqual(
            [
                (row["payload"]["location_id"], row["payload"]["quantity"])
                for row in plan.rows
            ],
            [("L2", "4")],
        )
        self._push()
        self._plan()
        self.assertEqual(self._level(self.products[0], place).remote_qty, 4)
        self.assertEqual(self._level(self.products[0]).remote_qty, 10)

    def test_a_quotation_claims_where_its_warehouse_takes_from(self):
        annex = self._shelf("Annex")
        place = self._place(self.backend, "L2", annex)
        for product in self.products:
            self._stock(product, 10, annex)
            self._show(product, 10, "L2")
        self._start()
        self._order(self.products[0], 3)
        self._plan()
        self.assertEqual(self._level(self.products[0]).target_qty, 7)
        self.assertEqual(self._level(self.products[0], place).target_qty, 10)
