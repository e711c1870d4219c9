"""Goods that Odoo ships: once at the fake shop, whatever gets lost."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .goods_common import GoodsCase


@tagged("post_install", "-at_install", "retail")
class TestGoodsToShop(GoodsCase):
    """Shipments, corrections and holds that go out."""

    def test_a_shipment_of_odoo_is_one_fulfilment_with_its_parcels(self):
        self.sell()
        self.ship(carrier_tracking_ref="N1, N2", retail_carrier="dhl")
        [made] = self.there["fulfilments"]
        self.assertEqual(
            [entry[:2] for entry in made["tracking"]], [["DHL", "N1"], ["DHL", "N2"]]
        )
        self.assertTrue(made["notified"])
        self.assertEqual(made["location"], "Warehouse")
        self.told_goods()
        self.assertEqual(len(self.binding.parcel_ids), 1)
        self.assertEqual(len(self.transfers("done")), 1)

    def test_a_part_and_the_rest_are_two_fulfilments_with_their_numbers(self):
        self.sell()
        [first] = self.transfers("confirmed") or self.transfers()
        first.carrier_tracking_ref = "P1"
        for move in first.move_ids:
            move.quantity = 2
            move.picked = True
        first._action_done()
        self.push()
        self.assertEqual(self.delivered(), [2, 2])
        [rest] = self.transfers("confirmed") or self.transfers()
        self.ship(rest, carrier_tracking_ref="P2")
        made = self.there["fulfilments"]
        self.assertEqual([row["tracking"][0][1] for row in made], ["P1", "P2"])
        self.assertEqual(self.there["orders"][0]["status"], "CLOSED")
        self.told_goods()
        self.assertEqual(len(self.transfers("done")), 2)
        self.assertEqual(self.delivered(), [2, 3])

    def test_an_unknown_outcome_ships_once_at_the_shop(self):
        self.sell()
        self.control("add_fault", kind="reset", when="after", match="fulfillmentCreate")
        picking = self.ship()
        self.assertEqual(len(self.there["fulfilments"]), 1, "it did take effect")
        row = self.env["retail.outbox"].search([("kind", "=", "fulfilment")])
        self.assertEqual((row.state, row.cause), ("failed", "unknown_outcome"))
        self.push()
        [made] = self.there["fulfilments"]
        self.assertEqual((row.state, row.answer["found"]), ("done", True))
        self.assertEqual(self.binding.parcel_ids.external_id, made["id"])
        self.assertEqual(picking.retail_goods_state, "sent")

    def test_killed_after_the_request_it_ships_once_at_the_shop(self):
        self.sell()
        picking = self.binding.record_id.picking_ids
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        picking._action_done()
        self.backend._job_plan_fulfilment()
        outbox = self.env["retail.outbox"]
        rows = outbox._begin(self.backend, "fulfilment")
        items = self.backend._push_items(self.env, "fulfilment", rows)
        self.backend._adapter().push_many("fulfilment", items, "key")
        # killed here: nobody wrote the answer down
        self.assertEqual(rows.state, "sending")
        self.push()
        self.assertEqual(len(self.there["fulfilments"]), 1)
        self.assertEqual(rows.state, "done")

    def test_its_message_before_the_lost_answer_is_resolved_ships_once(self):
        self.sell()
        self.control("add_fault", kind="reset", when="after", match="fulfillmentCreate")
        self.ship()
        self.told_goods()
        self.push()
        self.assertEqual(len(self.there["fulfilments"]), 1)
        self.assertEqual(len(self.transfers("done")), 1)
        self.assertEqual(self.binding.parcel_ids.record_id, self.transfers("done"))

    def test_odoo_ships_from_the_store_so_the_shop_moves_it_first(self):
        self.sell()
        [picking] = self.transfers("confirmed") or self.transfers()
        picking.move_ids._do_unreserve()
        picking.move_ids.location_id = self.store.lot_stock_id
        picking.write(
            {
                "picking_type_id": self.store.out_type_id.id,
                "location_id": self.store.lot_stock_id.id,
            }
        )
        self.ship(picking)
        self.assertEqual(
            [row["location"] for row in self.there["fulfilments"]], ["City Store"]
        )

    def test_many_transfers_are_one_reading_and_a_request_each(self):
        for _number in range(5):
            self.sell()
            open_moves = self.binding.record_id.picking_ids.move_ids
            for move in open_moves:
                move.quantity = move.product_uom_qty
                move.picked = True
            open_moves.picking_id._action_done()
        self.control("stats", reset=True)
        self.push()
        calls = self.control("stats")["calls"]
        self.assertEqual(calls["FulfillmentCreate"], 5)
        self.assertEqual(calls["FulfillmentsByOrder"], 6, "all at first, then each")

    def test_tracking_corrected_here_is_corrected_there(self):
        self.sell()
        picking = self.ship(carrier_tracking_ref="N1")
        picking.carrier_tracking_ref = "N2"
        self.push()
        [made] = self.there["fulfilments"]
        self.assertEqual([entry[1] for entry in made["tracking"]], ["N2"])

    def test_cancelled_from_here_it_is_open_again_there(self):
        self.sell()
        self.ship()
        self.binding.parcel_ids.action_cancel_there()
        self.push()
        self.assertEqual(self.there["fulfilments"][0]["status"], "CANCELLED")
        self.assertEqual(self.there["orders"][0]["left"], 5)

    def test_held_here_it_is_held_there_and_released(self):
        self.sell()
        picking = self.binding.record_id.picking_ids
        picking.action_retail_hold()
        self.push()
        self.assertEqual(len(self.there["orders"][0]["holds"]), 1)
        self.assertEqual(self.there["orders"][0]["status"], "ON_HOLD")
        picking.action_retail_release()
        self.push()
        self.assertEqual(self.there["orders"][0]["holds"], [])

    def test_the_customer_is_told_once_that_goods_can_be_fetched(self):
        self.sell(method="PICK_UP")
        self.told_goods("fulfillment_orders/order_routing_complete")
        picking = self.binding.record_id.picking_ids
        self.assertFalse(picking.retail_can_be_ready, "nothing is there yet")
        for move in picking.move_ids:
            self.env["stock.quant"]._update_available_quantity(
                move.product_id, move.location_id, move.product_qty
            )
        picking.action_assign()
        work = self.binding.work_ids
        self.assertEqual(work.method, "pickup")
        self.assertTrue(picking.retail_can_be_ready)
        self.control("add_fault", kind="reset", when="after", match="PreparedForPickup")
        picking.action_retail_ready()
        self.push()
        self.assertTrue(self.there["orders"][0]["ready"])
        self.assertTrue(work.ready_at)
        self.push()  # the answer was lost: it is asked again
        row = self.env["retail.outbox"].search([("kind", "=", "fulfilment")])
        self.assertEqual(row.state, "done")
        picking.invalidate_recordset(["retail_can_be_ready"])
        with self.assertRaises(UserError):
            picking.action_retail_ready()
        self.ship(picking)
        self.assertEqual(self.there["orders"][0]["left"], 0)

    def test_what_is_sent_cannot_be_fetched(self):
        self.sell()
        picking = self.binding.record_id.picking_ids
        self.assertFalse(picking._retail_pickups())
        with self.assertRaises(UserError):
            picking.action_retail_ready()
