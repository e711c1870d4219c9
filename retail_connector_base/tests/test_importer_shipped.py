"""History: what was shipped before going live leaves no shelf a second time."""

from odoo import fields
from odoo.tests import tagged

from .importer_common import PLACED, ImporterCase


@tagged("post_install", "-at_install", "retail")
class TestImporterShipped(ImporterCase):
    """Orders that the platform had shipped before the connection went live."""

    def _confirm(self, document):
        order, binding = self._imported(document)
        self.backend.state = "connected"
        self.backend._job_confirm()
        self.assertEqual(order.state, "sale")
        return order, binding

    def test_shipped_before_going_live_is_not_delivered_again(self):
        self.backend.live_since = fields.Datetime.now()
        order, binding = self._confirm(self.order(fulfilment_status="fulfilled"))
        self.assertTrue(binding.shipped_before)
        self.assertFalse(order.picking_ids)
        self.assertEqual(self.mug.free_qty, 100)

    def test_open_history_is_delivered_and_reserved(self):
        self.backend.live_since = fields.Datetime.now()
        order, binding = self._confirm(self.order(fulfilment_status="unfulfilled"))
        self.assertFalse(binding.shipped_before)
        self.assertEqual(len(order.picking_ids), 1)
        self.assertEqual(self.mug.free_qty, 98)

    def test_shipped_after_going_live_takes_from_the_shelf(self):
        self.backend.live_since = PLACED.replace(tzinfo=None, year=PLACED.year - 1)
        order, _binding = self._confirm(self.order(fulfilment_status="fulfilled"))
        self.assertEqual(len(order.picking_ids), 1)
        self.assertEqual(self.mug.free_qty, 98)
