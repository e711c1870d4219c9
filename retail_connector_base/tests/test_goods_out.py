"""What Odoo ships is told to the shop: once for each place, with its tracking."""

from odoo.tests import tagged

from ..exporters.fulfilment import split_by_place
from ..platforms import UnknownOutcome
from .goods_common import MAIN, SERVICE, STORE
from .goods_out_common import GoodsOutCase


@tagged("post_install", "-at_install", "retail")
class TestGoodsOut(GoodsOutCase):
    """Shipments of Odoo as outbox rows, and what their answers do."""

    # --- shipments ---

    def test_a_shipped_transfer_is_told_once(self):
        _order, binding, picking = self.shipped()
        self.assertEqual(picking.retail_goods_state, "waiting")
        [row] = self.plan()
        self.assertEqual(
            row.payload,
            {
                "action": "ship",
                "order_id": "1001",
                "location_id": MAIN,
                "name": picking.name,
                "lines": [
                    {"line_id": "l1", "quantity": "2"},
                    {"line_id": "l2", "quantity": "3"},
                ],
                "notify": True,
                "carrier": "dhl",
                "numbers": ["A1", "A2"],
                "urls": [],
            },
        )
        self.assertEqual(len(self.plan()), 1)
        self.answer(row, "f1")
        self.assertEqual(picking.retail_goods_state, "sent")
        self.assertRecordValues(
            binding.parcel_ids,
            [
                {
                    "external_id": "f1",
                    "record_id": picking.id,
                    "origin": "odoo",
                    "state": "applied",
                    "tracking": "A1, A2",
                }
            ],
        )
        self.assertEqual(len(self.plan()), 1)

    def test_our_own_shipment_coming_back_is_no_news(self):
        order, binding, _picking = self.shipped()
        self.answer(self.plan(), "f1")
        self.says(
            self.work(status="closed", l1=(2, 0), l2=(3, 0)),
            self.parcel(l1=2, l2=3, numbers=["A1", "A2"]),
        )
        self.assertEqual(len(self.done(order)), 1)
        self.assertEqual(
            (len(binding.parcel_ids), binding.fulfilment_state), (1, "done")
        )

    def test_our_own_shipment_that_comes_back_before_the_answer_is_ours(self):
        order, binding, picking = self.shipped()
        [row] = self.plan()
        self.answer(row, error=UnknownOutcome("lost"))
        self.says(self.parcel(l1=2, l2=3, numbers=["A1", "A2"]))
        self.assertEqual(binding.parcel_ids.record_id, picking)
        self.assertEqual(
            (row.state, picking.retail_goods_state), ("superseded", "sent")
        )
        self.assertEqual(len(self.done(order)), 1)

    def test_a_back_order_is_the_next_shipment(self):
        order, binding, first = self.shipped(MUG=2, TEE=1)
        self.answer(self.plan(), "f1")
        rest = order.picking_ids - first
        self.ship(rest)
        rows = self.plan()
        self.assertEqual(
            [row.payload["lines"] for row in rows],
            [
                [
                    {"line_id": "l1", "quantity": "2"},
                    {"line_id": "l2", "quantity": "1"},
                ],
                [{"line_id": "l2", "quantity": "2"}],
            ],
        )
        self.answer(rows[1], "f2")
        self.assertEqual(binding.parcel_ids.record_id, first | rest)

    def test_what_is_known_of_other_transfers_is_not_taken_for_ours(self):
        order, _binding, first = self.shipped(MUG=1)
        self.answer(self.plan(), "f1")
        self.ship(order.picking_ids - first, MUG=1)
        row = self.plan()[1]
        context = self.env["retail.exporter.fulfilment"]._context_of(row)
        self.assertEqual(context, {row.id: {"known": ["f1"]}})

    def test_a_transfer_for_two_places_of_the_shop_is_two_shipments(self):
        self.places[1].write(
            {
                "record_id": self.env["stock.location"]
                .create(
                    {
                        "name": "Shop floor",
                        "location_id": self.warehouse.view_location_id.id,
                        "usage": "internal",
                    }
                )
                .id,
            }
        )
        order, binding = self.sell()
        self.says(self.work(l1=2, l2=1), self.work(STORE, "w2", l2=2))
        picking = order.picking_ids.filtered(lambda p: p.state == "assigned")
        self.ship(picking)
        rows = self.plan()
        self.assertEqual(
            {row.payload["location_id"]: row.payload["lines"] for row in rows},
            {
                MAIN: [
                    {"line_id": "l1", "quantity": "2"},
                    {"line_id": "l2", "quantity": "1"},
                ],
                STORE: [{"line_id": "l2", "quantity": "2"}],
            },
        )
        self.answer(rows[0], "f1")
        self.assertEqual(picking.retail_goods_state, "sending")
        self.answer(rows[1], "f2")
        self.assertEqual(picking.retail_goods_state, "sent")
        self.assertEqual(len(binding.parcel_ids), 2)

    def test_odoo_ships_from_elsewhere_and_says_from_where(self):
        order, _binding = self.sell()
        self.says(self.work(STORE, l1=2, l2=3))
        picking = order.picking_ids.filtered(lambda p: p.state == "assigned")
        picking.move_ids.location_id = self.warehouse.lot_stock_id
        picking.write(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.warehouse.lot_stock_id.id,
            }
        )
        self.ship(picking)
        [row] = self.plan()
        self.assertEqual(row.payload["location_id"], MAIN)

    def test_an_unmapped_warehouse_ships_wherever_the_shop_asked(self):
        self.assertEqual(
            [
                (share.location_id, share.units)
                for share in split_by_place(
                    {"l1": 3.0}, [("A", {"l1": 1.0}), ("B", {"l1": 2.0})], []
                )
            ],
            [("A", {"l1": 1.0}), ("B", {"l1": 2.0})],
        )
        self.assertEqual(split_by_place({"l1": 3.0}, [], [])[0].location_id, "")

    def test_goods_that_are_not_the_shops_are_not_told(self):
        order, _binding = self.sell()
        order.order_line.retail_line_key = False
        picking = self.ship(order.picking_ids)
        self.assertFalse(self.plan())
        self.assertFalse(picking.retail_goods_state)

    def test_an_order_of_no_shop_is_not_told(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Walk-in"}).id,
                "company_id": self.company.id,
                "order_line": [(0, 0, {"product_id": self.mug.id})],
            }
        )
        order.action_confirm()
        self.assertFalse(self.ship(order.picking_ids).retail_goods_state)

    def test_a_return_is_not_told_as_a_shipment(self):
        _order, binding, picking = self.shipped()
        self.answer(self.plan(), "f1")
        binding.parcel_ids.action_take_back()
        self.assertEqual(len(self.rows()), 1)
        self.assertEqual(picking.retail_goods_state, "reversed")

    def test_a_service_place_is_never_told(self):
        order, _binding = self.sell()
        self.says(self.work(SERVICE, l1=2, l2=3))
        self.ship(order.picking_ids.filtered(lambda p: p.state == "assigned"))
        self.assertFalse(self.plan())

    def test_twenty_transfers_are_planned_in_few_statements(self):
        numbers = [str(3000 + n) for n in range(20)]
        for number in numbers:
            self._imported(self.order(number, lines=[self.line("l1", 10, 1)]))
        self.backend._job_confirm()
        found = self.env["retail.binding.order"]._find(self.backend, numbers)
        for number in numbers:
            self.ship(found[number].record_id.picking_ids)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(100):
            self.plan()
        self.assertEqual(len(self.rows()), 20)
