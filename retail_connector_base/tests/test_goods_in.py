"""What left at the platform leaves in Odoo: once, from the right shelf."""

from odoo import fields
from odoo.tests import tagged

from ..canonical import FulfilmentState
from .goods_common import SERVICE, STORE, GoodsCase


@tagged("post_install", "-at_install", "retail")
class TestGoodsIn(GoodsCase):
    """Shipments of the shop."""

    def test_an_order_shipped_at_the_shop_keeps_no_delivery_open(self):
        order, binding = self.sell()
        item = self.says(
            self.work(status="closed", l1=(2, 0), l2=(3, 0)),
            self.parcel(l1=2, l2=3, numbers=["T1"], carrier="DHL"),
        )
        self.assertEqual(item.outcome.state, "done")
        self.assertFalse(self.open_units(order))
        [picking] = self.done(order)
        self.assertEqual(order.delivery_status, "full")
        self.assertEqual(self.delivered(order), {"l1": 2, "l2": 3})
        self.assertRecordValues(
            picking,
            [
                {
                    "retail_goods_state": "sent",
                    "carrier_tracking_ref": "T1",
                    "retail_carrier": "DHL",
                }
            ],
        )
        self.assertEqual(self.on_hand(self.mug, self.warehouse), 98)
        self.assertRecordValues(
            binding.parcel_ids,
            [{"state": "applied", "record_id": picking.id, "origin": "platform"}],
        )
        self.assertEqual(binding.fulfilment_state, "done")

    def test_the_same_state_again_ships_nothing_twice(self):
        order, binding = self.sell()
        parcel = self.parcel(l1=2, l2=3)
        self.says(parcel)
        again = self.says(parcel, minutes=2)
        self.assertEqual(again.outcome.cause, "unchanged")
        binding.fulfilment_hash = False  # as if nobody remembered
        self.says(parcel)
        self.assertEqual(len(self.done(order)), 1)
        self.assertEqual(self.on_hand(self.mug, self.warehouse), 98)

    def test_partial_shipments_are_back_orders(self):
        order, _binding = self.sell()
        first = self.parcel(l1=1, numbers=["A"])
        self.says(self.work(l1=(2, 1), l2=(3, 3)), first)
        self.assertEqual(self.open_units(order), {("WH", "MUG"): 1, ("WH", "TEE"): 3})
        self.says(first, self.parcel(number="f2", l1=1, l2=3, numbers=["B"]))
        self.assertFalse(self.open_units(order))
        numbers = self.done(order).mapped("carrier_tracking_ref")
        self.assertEqual(numbers, ["A", "B"])

    def test_two_parcels_in_one_message_are_two_transfers(self):
        order, binding = self.sell()
        self.says(self.parcel(l1=2), self.parcel(number="f2", l2=3))
        self.assertEqual(len(self.done(order)), 2)
        self.assertEqual(len(binding.parcel_ids.record_id), 2)

    def test_an_older_state_changes_nothing(self):
        order, _binding = self.sell()
        self.says(self.work(l1=2, l2=3), minutes=50)
        item = self.says(self.parcel(l1=2), minutes=10)
        self.assertEqual(item.outcome.cause, "stale")
        self.assertFalse(self.done(order))

    def test_goods_before_their_order_are_read_again_with_it(self):
        item = self.says(self.parcel(l1=2, l2=3))
        self.assertEqual(item.outcome[:2], ("ignored", "order_missing"))
        self.env["retail.flow"].create(
            {"backend_id": self.backend.id, "code": "fulfilment_in"}
        )
        self.sell()
        event = self.env["retail.event"].search([("kind", "=", "fulfilment")])
        self.assertRecordValues(
            event, [{"entity_id": "1001", "state": "received", "origin": "manual"}]
        )

    def test_goods_of_a_draft_are_followed_once_it_is_confirmed(self):
        order, binding = self.sell(confirm=False)
        self.says(self.parcel(l1=2, l2=3))
        self.assertEqual((order.state, binding.fulfilment_state), ("draft", "todo"))
        self.backend._job_confirm()
        self.follow()
        self.assertEqual(order.delivery_status, "full")

    def test_a_store_ships_from_its_own_shelf(self):
        order, _binding = self.sell()
        self.says(self.parcel(STORE, l1=2, l2=3))
        self.assertFalse(self.open_units(order))
        self.assertEqual(self.on_hand(self.mug, self.warehouse), 100)
        self.assertEqual(self.on_hand(self.mug, self.store), 18)
        self.assertEqual(
            self.mug.with_context(warehouse_id=self.warehouse.id).free_qty, 100
        )

    def test_a_shelf_that_is_part_of_the_stock_gives_the_goods(self):
        shelf = self.env["stock.location"].create(
            {
                "name": "Shop floor",
                "location_id": self.warehouse.lot_stock_id.id,
                "usage": "internal",
            }
        )
        self.env["stock.quant"]._update_available_quantity(self.mug, shelf, 5)
        self.places[0].record_id = shelf
        order, _binding = self.sell([self.line("l1", 10, 2)])
        self.says(self.parcel(l1=2))
        self.assertEqual(self.done(order).move_line_ids.location_id, shelf)

    def test_a_fulfilment_service_ships_what_is_not_ours(self):
        order, _binding = self.sell()
        self.says(self.work(SERVICE, l1=2, l2=3))
        self.assertEqual(
            self.open_units(order), {("others", "MUG"): 2, ("others", "TEE"): 3}
        )
        self.assertEqual(self.mug.free_qty, 120, "nothing of ours is reserved")
        self.says(self.parcel(SERVICE, l1=2, l2=3, numbers=["S1"]))
        self.assertEqual(order.delivery_status, "full")
        self.assertEqual(self.on_hand(self.mug, self.warehouse), 100)
        self.assertEqual(self.done(order).location_id.usage, "supplier")

    def test_a_service_that_nobody_asked_ships_all_the_same(self):
        order, _binding = self.sell()
        self.says(self.parcel(SERVICE, l1=1))
        self.assertEqual(self.open_units(order), {("WH", "MUG"): 1, ("WH", "TEE"): 3})
        self.assertEqual(self.delivered(order), {"l1": 1, "l2": 0})

    def test_what_left_before_going_live_takes_nothing_from_the_shelf(self):
        self.backend.live_since = fields.Datetime.add(fields.Datetime.now(), days=1)
        order, _binding = self.sell()
        self.says(self.parcel(l1=1), self.work(l1=(2, 1), l2=3))
        self.assertEqual(self.delivered(order), {"l1": 1, "l2": 0})
        self.assertEqual(self.on_hand(self.mug, self.warehouse), 100)
        self.assertEqual(self.open_units(order), {("WH", "MUG"): 1, ("WH", "TEE"): 3})

    def test_gift_cards_and_downloads_are_marked_as_delivered(self):
        lines = [
            self.line("l1", 10, 2),
            self.line("l2", 25, 3, sku=None, kind="gift_card"),
        ]
        order, _binding = self.sell(lines)
        self.says(self.work(l1=2), self.parcel(place="", l2=3))
        self.assertEqual(self.delivered(order), {"l1": 0, "l2": 3})
        self.assertEqual(self.open_units(order), {("WH", "MUG"): 2})

    def test_a_pick_up_is_a_delivery_from_the_store(self):
        order, binding = self.sell()
        self.says(self.work(STORE, l1=2, l2=3))
        self.says(self.parcel(STORE, l1=2, l2=3))
        self.assertEqual(order.delivery_status, "full")
        self.assertEqual(self.done(order).picking_type_id.warehouse_id, self.store)
        self.assertEqual(binding.fulfilment_state, "done")

    def test_goods_that_odoo_does_not_have_are_delivered_all_the_same(self):
        rare = self._product("RARE", 10.0, stock=0)
        order, _binding = self.sell([self.line("l1", 10, 2, sku="RARE")])
        self.says(self.parcel(l1=2))
        self.assertEqual(order.delivery_status, "full")
        self.assertEqual(self.on_hand(rare, self.warehouse), -2, "it says the truth")

    def test_steps_of_a_delivery_are_all_done(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order, binding = self.sell()
        self.says(self.parcel(l1=1, l2=3, numbers=["N"]))
        self.assertEqual(self.delivered(order), {"l1": 1, "l2": 3})
        self.assertEqual(self.on_hand(self.mug, self.warehouse), 99)
        picking = binding.parcel_ids.record_id
        self.assertEqual(picking.location_dest_id.usage, "customer")
        self.assertEqual(picking.carrier_tracking_ref, "N")
        self.says(self.parcel(number="f2", l1=1), self.parcel(l1=1, l2=3))
        self.assertFalse(self.open_units(order))

    # --- what cannot be right ---

    def test_more_than_is_left_is_parked_with_the_difference(self):
        order, binding = self.sell()
        self.says(self.parcel(l1=5))
        self.assert_parked(binding, "fulfilment_exceeds")
        self.assertIn("5", binding.fulfilment_error)
        self.assertIn("only 2", binding.fulfilment_error)
        self.assertFalse(self.done(order))
        row = self.env["retail.exception"].search([("source", "=", "goods")])
        self.assertEqual((row.res_id, row.cause), (binding.id, "fulfilment_exceeds"))

    def test_goods_of_no_line_are_parked_and_can_be_tried_again(self):
        _order, binding = self.sell()
        self.says(self.parcel(l9=1))
        self.assert_parked(binding, "line_missing")
        binding.action_resume()
        self.assertEqual(binding.fulfilment_state, "todo")

    def test_one_bad_order_does_not_hold_the_others(self):
        _order, bad = self.sell()
        good, _binding = self.sell(external_id="1002")
        self.says(self.parcel(l9=1))
        self.says(self.parcel(number="g1", l1=2, l2=3), order="1002")
        bad._goods_again()
        self.follow()
        self.assertEqual(good.delivery_status, "full")
        self.assert_parked(bad, "line_missing")

    def test_a_transfer_that_is_being_picked_is_not_shipped_along(self):
        order, binding = self.sell()
        tee = order.picking_ids.move_ids.filtered(lambda m: m.product_id == self.tee)
        tee.picked = True
        self.says(self.parcel(l1=2))
        self.assert_parked(binding, "picking_started")
        self.assertFalse(self.done(order))

    # --- taken back ---

    def test_what_was_cancelled_is_there_for_the_shipment_that_replaces_it(self):
        order, binding = self.sell()
        self.says(self.parcel(l1=2))
        again = self.parcel(number="f2", l1=2)
        self.says(self.parcel(status="cancelled", l1=2), again, self.work(l2=3))
        self.assertEqual(binding.fulfilment_state, "done", binding.fulfilment_error)
        self.assertEqual(self.delivered(order), {"l1": 2, "l2": 0})
        self.assertEqual(self.on_hand(self.mug, self.warehouse), 98)

    def test_a_cancelled_shipment_of_the_shop_is_taken_back(self):
        order, binding = self.sell()
        self.says(self.parcel(l1=2, l2=3))
        self.says(self.work(l1=2, l2=3), self.parcel(status="cancelled", l1=2, l2=3))
        self.assertEqual(self.delivered(order), {"l1": 0, "l2": 0})
        self.assertEqual(self.open_units(order), {("WH", "MUG"): 2, ("WH", "TEE"): 3})
        self.assertEqual(self.on_hand(self.mug, self.warehouse), 100)
        self.assertEqual(binding.parcel_ids.state, "reversed")
        self.says(
            self.parcel(status="cancelled", l1=2, l2=3),
            self.parcel(number="f2", l1=2, l2=3),
        )
        self.assertEqual(order.delivery_status, "full")

    def test_a_cancelled_shipment_of_a_service_brings_nothing_to_our_shelf(self):
        order, _binding = self.sell()
        self.says(self.parcel(SERVICE, l1=2, l2=3))
        self.says(self.parcel(SERVICE, status="cancelled", l1=2, l2=3))
        self.assertEqual(self.on_hand(self.mug, self.warehouse), 100)
        self.assertEqual(self.delivered(order), {"l1": 0, "l2": 0})

    def test_a_shipment_that_was_cancelled_before_we_heard_of_it_never_was(self):
        order, _binding = self.sell()
        self.says(self.work(l1=2, l2=3), self.parcel(status="cancelled", l1=2, l2=3))
        self.assertFalse(self.done(order))

    # --- tracking ---

    def test_tracking_that_the_shop_corrects_is_taken_over(self):
        order, _binding = self.sell()
        self.says(self.parcel(l1=2, l2=3, numbers=["OLD"]))
        self.says(self.parcel(l1=2, l2=3, numbers=["N1", "N2"], carrier="UPS"))
        picking = self.done(order)
        self.assertEqual(picking.carrier_tracking_ref, "N1, N2")
        self.assertEqual(picking._retail_numbers(), ["N1", "N2"])
        self.assertEqual(picking.retail_carrier, "UPS")

    # --- many ---

    def test_twenty_shipments_need_few_statements(self):
        numbers = [str(2000 + n) for n in range(20)]
        for number in numbers:
            self._imported(self.order(number, lines=[self.line("l1", 10, 1)]))
        self.backend._job_confirm()
        found = self.env["retail.binding.order"]._find(self.backend, numbers)
        for number in numbers:
            item_state = self.parcel(number=f"p{number}", l1=1)
            self.says_later(number, item_state)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1300):
            self.backend._job_deliver()
        states = {found[number].fulfilment_state for number in numbers}
        self.assertEqual(states, {"done"})
        self.assertEqual(self.on_hand(self.mug, self.warehouse), 80)

    def says_later(self, order, parcel):
        """Import the state of an order's goods; nothing follows it yet."""
        state = FulfilmentState(
            order, parcels=(parcel,), updated_at=self.later(self.minutes)
        )
        self._import(state, kind="fulfilment")
