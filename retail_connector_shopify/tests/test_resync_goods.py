"""What a shop was never told of is found, counted, and told once."""

from odoo.tests import tagged

from .goods_common import GoodsCase


@tagged("post_install", "-at_install", "retail")
class TestResyncGoods(GoodsCase):
    """Shipments that left while nobody told the shop."""

    def look(self):
        flow = self.backend.flow_ids.filtered(lambda f: f.code == "fulfilment_out")
        resync = self.env["retail.resync"].create(
            {"backend_id": self.backend.id, "flow_id": flow.id}
        )
        resync.action_preview()
        return resync

    def counts(self, resync):
        names = ("send_count", "hold_count", "blocked_count", "same_count")
        return [resync[name] for name in names]

    def test_shipments_that_nobody_told_are_found_and_told_once(self):
        self.sell()
        told = self.ship()
        self.sell()
        picking = self.transfers() or self.transfers("confirmed")
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        picking.with_context(retail_from_shop=True)._action_done()
        self.push()
        self.assertFalse(self.there["fulfilments"], "the shop knows nothing of it")
        resync = self.look()
        self.assertEqual(self.counts(resync), [1, 0, 0, 1])
        self.assertFalse(picking.retail_goods_state, "a look changes nothing")
        resync.action_start()
        self.assertEqual(self.counts(self.look()), [0, 1, 0, 1], "on its way")
        self.push()
        [made] = self.there["fulfilments"]
        self.assertEqual(self.binding.parcel_ids.external_id, made["id"])
        self.assertEqual(picking.retail_goods_state, "sent")
        resync.action_refresh()
        self.assertEqual((resync.state, resync.moved), ("done", 1))
        self.assertEqual(told.retail_goods_state, "sent")
        self.assertEqual(self.counts(self.look()), [0, 0, 0, 2])
