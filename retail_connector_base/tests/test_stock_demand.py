"""What orders of shops claim before Odoo has reserved it."""

from datetime import UTC, datetime, timedelta

from odoo.tests import tagged

from ..canonical import Place, codec
from .importer_common import ImporterCase
from .stock_common import StockCase


@tagged("post_install", "-at_install", "retail")
class TestStockDemand(StockCase):
    """A unit sold in the shop is never given back to it."""

    def setUp(self):
        super().setUp()
        self._start()
        self.product = self.products[0]

    def _target(self):
        self.dirty._mark_backend(self.backend)
        self._plan()
        return self._level(self.product).target_qty

    def test_a_quotation_of_the_shop_is_demand(self):
        self._order(self.product, 3)
        self.assertEqual(self._target(), 7)

    def test_a_quotation_in_dozens_is_demand_in_units(self):
        order = self._order(self.product, 1)
        dozen = self.env.ref("uom.product_uom_dozen")
        self._stock(self.product, 10)
        order.order_line.product_uom_id = dozen
        self.assertEqual(self._target(), 8)

    def test_a_quotation_of_odoo_is_not(self):
        self._order(self.product, 3).retail_backend_id = False
        self.assertEqual(self._target(), 10)

    def test_confirming_does_not_change_what_may_be_promised(self):
        order = self._order(self.product, 3)
        self.assertEqual(self._target(), 7)
        order.action_confirm()
        self.assertEqual(self._target(), 7)

    def test_confirmed_and_not_reserved_is_still_demand(self):
        self.warehouse.out_type_id.reservation_method = "manual"
        order = self._order(self.product, 3)
        order.action_confirm()
        self.assertEqual(self.product.with_context(location=self.shelf.id).free_qty, 10)
        self.assertEqual(self._target(), 7)
        order.picking_ids.action_assign()
        self.assertEqual(self._target(), 7)

    def test_a_delivery_in_several_steps_claims_once(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self._order(self.product, 3)
        order.action_confirm()
        self.assertEqual(self._target(), 7)

    def test_delivering_does_not_change_what_may_be_promised(self):
        order = self._order(self.product, 3)
        order.action_confirm()
        order.picking_ids.button_validate()
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(self._target(), 7)

    def test_cancelling_releases_the_units(self):
        order = self._order(self.product, 3)
        self.assertEqual(self._target(), 7)
        order._action_cancel()
        self.assertEqual(self._target(), 10)

    def test_demand_of_another_shop_counts_too(self):
        other = self._backend("Other Shop")
        self._order(self.product, 4, backend=other)
        self.assertEqual(self._target(), 6)

    def test_on_hand_less_what_shops_sold_ignores_other_reservations(self):
        self.backend.stock_basis = "on_hand"
        self.env["stock.quant"]._update_reserved_quantity(self.product, self.shelf, 4)
        order = self._order(self.product, 3)
        self.assertEqual(self._target(), 7)
        order.action_confirm()
        self.assertEqual(self._target(), 7)

    def test_an_order_that_is_parked_before_it_got_in_is_demand(self):
        self.bindings[0].external_id = "v-MUG"
        document = ImporterCase.order("77", [ImporterCase.line("l1", 10, 2)])
        event = self._event("parked", entity_id="77", document=codec.encode(document))
        self.assertEqual(self._target(), 8)
        event.state = "ignored"
        self.assertEqual(self._target(), 10)

    def test_a_parked_store_sale_is_demand_where_it_was_made(self):
        annex = self.warehouse.copy({"name": "Annex", "code": "ANX"})
        place = self._place(self.backend, "L2", annex.lot_stock_id)
        self.bindings[0].external_id = "v-MUG"
        document = ImporterCase.order(
            "77",
            [ImporterCase.line("l1", 10, 2)],
            place=Place(location_id="L2"),
            fulfilment_status="fulfilled",
            created_at=datetime.now(UTC) + timedelta(minutes=1),
        )
        self._stock(self.product, 6, annex.lot_stock_id)
        self._event("parked", entity_id="77", document=codec.encode(document))
        self.assertEqual(self._target(), 10)
        self.assertEqual(self._level(self.product, place).target_qty, 4)

    def test_a_parked_order_that_was_delivered_long_ago_is_no_demand(self):
        self.bindings[0].external_id = "v-MUG"
        document = ImporterCase.order(
            "77",
            [ImporterCase.line("l1", 10, 2)],
            fulfilment_status="fulfilled",
            created_at=datetime(2020, 1, 1, tzinfo=UTC),
        )
        self._event("parked", entity_id="77", document=codec.encode(document))
        self.assertEqual(self._target(), 10)

    def test_parking_an_order_marks_what_it_sold(self):
        self.bindings[0].external_id = "v-MUG"
        document = ImporterCase.order("77", [ImporterCase.line("l1", 10, 2)])
        event = self._event("received", entity_id="77")
        text = codec.encode(document)
        event._settle({event.id: {"state": "parked", "document": text}})
        plan = self._plan()
        self.assertEqual(plan.lines[0].target, 8)
        self.assertEqual(plan.lines[0].action, "read", "the shop has sold it already")
