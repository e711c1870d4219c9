"""Which warehouse ships what: as the platform asks, while nothing is done yet."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .goods_common import SERVICE, STORE, GoodsCase


@tagged("post_install", "-at_install", "retail")
class TestGoodsPlaces(GoodsCase):
    """Fulfilment orders of the shop and the transfers of Odoo."""

    def test_an_order_for_one_other_place_is_confirmed_there(self):
        order, binding = self.sell(confirm=False)
        self.says(self.work(STORE, l1=2, l2=3))
        self.assertEqual(order.warehouse_id, self.store)
        self.backend._job_confirm()
        self.follow()
        self.assertEqual(self.open_units(order), {("STO", "MUG"): 2, ("STO", "TEE"): 3})
        self.assertEqual(len(order.picking_ids), 1, "none was made and cancelled")
        self.assertEqual(binding.work_ids.record_id, order.picking_ids)

    def test_lines_for_two_places_are_two_transfers(self):
        order, _binding = self.sell(confirm=False)
        self.says(self.work(l1=2), self.work(STORE, "w2", l2=3))
        self.backend._job_confirm()
        self.follow()
        self.assertEqual(self.open_units(order), {("WH", "MUG"): 2, ("STO", "TEE"): 3})
        states = order.picking_ids.filtered(lambda p: p.state != "cancel")
        self.assertEqual(states.mapped("state"), ["assigned", "assigned"])

    def test_units_of_one_line_for_two_places_are_split(self):
        order, _binding = self.sell()
        self.says(self.work(l1=1, l2=1), self.work(STORE, "w2", l1=1, l2=2))
        self.assertEqual(
            self.open_units(order),
            {
                ("WH", "MUG"): 1,
                ("WH", "TEE"): 1,
                ("STO", "MUG"): 1,
                ("STO", "TEE"): 2,
            },
        )
        for picking in order.picking_ids.filtered(lambda p: p.state == "assigned"):
            self.ship(picking)
        self.assertEqual(self.delivered(order), {"l1": 2, "l2": 3})
        self.assertEqual(order.delivery_status, "full")

    def test_the_shop_moves_it_and_moves_it_back(self):
        order, binding = self.sell()
        self.says(self.work(l1=2, l2=3))
        self.says(self.work(STORE, l1=2, l2=3))
        self.assertEqual(self.open_units(order), {("STO", "MUG"): 2, ("STO", "TEE"): 3})
        self.assertEqual(self.mug.free_qty, 118)
        self.says(self.work(l1=2, l2=3))
        self.assertEqual(self.open_units(order), {("WH", "MUG"): 2, ("WH", "TEE"): 3})
        self.assertEqual(self.mug.free_qty, 118)
        self.assertEqual(binding.fulfilment_state, "done")

    def test_what_is_taken_off_is_taken_off_the_place_that_ships_it(self):
        order, _binding = self.sell()
        self.says(self.work(STORE, l1=2, l2=3))
        lines = [self.line("l1", 10, 2), self.line("l2", 25, 2, "TEE")]
        [item] = self._import(self.order(lines=lines, updated_at=self.later(30)))
        self.assertEqual(item.outcome.state, "done", item.outcome)
        self.assertEqual(self.open_units(order), {("STO", "MUG"): 2, ("STO", "TEE"): 2})
        mug = order.order_line.filtered(lambda line: line.product_id == self.mug)
        mug.retail_cancelled_qty = 1
        self.env["retail.goods.back"]._relaunch(mug)
        self.assertEqual(self.open_units(order), {("STO", "MUG"): 1, ("STO", "TEE"): 2})
        self.assertFalse(
            order.picking_ids.filtered(lambda p: p.picking_type_code == "incoming")
        )
        self.assertEqual(self.mug.free_qty, 119)

    def test_what_odoo_shipped_already_stays_where_it_was(self):
        order, _binding = self.sell()
        self.open_flow()
        self.says(self.work(l1=2, l2=3))
        self.ship(order.picking_ids, MUG=2, TEE=1)
        self.says(self.work(STORE, l1=2, l2=3))
        self.assertEqual(self.open_units(order), {("STO", "TEE"): 2})
        self.assertEqual(self.delivered(order), {"l1": 2, "l2": 1})

    def test_what_odoo_shipped_and_nobody_told_is_not_shipped_again(self):
        order, _binding = self.sell()
        self.open_flow()
        self.ship(order.picking_ids)
        self.says(self.work(l1=2, l2=3))
        self.assertFalse(self.open_units(order))

    def test_moved_while_it_is_being_picked_is_parked(self):
        order, binding = self.sell()
        order.picking_ids.move_ids.picked = True
        self.says(self.work(STORE, l1=2, l2=3))
        self.assert_parked(binding, "move_too_late")
        self.assertEqual(self.open_units(order), {("WH", "MUG"): 2, ("WH", "TEE"): 3})
        order.picking_ids.move_ids.picked = False
        binding.action_resume_goods()
        self.follow()
        self.assertEqual(self.open_units(order), {("STO", "MUG"): 2, ("STO", "TEE"): 3})

    def test_a_part_goes_to_a_service_and_comes_back(self):
        order, _binding = self.sell()
        self.says(self.work(l1=2), self.work(SERVICE, "w2", l2=3))
        self.assertEqual(
            self.open_units(order), {("WH", "MUG"): 2, ("others", "TEE"): 3}
        )
        self.says(self.work(l1=2), self.work(number="w3", l2=3))
        self.assertEqual(self.open_units(order), {("WH", "MUG"): 2, ("WH", "TEE"): 3})

    def test_what_others_ship_is_no_news_to_the_shop(self):
        order, _binding = self.sell()
        self.open_flow()
        self.says(self.work(SERVICE, l1=2, l2=3))
        picking = order.picking_ids.filtered(lambda p: p.state == "assigned")
        self.ship(picking)
        self.assertEqual(picking.retail_goods_state, "others")

    def test_a_shop_that_maps_no_place_ships_from_the_orders_warehouse(self):
        self.places.record_id = False
        order, _binding = self.sell()
        self.says(self.work("somewhere", l1=2, l2=3))
        self.assertEqual(self.open_units(order), {("WH", "MUG"): 2, ("WH", "TEE"): 3})
        self.says(self.parcel("somewhere", l1=2, l2=3))
        self.assertEqual(self.on_hand(self.mug, self.warehouse), 98)

    def test_several_steps_move_with_the_order(self):
        self.warehouse.delivery_steps = "pick_ship"
        order, _binding = self.sell()
        self.says(self.work(STORE, l1=2, l2=3))
        self.assertEqual(self.open_units(order), {("STO", "MUG"): 2, ("STO", "TEE"): 3})
        self.assertEqual(self.mug.free_qty, 118)

    def test_an_order_edited_later_is_supplied_where_it_is_shipped(self):
        order, _binding = self.sell(confirm=False)
        self.says(self.work(STORE, l1=2, l2=3))
        self.backend._job_confirm()
        more = [self.line("l1", 10, 4), self.line("l2", 25, 3, "TEE")]
        self._imported(self.order(lines=more, updated_at=self.later(90)))
        self.assertEqual(self.open_units(order)["STO", "MUG"], 4)

    # --- holds ---

    def test_held_goods_do_not_leave_until_released(self):
        order, binding = self.sell()
        self.says(self.work(holds=["incorrect_address"], l1=2, l2=3))
        picking = order.picking_ids
        self.assertEqual(picking.retail_hold_reason, "incorrect address")
        with self.assertRaisesRegex(UserError, "incorrect address"):
            picking.button_validate()
        self.says(self.work(l1=2, l2=3))
        self.assertFalse(picking.retail_hold_reason)
        with Form(picking) as form:
            form.carrier_tracking_ref = "T9"
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        self.assertEqual(binding.work_ids.record_id, picking)

    def test_only_the_held_place_waits(self):
        order, _binding = self.sell()
        self.says(self.work(l1=2), self.work(STORE, "w2", holds=["other"], l2=3))
        held = {
            picking.picking_type_id.warehouse_id.code: picking.retail_hold_reason
            for picking in order.picking_ids
            if picking.state == "assigned"
        }
        self.assertEqual(held, {"WH": False, "STO": "other"})
