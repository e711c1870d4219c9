"""What people say of a shipment of more than is left to deliver."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .goods_common import GoodsCase


@tagged("post_install", "-at_install", "retail")
class TestGoodsExceed(GoodsCase):
    """It is Odoo's own, or it is set aside."""

    def test_it_is_set_aside_and_applied_after_all(self):
        order, binding = self.sell()
        self.says(self.parcel(l1=5))
        parcel = binding.parcel_ids
        self.assertRegex(parcel.contents, r"^5 of .*; Odoo delivered 0 of \d+$")
        with self.assertRaisesRegex(UserError, "No transfer of"):
            parcel.action_is_ours()
        reader = new_test_user(
            self.env, "goods_reader", groups="retail_connector_base.group_viewer"
        )
        with self.assertRaises(AccessError):
            parcel.with_user(reader).action_is_ours()
        action = parcel.action_open_aside()
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        wizard.create({"reason": "entered twice"}).action_confirm()
        self.assertRecordValues(
            parcel, [{"state": "aside", "aside_reason": "entered twice"}]
        )
        self.backend._job_deliver()
        self.assertEqual(binding.fulfilment_state, "done")
        self.assertFalse(self.done(order))
        with self.assertRaises(UserError):
            parcel.action_is_ours()
        parcel.action_apply_again()
        self.backend._job_deliver()
        self.assert_parked(binding, "fulfilment_exceeds")
