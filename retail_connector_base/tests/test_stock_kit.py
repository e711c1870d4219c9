"""Kits are shown as often as their parts make them whole; services' places never."""

from decimal import Decimal

from odoo.tests import tagged

from .stock_common import StockCase


@tagged("post_install", "-at_install", "retail")
class TestStockKit(StockCase):
    """The bill of materials is given; what it says of stock is Odoo's."""

    def setUp(self):
        super().setUp()
        self.kit, self.cup, self.spoon = self.products
        parts = {self.kit.id: {self.cup.id: Decimal(2), self.spoon.id: Decimal(1)}}
        self.patch(
            type(self.env["retail.stock.supply"]),
            "_kit_parts",
            lambda _self, _company: parts,
        )
        self.kit.product_tmpl_id.is_storable = False
        for product in self.products:
            self._show(product, 0)
        self.dirty._mark_backend(self.backend)
        self._plan()
        self._read()
        self._plan()
        self._age()

    def _wanted(self, product):
        self.dirty._mark_backend(self.backend)
        self._plan()
        return self._level(product).target_qty

    def test_the_scarcest_part_decides(self):
        self._stock(self.cup, 9)
        self._stock(self.spoon, 3)
        self.assertEqual(self._wanted(self.kit), 3)
        self._stock(self.spoon, 5)
        self.assertEqual(self._wanted(self.kit), 4)
        self.assertNotEqual(self._level(self.kit).cause, "not_storable")

    def test_a_sold_kit_claims_its_parts(self):
        self._stock(self.cup, 10)
        self._stock(self.spoon, 10)
        self._order(self.kit, 2)
        self.assertEqual(self._wanted(self.kit), 3)
        self.assertEqual(self._wanted(self.cup), 6)

    def test_the_kit_reaches_the_shop(self):
        self._stock(self.cup, 4)
        self._stock(self.spoon, 4)
        self.dirty._mark_backend(self.backend)
        self._plan()
        self._push()
        self.assertEqual(self._shows(self.kit), 2)

    def test_a_place_of_a_fulfilment_service_gets_nothing(self):
        self._stock(self.cup, 4)
        self._stock(self.spoon, 4)
        self.place.managed_elsewhere = True
        self.dirty._mark_backend(self.backend)
        self._plan()
        self._push()
        self.assertFalse(self.shop.requests)
        self.assertEqual(set(self._levels().mapped("cause")), {"place_off"})
