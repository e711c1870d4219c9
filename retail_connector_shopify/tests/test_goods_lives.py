"""Random lives of orders' goods: whatever happens, both sides end with the same."""

import random

from odoo.tests import tagged

from .goods_common import GoodsCase

LIVES, STEPS = 12, 7
PLACES = ("Warehouse", "City Store")


@tagged("post_install", "-at_install", "retail")
class TestGoodsLives(GoodsCase):
    """Ship here and there, move, hold, cancel, lose answers and messages."""

    def test_random_lives_end_equal(self):
        for seed in range(LIVES):
            with self.subTest(seed=seed):
                self._live(random.Random(seed))

    def _live(self, chance):
        self.sell()
        for _step in range(STEPS):
            step = chance.choice(
                (self._shop_ships, self._odoo_ships, self._move, self._hold, self._undo)
            )
            step(chance)
            if chance.random() < 0.7:  # else the message is lost or late
                self.told_goods(chance.choice(("fulfillments/create",) * 2))
            if chance.random() < 0.3:
                self.told_goods("fulfillments/update")
        self.act("release")
        self._settle()
        self._assert_equal()

    def _settle(self):
        """Let everything that waits be done: twice, answers bring new messages."""
        for _round in range(3):
            self.told_goods()
            self.push()
        self.told_goods()

    # --- what happens ---

    def _open(self):
        return [row for row in self.there["orders"] if row["left"] and not row["holds"]]

    def _shop_ships(self, chance):
        rows = self._open()
        if rows:
            row = chance.choice(rows)
            line, left = chance.choice([x for x in row["lines"].items() if x[1]])
            place = self._line_ids().index(line)
            units = chance.randint(1, left)
            self.act("fulfil", lines=[[place, units]], location=row["location"])
            self.told_goods()  # a person here sees it before shipping the same

    def _line_ids(self):
        order = self.records.get(self.order_id)
        return [line["id"] for line in order["_facts"]["lines"]]

    def _odoo_ships(self, chance):
        self.told_goods()
        open_now = self.binding.record_id.picking_ids.filtered(
            lambda p: (
                p.state not in ("done", "cancel")
                and not p.retail_hold_reason
                and p.location_id.usage == "internal"
            )
        )
        if not open_now:
            return
        picking = chance.choice(open_now)
        for move in picking.move_ids:
            move.quantity = chance.randint(0, int(move.product_uom_qty))
            move.picked = move.quantity > 0
        if any(picking.move_ids.mapped("picked")):
            if chance.random() < 0.3:
                lost = {"kind": "reset", "match": "fulfillmentCreate"}
                self.control(
                    "add_fault", when=chance.choice(("before", "after")), **lost
                )
            picking.carrier_tracking_ref = chance.choice((False, f"T{picking.id}"))
            picking._action_done()
            self.push()
        self.control("clear_faults")

    def _move(self, chance):
        if self._open():
            self.act("move", location=chance.choice(PLACES))

    def _hold(self, chance):
        self.act(chance.choice(("hold", "release", "release")))

    def _undo(self, chance):
        """Cancel a shipment that the shop itself made, once Odoo knows it."""
        self._settle()
        parcels = self.binding.parcel_ids.filtered(
            lambda p: p.origin == "platform" and p.status == "success"
        )
        ids = [row["id"] for row in self.there["fulfilments"]]
        if parcels and chance.random() < 0.4:
            self.act("unship", place=ids.index(chance.choice(parcels).external_id))

    # --- what has to be true ---

    def _assert_equal(self):
        rows = self.env["retail.outbox"].search(
            [("kind", "=", "fulfilment"), ("entity_id", "=", self.order_id)]
        )
        self.assertLessEqual(
            set(rows.mapped("state")), {"done", "superseded"}, rows.mapped("error")
        )
        self.assertEqual(
            self.binding.fulfilment_state, "done", self.binding.fulfilment_error
        )
        shop = self.there
        shipped = dict.fromkeys(self._line_ids(), 0)
        for row in shop["fulfilments"]:
            if row["status"] != "CANCELLED":
                for line, units in row["lines"].items():
                    shipped[line] += units
        order = self.binding.record_id
        goods = {line.retail_line_key: line for line in order.order_line}
        for line, units in shipped.items():
            self.assertEqual(goods[line].qty_delivered, units)
        wanted = {}
        for row in shop["orders"]:
            for line, units in row["lines"].items():
                if row["left"] and units:
                    key = (row["location"], line)
                    wanted[key] = wanted.get(key, 0) + units
        self.assertEqual(self._open_here(order), wanted)

    def _open_here(self, order):
        names = {self.warehouse: "Warehouse", self.store: "City Store"}
        found = {}
        for move in order.picking_ids.move_ids:
            if move.state not in ("done", "cancel"):
                place = names[move.picking_type_id.warehouse_id]
                key = (place, move.sale_line_id.retail_line_key)
                found[key] = found.get(key, 0) + move.product_uom_qty
        return found
