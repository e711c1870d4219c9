"""Goods that leave at the fake shop: once in Odoo, from the right place."""

from odoo.tests import tagged

from .goods_common import GoodsCase


@tagged("post_install", "-at_install", "retail")
class TestGoodsFromShop(GoodsCase):
    """Shipments, moves and holds that come in."""

    def test_a_shipment_of_the_shop_closes_the_delivery(self):
        order = self.sell()
        self.act("fulfil", numbers=["S1", "S2"], company="UPS")
        self.told_goods()
        self.assertEqual(order.delivery_status, "full")
        self.assertEqual(self.delivered(), [2, 3])
        self.assertEqual(self.transfers("done").carrier_tracking_ref, "S1, S2")
        self.push()
        self.assertEqual(len(self.there["fulfilments"]), 1, "nothing is told back")

    def test_polling_finds_a_shipment_whose_message_was_lost(self):
        order = self.sell()
        self.act("fulfil")
        flow = self.backend.flow_ids.filtered(lambda f: f.code == "fulfilment_in")
        for _page in range(2):
            self.backend._job_pull(flow.id)
        self.work()
        self.assertEqual(order.delivery_status, "full")

    def test_shipped_before_the_order_arrived_it_is_one_delivery(self):
        [row] = self.control("place_orders", plain=True, payment="paid")
        self.order_id = row["id"]
        self.act("fulfil")
        self.told_goods()  # the order is not here yet
        self.assertEqual(self.events(kind="fulfilment").cause, "order_missing")
        self.told("orders/create")
        self.approve_mappings()
        self.events(state="parked").action_retry()
        self.work()
        self.binding = self.env["retail.binding.order"]._find(
            self.backend, [self.order_id]
        )[self.order_id]
        self.assertEqual(self.binding.record_id.delivery_status, "full")

    def test_moved_at_the_shop_the_transfer_follows(self):
        self.sell()
        self.act("move", location="City Store", lines=[[1, 3]])
        work = self.there["orders"][-1]["id"]
        self.told("fulfillment_orders/moved", {"moved_fulfillment_order": {"id": work}})
        open_moves = self.binding.record_id.picking_ids.move_ids.filtered(
            lambda m: m.state not in ("done", "cancel")
        )
        self.assertEqual(
            {(m.picking_type_id.warehouse_id, m.product_uom_qty) for m in open_moves},
            {(self.warehouse, 2.0), (self.store, 3.0)},
        )
        self.ship(
            open_moves.picking_id.filtered(
                lambda p: p.picking_type_id.warehouse_id == self.store
            )
        )
        [made] = self.there["fulfilments"]
        self.assertEqual(made["location"], "City Store")

    def test_held_at_the_shop_it_is_held_here(self):
        self.sell()
        self.act("hold", note="ask first")
        work = self.there["orders"][0]["id"]
        body = {"fulfillment_order": {"id": work}}
        self.told("fulfillment_orders/placed_on_hold", body)
        picking = self.binding.record_id.picking_ids
        self.assertIn("ask first", picking.retail_hold_reason)
        self.act("release")
        self.told("fulfillment_orders/hold_released", body)
        self.assertFalse(picking.retail_hold_reason)

    def test_a_fulfilment_service_ships_without_our_stock(self):
        order = self.sell()
        product = order.order_line.product_id.filtered("is_storable")[:1]
        self.control("add_location", name="Third party", service=True)
        self.act("move", location="Third party")
        self.act("fulfil", location="Third party")
        self.told_goods()
        self.assertEqual(order.delivery_status, "full")
        self.assertEqual(self.transfers("done").location_id.usage, "supplier")
        self.assertFalse(product.qty_available)

    def test_cancelled_at_the_shop_the_goods_come_back_and_go_again(self):
        self.sell()
        self.act("fulfil")
        self.told_goods()
        self.act("unship")
        self.told(
            "fulfillments/update", {"order_id": int(self.order_id.rpartition("/")[2])}
        )
        self.assertEqual(self.delivered(), [0, 0])
        self.ship()
        self.assertEqual(self.there["orders"][0]["status"], "CLOSED")
        self.assertEqual(self.delivered(), [2, 3])

    def test_gift_cards_sent_by_mail_are_delivered(self):
        card = next(r["sku"] for r in self.control("catalog") if r["gift_card"])
        self.skus = [card, self.skus[0]]
        order = self.sell()
        self.act("deliver_digital")
        self.told_goods()
        line = order.order_line.filtered(lambda x: x.product_uom_qty == 2)
        self.assertEqual(line.qty_delivered, 2)
        self.assertEqual(self.there["orders"][0]["left"], 3)

    def test_messages_in_any_order_and_twice_end_the_same(self):
        order = self.sell()
        self.act("fulfil", lines=[[0, 1]], numbers=["A"])
        self.act("fulfil", lines=[[0, 1], [1, 3]], numbers=["B"])
        for topic in ("fulfillments/update", "fulfillments/create"):
            for _twice in range(2):
                self.told_goods(topic)
        self.assertEqual(self.delivered(), [2, 3])
        self.assertEqual(len(self.transfers("done")), 2)
        self.assertEqual(order.delivery_status, "full")

    def test_shipped_here_and_there_at_once_is_shown(self):
        self.sell()
        self.act("fulfil", lines=[[0, 2]], numbers=["SHOP"])
        picking = self.ship(carrier_tracking_ref="ODOO")
        self.assertEqual(picking.retail_goods_state, "refused")
        row = self.env["retail.outbox"].search([("kind", "=", "fulfilment")])
        self.assertEqual((row.state, row.cause), ("parked", "fulfilment_exceeds"))
        self.told_goods()
        self.assertEqual(self.binding.fulfilment_cause, "fulfilment_exceeds")
        # A person says that it is the same: the rest of the transfer is told.
        [parcel] = self.binding.parcel_ids
        parcel.action_is_ours()
        self.assertEqual((row.state, parcel.state), ("superseded", "applied"))
        self.assertEqual(parcel.record_id, picking)
        self.push()
        self.told_goods()
        self.assertEqual(picking.retail_goods_state, "sent")
        self.assertEqual(self.binding.fulfilment_state, "done")
        self.assertEqual(self.delivered(), [2, 3])
        self.assertEqual(self.there["orders"][0]["left"], 0)
        self.assertEqual(self.binding.parcel_ids.record_id, picking)
        self.assertEqual(self.binding.parcel_ids.mapped("state"), ["applied"] * 2)

    def test_the_shop_s_carrier_is_the_delivery_method_it_is_mapped_to(self):
        product = self.env["product.product"].create(
            {"name": "Parcel", "type": "service"}
        )
        carrier = self.env["delivery.carrier"].create(
            {"name": "Parcel post", "product_id": product.id}
        )
        mapping = self.env["retail.mapping.carrier"].create(
            {
                "backend_id": self.backend.id,
                "name": carrier.name,
                "name_there": "Royal Mail",
            }
        )
        mapping.action_approve()
        self.sell()
        self.act("fulfil", part=True, company="Royal Mail")
        self.told_goods()
        first = self.transfers("done")
        self.assertEqual((first.carrier_id, first.retail_carrier), (carrier, False))
        self.act("fulfil", company="Somebody")
        self.told_goods()
        second = self.transfers("done") - first
        self.assertEqual(second.retail_carrier, "Somebody")
