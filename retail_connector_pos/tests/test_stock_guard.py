"""A store whose till is silent makes other channels careful with its shelf."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import PosCase


@tagged("post_install", "-at_install", "retail")
class TestStoreStockGuard(PosCase):
    """Each store speaks for its own warehouse, as far as its latest till."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["retail.backend"].create(
            {"name": "Shop", "company_id": cls.company.id, "state": "live"}
        )
        if "stock_out" not in cls.shop.flow_ids.mapped("code"):
            cls.env["retail.flow"].create(
                {"backend_id": cls.shop.id, "code": "stock_out"}
            )
        cls.shop.flow_ids.paused = False
        cls.places = [
            cls.env["retail.binding.location"].create(
                {
                    "backend_id": cls.shop.id,
                    "external_id": name,
                    "record_id": warehouse.lot_stock_id.id,
                }
            )
            for name, warehouse in (("L1", cls.warehouse), ("L2", cls.warehouse2))
        ]
        cls.backend.sales_limit_minutes = 60

    def _late(self):
        self.env["retail.stock.guard"]._watch(self.backend | self.shop)
        return [place.sales_late for place in self.places]

    def test_a_silent_till_and_a_full_queue_are_late(self):
        now = fields.Datetime.now()
        tills = (self.main | self.harbour).register_ids
        self.assertEqual(self._late(), [False, False], "never heard of: not in use")
        tills.last_seen_at = now
        self.assertEqual(self._late(), [False, False])
        self.till.last_seen_at = now - timedelta(hours=2)
        self.assertEqual(self._late(), [True, False])
        self.till.write(
            {"last_seen_at": now, "oldest_queued_at": now - timedelta(hours=3)}
        )
        self.assertEqual(self._late(), [True, False])
        self.till.oldest_queued_at = False
        self.assertEqual(self._late(), [False, False])
