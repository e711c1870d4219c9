"""After a shipment: refusals, tracking, cancellations, holds, and who may decide."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..platforms import RefusedError
from .goods_out_common import GoodsOutCase


@tagged("post_install", "-at_install", "retail")
class TestGoodsChange(GoodsOutCase):
    """What follows on a shipment."""

    # --- what the shop says against it ---

    def test_a_refusal_is_shown_on_the_transfer_and_can_be_tried_again(self):
        _order, _binding, picking = self.shipped()
        [row] = self.plan()
        self.answer(row, error=RefusedError("Nothing is left.", "fulfilment_exceeds"))
        self.assertRecordValues(
            picking,
            [
                {
                    "retail_goods_state": "refused",
                    "retail_goods_error": "Nothing is left.",
                }
            ],
        )
        self.assertEqual((row.state, row.cause), ("parked", "fulfilment_exceeds"))
        picking.action_retail_tell_again()
        self.assertEqual(
            (row.state, picking.retail_goods_state), ("pending", "sending")
        )

    def test_what_was_refused_for_a_hold_goes_once_it_is_released(self):
        _order, _binding, picking = self.shipped(MUG=2)
        [row] = self.plan()
        self.answer(row, error=RefusedError("held", "on_hold"))
        self.says(self.work(holds=["other"], l1=2, l2=3))
        self.assertEqual(row.state, "parked")
        self.says(self.work(l1=2, l2=3))
        self.assertEqual(
            (row.state, picking.retail_goods_state), ("pending", "sending")
        )

    def test_the_flow_decides_whether_and_when(self):
        self.flow.paused = True
        _order, _binding, picking = self.shipped()
        self.assertFalse(self.plan())
        self.assertEqual(picking.retail_goods_state, "waiting")
        self.flow.write({"paused": False, "preview_required": True})
        self.assertEqual(self.plan().state, "preview")

    def test_a_lost_wake_up_is_found(self):
        self.shipped()
        self.assertEqual(self.backend._due_in("plan:fulfilment", 0), 0)
        self.plan()
        self.assertIsNone(self.backend._due_in("plan:fulfilment", 0))

    def test_the_customer_is_written_to_as_the_policy_says(self):
        self.backend.notify_shipment = "never"
        self.shipped()
        self.assertFalse(self.plan().payload["notify"])

    # --- carriers and tracking ---

    def test_a_delivery_method_is_told_by_the_platforms_name_with_its_link(self):
        carrier = self.env["delivery.carrier"].create(
            {
                "name": "House parcel service",
                "product_id": self.backend.shipping_product_id.id,
                "company_id": self.company.id,
            }
        )
        self.env["retail.mapping.carrier"].create(
            {
                "backend_id": self.backend.id,
                "name": "House parcel service",
                "name_there": "DHL Express",
                "url_template": "https://t.example/?n={number}",
            }
        )
        order, _binding = self.sell()
        order.picking_ids.write(
            {"carrier_id": carrier.id, "carrier_tracking_ref": "X1+X2"}
        )
        self.ship(order.picking_ids)
        payload = self.plan().payload
        self.assertEqual(payload["carrier"], "DHL Express")
        self.assertEqual(payload["numbers"], ["X1", "X2"])
        self.assertEqual(
            payload["urls"], ["https://t.example/?n=X1", "https://t.example/?n=X2"]
        )

    def test_an_unknown_carrier_is_told_by_its_own_name_and_can_be_renamed(self):
        self.shipped()
        self.plan()
        mapping = self.env["retail.mapping.carrier"].search([("name", "=", "dhl")])
        self.assertRecordValues(
            mapping, [{"state": "approved", "name_there": "dhl", "url_template": False}]
        )

    def test_tracking_corrected_in_odoo_is_told_and_the_newest_counts(self):
        _order, binding, picking = self.shipped()
        self.answer(self.plan(), "f1")
        picking.carrier_tracking_ref = "B1"
        picking.carrier_tracking_ref = "B2"
        old, new = self.rows("track")
        self.assertEqual((old.state, new.state), ("superseded", "pending"))
        self.assertEqual(new.payload["numbers"], ["B2"])
        self.assertEqual(new.payload["fulfilment_id"], "f1")
        self.assertFalse(new.payload["notify"])
        self.answer(new, "f1")
        self.assertEqual(binding.parcel_ids.tracking, "B2")
        picking.carrier_tracking_ref = "B1"
        self.assertEqual(len(self.rows("track")), 3, "back to an earlier one is news")

    def test_tracking_that_came_from_the_shop_is_not_told_back(self):
        order, _binding = self.sell()
        self.says(self.parcel(l1=2, l2=3, numbers=["OLD"]))
        self.says(self.parcel(l1=2, l2=3, numbers=["NEW"]))
        self.assertEqual(self.done(order).carrier_tracking_ref, "NEW")
        self.assertFalse(self.rows())

    # --- cancelled, held ---

    def test_our_shipment_cancelled_at_the_shop_waits_for_a_decision(self):
        order, binding, _picking = self.shipped()
        self.answer(self.plan(), "f1")
        self.says(
            self.work(l1=2, l2=3),
            self.parcel(status="cancelled", l1=2, l2=3, numbers=["A1", "A2"]),
        )
        parcel = binding.parcel_ids
        self.assertEqual(parcel.state, "conflict")
        found = self.env["retail.discrepancy"].search(
            [("type", "=", "fulfilment_cancelled")]
        )
        self.assertEqual((found.expected, found.found), (0, 5))
        self.assertEqual(self.delivered(order), {"l1": 2, "l2": 3})
        parcel.action_send_again()
        self.assertEqual(len(self.plan()), 2)

    def test_our_shipment_cancelled_at_the_shop_can_be_taken_back(self):
        order, binding, _picking = self.shipped()
        self.answer(self.plan(), "f1")
        self.says(self.work(l1=2, l2=3), self.parcel(status="cancelled", l1=2, l2=3))
        binding.parcel_ids.action_take_back()
        self.follow()
        self.assertEqual(self.open_units(order), {("WH", "MUG"): 2, ("WH", "TEE"): 3})
        self.assertEqual(self.on_hand(self.mug, self.warehouse), 100)

    def test_a_shipment_is_cancelled_at_the_shop_from_here(self):
        _order, binding, _picking = self.shipped()
        self.answer(self.plan(), "f1")
        binding.parcel_ids.action_cancel_there()
        [row] = self.rows("cancel")
        self.assertEqual(row.payload["fulfilment_id"], "f1")
        self.answer(row, "f1")
        self.assertEqual(binding.parcel_ids.status, "cancelled")

    def test_a_hold_from_here_is_told_and_replaced_by_its_release(self):
        order, _binding = self.sell()
        picking = order.picking_ids
        picking.action_retail_hold()
        self.assertTrue(picking.retail_hold_ours)
        picking.action_retail_release()
        hold, release = self.rows()
        self.assertEqual((hold.state, release.state), ("superseded", "pending"))
        self.assertEqual(release.payload["handle"], hold.payload["handle"])
        self.assertFalse(picking.retail_hold_ours)

    # --- who may ---

    def test_only_warehouse_people_and_operators_decide_about_goods(self):
        order, _binding = self.sell()
        seller = new_test_user(
            self.env,
            "goods-seller",
            groups="sales_team.group_sale_manager,retail_connector_base.group_viewer",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        keeper = new_test_user(
            self.env,
            "goods-keeper",
            groups="stock.group_stock_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            order.picking_ids.with_user(seller).action_retail_hold()
        order.picking_ids.with_user(keeper).action_retail_hold()
        self.assertEqual(len(self.rows("hold")), 1)
        picking = order.picking_ids.with_user(keeper)
        self.ship(picking)
        self.assertEqual(picking.retail_goods_state, "waiting")

    def test_rights_and_companies_of_what_is_kept(self):
        _order, binding, _picking = self.shipped()
        self.answer(self.plan(), "f1")
        records = (
            binding.parcel_ids,
            binding.work_ids,
            self.env["retail.mapping.carrier"].search([("name", "=", "dhl")]),
        )
        viewer = new_test_user(
            self.env,
            "goods-viewer",
            groups="retail_connector_base.group_viewer",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        outsider = new_test_user(
            self.env,
            "goods-outsider",
            groups="retail_connector_base.group_manager",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        for record in records:
            self.assertTrue(record.with_user(viewer).has_access("read"))
            self.assertFalse(record.with_user(viewer).has_access("write"))
            theirs = record.with_user(outsider).with_context(
                allowed_company_ids=elsewhere.ids
            )
            self.assertFalse(theirs.has_access("read"))
        with self.assertRaises(AccessError):
            records[0].with_user(viewer).action_cancel_there()
