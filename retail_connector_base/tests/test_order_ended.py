"""Orders the shop had ended, and that were paid after all."""

from odoo.tests import tagged

from .importer_common import ImporterCase


@tagged("post_install", "-at_install", "retail")
class TestOrderEnded(ImporterCase):
    """What was voided or too late goes on; what a person cancelled does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.state = "connected"

    def _status(self, external_id, status, minutes):
        document = self.order(
            external_id, status=status, updated_at=self.later(minutes)
        )
        [item] = self._import(document)
        self.assertEqual(item.outcome.state, "done", item.outcome)
        return self.env["retail.binding.order"]._find(self.backend, [external_id])[
            external_id
        ]

    def test_a_voided_order_that_is_paid_after_all_goes_on(self):
        binding = self._status("77", "pending", 1)
        self.assertEqual(self._status("77", "voided", 2).record_id.state, "cancel")
        self._status("77", "paid", 3)
        self.assertEqual((binding.record_id.state, binding.stage), ("draft", "confirm"))

    def test_what_was_not_paid_in_time_goes_on_too(self):
        binding = self._status("79", "pending", 1)
        binding._give_up()
        self._status("79", "paid", 2)
        self.assertEqual((binding.record_id.state, binding.stage), ("draft", "confirm"))

    def test_what_a_person_cancelled_stays_cancelled(self):
        binding = self._status("78", "paid", 1)
        binding.record_id._action_cancel()
        self._status("78", "partially_refunded", 2)
        self._status("78", "paid", 3)
        self.assertEqual(binding.record_id.state, "cancel")
        self.assertEqual(binding.stage_cause, "cancelled_in_odoo")

    def test_a_booked_order_that_was_voided_is_delivered_when_it_is_paid(self):
        self._map_tender()
        binding = self._account(self.order(lines=[self.line("l1", 10, 4)]))
        order = binding.record_id
        self._status_of(order, "voided", 10)
        self.assertEqual(set(order.picking_ids.mapped("state")), {"cancel"})
        self.assertTrue(binding._cancel_discrepancy())
        self._status_of(order, "paid", 20)
        moves = order.picking_ids.move_ids.filtered(lambda m: m.state != "cancel")
        self.assertEqual(sum(moves.mapped("product_uom_qty")), 4)
        self.assertFalse(binding._cancel_discrepancy())

    def _status_of(self, order, status, minutes):
        lines = [self.line("l1", 10, 4)]
        [item] = self._import(
            self.order(lines=lines, status=status, updated_at=self.later(minutes))
        )
        self.assertEqual(item.outcome.state, "done", item.outcome)
