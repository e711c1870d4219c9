"""Kits of manufacturing in a fake shop. ``test_kits`` runs it where they are known."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.retail_connector_shopify.tests.common import DOMAIN
from odoo.addons.retail_connector_shopify.tests.goods_common import GoodsCase
from odoo.addons.retail_connector_shopify.tests.refund_case import RefundFlowCase
from odoo.addons.retail_connector_shopify.tests.stock_flow import StockFlow

PLACE = "Warehouse"


class TeaSet(StockFlow):
    """Make an article of the shop a kit, with parts on the shelf."""

    def make_set(self, sku, warehouse):
        self.read_catalogue(self.backend)
        bound = self.env["retail.binding.variant"].search(
            [("backend_id", "=", self.backend.id), ("sku", "=", sku)]
        )
        self.kit = bound.record_id
        self.kit.product_tmpl_id.is_storable = False
        self.cup, self.pot = self.env["product.product"].create(
            [{"name": name, "is_storable": True} for name in ("Cup", "Pot")]
        )
        self.bom = self.env["mrp.bom"].create(
            {
                "product_tmpl_id": self.kit.product_tmpl_id.id,
                "product_id": self.kit.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": units})
                    for part, units in ((self.cup, 2), (self.pot, 1))
                ],
            }
        )
        self.shelf = warehouse.lot_stock_id
        self.put(self.cup, self.shelf, 20)
        self.put(self.pot, self.shelf, 8)

    def bring_back(self, picking, cups, pots):
        """Receive parts of a shipment in Odoo."""
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        for row in wizard.product_return_moves:
            row.quantity = {self.cup: cups, self.pot: pots}.get(row.product_id, 0)
        back = wizard._create_return()
        back.move_ids.picked = True
        back._action_done()
        return back

    def parts(self, moves):
        """Return (cups, pots) of some moves."""
        return tuple(
            sum(moves.filtered(lambda m, p=p: m.product_id == p).mapped("quantity"))
            for p in (self.cup, self.pot)
        )

    def on_shelf(self):
        self.env.invalidate_all()
        return self.cup.qty_available, self.pot.qty_available


@tagged("post_install", "-at_install", "retail")
class TestKitOrders(TeaSet, GoodsCase):
    """A tea set is sold as one and kept as two cups and a pot."""

    def setUp(self):
        super().setUp()
        self.make_set(self.skus[0], self.warehouse)

    # --- words ---

    def shows(self):
        """Return how many kits the shop offers once it was told."""
        flow = self.backend.flow_ids.filtered(lambda flow: flow.code == "order_in")
        self.backend._job_pull(flow.id)
        self.work()
        self.follow_stock(self.backend)
        return self.shown(DOMAIN, self.skus[0], PLACE)

    def sell(self, **wishes):
        order = super().sell(**wishes)
        self.line = order.order_line.filtered(lambda line: line.product_id == self.kit)
        return order

    def ship_some(self, cups, pots):
        """Ship parts of the set in Odoo; the rest waits, the shop is told later."""
        picking = self.open_transfers()
        for move in picking.move_ids:
            units = {self.cup: cups, self.pot: pots}.get(move.product_id, 0)
            move.quantity = units
            move.picked = bool(units)
        picking.with_context(skip_backorder=True)._action_done()
        return picking

    def open_transfers(self):
        return self.binding.record_id.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )

    def came_back(self):
        """Return the receipts of the order."""
        return self.binding.record_id.picking_ids.filtered(
            lambda p: p.picking_type_code == "incoming" and p.state != "cancel"
        )

    def told_refund(self):
        self.told("refunds/create", {"order": {"admin_graphql_api_id": self.order_id}})

    def told_there(self):
        """Return the units of kits in each shipment at the shop, oldest first."""
        key = self.line.retail_line_key
        return [made["lines"].get(key, 0) for made in self.there["fulfilments"]]

    # --- stories ---

    def test_kits_are_counted_sold_shipped_and_taken_back_by_their_parts(self):
        self.assertEqual(self.shows(), 8, "the pots decide")
        self.put(self.cup, self.shelf, 12)
        self.assertEqual(self.shows(), 6, "now the cups do")
        order = self.sell()  # two kits
        self.assertEqual(self.line.product_uom_qty, 2)
        self.assertEqual(self.parts(order.picking_ids.move_ids), (4, 2))
        self.assertEqual(self.shows(), 4)
        # Odoo ships the parts; the shop hears of kits.
        self.ship()
        [made] = self.there["fulfilments"]
        self.assertEqual(sorted(made["lines"].values()), [2, 3])
        self.assertEqual(self.line.qty_delivered, 2)
        self.assertEqual(self.on_shelf(), (8, 6))
        self.assertEqual(self.shows(), 4)
        # One comes back: two cups and a pot.
        self.act("refund", lines=[[0, 1]])
        self.told_refund()
        back = self.came_back()
        self.assertEqual((back.state, self.parts(back.move_ids)), ("done", (2, 1)))
        self.assertFalse(self.line.retail_cancelled_qty, "it had left")
        self.assertEqual(self.shows(), 5)

    def test_a_set_counts_as_shipped_with_the_last_of_its_parts(self):
        self.sell()
        self.ship_some(cups=3, pots=0)
        self.push()
        self.assertEqual(self.told_there(), [], "no set is whole")
        # Two transfers leave before the shop hears of any.
        self.ship_some(cups=0, pots=1)
        self.ship_some(cups=1, pots=1)
        self.push()
        self.assertEqual(self.told_there(), [1, 1])
        self.told_goods()
        self.assertEqual(self.line.qty_delivered, 2)
        self.assertEqual(len(self.binding.parcel_ids), 2, "ours, not shipped again")

    def test_a_set_that_came_back_hides_no_set_that_leaves_later(self):
        self.sell()
        self.ship_some(cups=2, pots=1)
        self.push()
        self.act("refund", lines=[[0, 1]])
        self.told_refund()
        self.assertEqual(self.parts(self.came_back().move_ids), (2, 1))
        self.assertEqual(self.parts(self.open_transfers().move_ids), (2, 1))
        self.ship_some(cups=2, pots=1)
        self.push()
        self.assertEqual(self.told_there(), [1, 1])
        self.assertEqual(self.on_shelf(), (18, 7))

    def test_a_set_refunded_before_it_left_frees_its_parts(self):
        self.sell()
        self.act("refund", lines=[[0, 1]], restock="CANCEL")
        self.told_refund()
        self.assertEqual(self.line.retail_cancelled_qty, 1)
        self.assertEqual(self.parts(self.open_transfers().move_ids), (2, 1))
        self.assertFalse(self.came_back())
        self.assertEqual(self.shows(), 7)
        self.ship()
        self.assertEqual(self.told_there(), [1])

    def test_what_the_shop_ships_takes_the_parts_and_a_mistake_brings_them_back(self):
        self.sell()
        self.act("fulfil", lines=[[0, 1]])
        self.told_goods()
        done = self.transfers("done").move_ids
        self.assertEqual(self.parts(done), (2, 1))
        self.act("fulfil")
        self.told_goods()
        self.assertEqual(self.delivered(), [2, 3])
        self.assertEqual(self.on_shelf(), (16, 6))
        self.act("unship", place=0)
        self.told_goods("fulfillments/update")
        self.assertEqual(self.on_shelf(), (18, 7))
        self.assertEqual(self.parts(self.open_transfers().move_ids), (2, 1))

    def test_a_return_of_a_set_is_expected_and_received_by_its_parts(self):
        self.sell()
        self.ship()
        self.told_goods()
        self.act("open_return", lines=[[0, 1]])
        self.told_return("returns/approve")
        [back] = self.came_back()
        self.assertNotEqual(back.state, "done")
        self.assertEqual(
            sorted(back.move_ids.mapped("product_uom_qty")), [1, 2], "a pot, two cups"
        )
        self.act("process_return")
        self.told_return("returns/process")
        self.assertEqual(self.came_back().mapped("state"), ["done"])
        self.assertEqual(self.on_shelf(), (18, 7))
        self.assertEqual(self.binding.return_ids.goods, "done")
        self.told_return("returns/process")
        self.assertEqual(self.on_shelf(), (18, 7), "received once")
        self.assertFalse(self.env["retail.discrepancy"].search([]))

    def told_return(self, topic):
        self.told(topic, {"order": {"admin_graphql_api_id": self.order_id}})
        for mapping in self.env["retail.mapping.return.reason"].search(
            [("backend_id", "=", self.backend.id), ("state", "!=", "approved")]
        ):
            mapping.disposition = "restock"
            mapping.action_approve()
        self.events(state="parked").action_retry()
        self.work()

    def test_a_set_asked_of_another_place_is_shipped_from_there(self):
        self.put(self.cup, self.store.lot_stock_id, 4)
        self.put(self.pot, self.store.lot_stock_id, 2)
        self.sell()
        self.act("move", location="City Store", lines=[[0, 1]])
        work = self.there["orders"][-1]["id"]
        self.told("fulfillment_orders/moved", {"moved_fulfillment_order": {"id": work}})
        [moved] = self.open_transfers().filtered(
            lambda p: p.picking_type_id.warehouse_id == self.store
        )
        self.assertEqual(
            sorted(moved.move_ids.mapped("product_uom_qty")), [1, 2], "a pot, two cups"
        )

    def test_a_bill_of_materials_changed_since_leaves_old_orders_alone(self):
        self.sell()
        self.bom.bom_line_ids.filtered(
            lambda row: row.product_id == self.pot
        ).product_id = self.env["product.product"].create(
            {"name": "Iron Pot", "is_storable": True}
        )
        self.ship()
        self.assertEqual(self.told_there(), [2])


@tagged("post_install", "-at_install", "retail")
class TestKitRefunds(TeaSet, RefundFlowCase):
    """A set that is taken back in Odoo is refunded in the shop, to the cent."""

    def test_the_parts_of_one_set_came_back_and_one_set_is_refunded_in_the_shop(self):
        tracked = next(r["sku"] for r in self.control("catalog") if r["tracked"])
        warehouse = self.backend.sale_warehouse_id
        for place in self.backend.location_ids:
            mine = place.external_name == "Warehouse"
            place.record_id = mine and warehouse.lot_stock_id
        self.make_set(tracked, warehouse)
        binding = self._sell(
            lines=[{"sku": tracked, "quantity": 3}], country="US", plain=True
        )
        self._ship(binding)
        self.bring_back(binding.record_id.picking_ids, cups=2, pots=1)
        invoice = binding.invoice_id
        note = invoice._reverse_moves()
        mine = note.invoice_line_ids.filtered(lambda x: x.product_id == self.kit)
        (note.invoice_line_ids - mine).unlink()
        mine.quantity = 1
        note.action_post()
        note.action_send_refund()
        [row] = self.env["retail.outbox"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", note.id)]
        )
        row.action_release()
        self.backend._job_push("refund")
        self.env.invalidate_all()
        self.assertEqual((row.state, row.error), ("done", False))
        [gid] = self.records.get(binding.external_id)["refunds"]
        [line] = self.records.get(gid)["refundLineItems"]
        self.assertEqual((line["restockType"], line["quantity"]), ("RETURN", 1))
        self._work()
        self._assert_settled(binding)
        self.assertFalse(binding.refund_ids.picking_ids, "received once")
        self.assertEqual(self.on_shelf(), (16, 6))
