"""Returns: the reason decides where goods are received."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .refund_common import RefundCase


@tagged("post_install", "-at_install", "retail")
class TestReturn(RefundCase):
    """Announced, received, quarantined, scrapped, never sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.quarantine = cls.env["stock.location"].create(
            {"name": "Quarantine", "location_id": cls.warehouse.view_location_id.id}
        )
        cls.scrap = cls.env["stock.location"].create(
            {
                "name": "Scrap",
                "usage": "inventory",
                "company_id": cls.company.id,
            }
        )
        cls.small = cls._reason("Too small", "restock")
        cls.broken = cls._reason("Broken", "quarantine", cls.quarantine)

    @classmethod
    def _reason(cls, reason, disposition, location=None):
        mapping = cls.env["retail.mapping.return.reason"].create(
            {
                "backend_id": cls.backend.id,
                "reason": reason,
                "disposition": disposition,
                "location_id": location and location.id,
            }
        )
        mapping.action_approve()
        return mapping

    def setUp(self):
        super().setUp()
        [self.order_binding] = self._account(self.order(lines=[self.line("l1", 10, 3)]))
        self._ship(self.order_binding)

    def _return(self, *lines, **values):
        [item] = self._import(self.returns(*lines, **values), kind="return")
        self.assertEqual(item.outcome.state, "done", item.outcome)
        [binding] = self.order_binding.return_ids
        return binding

    def _live(self, binding):
        return binding.picking_ids.filtered(lambda p: p.state != "cancel")

    def test_an_announced_return_is_an_open_receipt(self):
        binding = self._return(self.coming(quantity=2))
        receipt = self._live(binding)
        self.assertRecordValues(
            receipt, [{"state": "assigned", "picking_type_code": "incoming"}]
        )
        self.assertEqual(receipt.move_ids.product_uom_qty, 2)
        self.assertEqual(receipt.location_dest_id, self.warehouse.lot_stock_id)
        self.assertRecordValues(
            binding,
            [{"goods": "open", "status": "open", "record_id": receipt.id}],
        )
        self.assertEqual(self._free(), (97, 97))

    def test_what_the_shop_counted_in_is_received(self):
        self._return(self.coming(quantity=2))
        binding = self._return(
            self.coming(quantity=2, received=2, disposition="restock"),
            status="closed",
        )
        self.assertEqual(binding.goods, "done")
        self.assertEqual(self._live(binding).mapped("state"), ["done"])
        self.assertEqual(self._free(), (99, 99))

    def test_a_part_is_received_and_the_rest_expected(self):
        self._return(self.coming(quantity=3))
        binding = self._return(
            self.coming(quantity=1, received=1, disposition="restock"),
            self.coming(quantity=2),
        )
        states = {p.state: p.move_ids.product_uom_qty for p in self._live(binding)}
        self.assertEqual(states, {"done": 1, "assigned": 2})
        again = self._return(
            self.coming(quantity=3, received=3, disposition="restock"),
            status="closed",
        )
        self.assertEqual(set(self._live(again).mapped("state")), {"done"})
        self.assertEqual(self._free(), (100, 100))

    def test_the_warehouse_received_it_before_the_shop_said_so(self):
        binding = self._return(self.coming(quantity=1))
        receipt = self._live(binding)
        receipt.move_ids.picked = True
        receipt._action_done()
        self._return(self.coming(quantity=1, received=1, disposition="restock"))
        self.assertEqual(self._live(binding), receipt)
        self.assertEqual(self._free(), (98, 98))

    def test_the_reason_sends_goods_to_quarantine(self):
        binding = self._return(
            self.coming(reason="Broken", received=1, disposition="none")
        )
        self.assertEqual(self._live(binding).location_dest_id, self.quarantine)
        self.assertEqual(binding.goods, "done")
        self.assertEqual(self._free(), (97, 97))

    def test_the_reason_scraps_goods(self):
        self._reason("Rotten", "scrap", self.scrap)
        binding = self._return(self.coming(reason="Rotten", received=1))
        self.assertEqual(self._live(binding).move_ids.location_dest_id, self.scrap)
        self.assertEqual(self._free(), (97, 97))

    def test_nothing_is_received_when_nothing_comes_back(self):
        self._reason("Lost", "none")
        binding = self._return(self.coming(reason="Lost", received=1))
        self.assertFalse(binding.picking_ids)
        missing = self._return(self.coming(received=1, disposition="missing"))
        self.assertFalse(missing.picking_ids)
        self.assertEqual(self._free(), (97, 97))

    def test_a_reason_nobody_decided_about_waits(self):
        document = self.returns(self.coming(reason="Ugly"))
        [item] = self._import(document, kind="return")
        self.assertEqual(item.outcome[:2], ("parked", "return_reason_unmapped"))
        mapping = self.env["retail.mapping.return.reason"].search(
            [("backend_id", "=", self.backend.id), ("reason", "=", "Ugly")]
        )
        with self.assertRaises(UserError):
            mapping.action_approve()
        mapping.disposition = "quarantine"
        with self.assertRaises(UserError):
            mapping.action_approve()
        mapping.location_id = self.quarantine
        mapping.action_approve()
        [item] = self._import(document, kind="return")
        self.assertEqual(item.outcome.state, "done")

    def test_a_cancelled_return_takes_its_receipt_back(self):
        binding = self._return(self.coming())
        self._return(self.coming(), status="cancelled")
        self.assertFalse(self._live(binding))
        self.assertEqual(binding.goods, "none")
        self.assertFalse(self._return(self.coming(), status="requested").record_id)

    def test_the_refund_of_a_return_receives_nothing_twice(self):
        binding = self._return(
            self.coming(received=1, disposition="restock"), status="closed"
        )
        part = self.part(amount=10, restock="return")
        [refund] = self._refund(self.refund(part, return_id="return-1001-1"))
        self.assertFalse(refund.picking_ids)
        self.assertEqual(self._free(), (98, 98))
        self.assertEqual(binding.goods, "done")
        self._assert_settled(self.order_binding)

    def test_goods_without_a_refund_await_accounting_with_age_and_amount(self):
        self._return(self.coming(quantity=2))
        awaiting = self.env["retail.awaiting"]
        mine = [("backend_id", "=", self.backend.id)]
        self.assertFalse(awaiting.search(mine), "nothing is here yet")
        binding = self._return(
            self.coming(quantity=2, received=2, disposition="restock")
        )
        self._live(binding).date_done -= timedelta(days=9)
        [row] = awaiting.search(mine)
        self.assertRecordValues(
            row,
            [
                {
                    "kind": "return",
                    "state": "open",
                    "age_days": 9,
                    "amount": 20,
                    "currency_id": self.order_binding.currency_id.id,
                    "order_binding_id": self.order_binding.id,
                    "res_id": binding.id,
                }
            ],
        )
        self.assertEqual(row.action_open()["res_id"], binding.id)
        figure = self._figure("awaiting")
        self.assertIn("the oldest 9 days", figure["note"])
        part = self.part(amount=20, quantity=2, restock="return")
        refund = self.refund(part, return_id="return-1001-1")
        self._import(self.refunds(refund), kind="refund")
        [row] = awaiting.search(mine)
        self.assertEqual((row.kind, row.state, row.amount), ("refund", "credit", 20))
        self.assertEqual(row.res_id, self._bindings([refund]).id)
        self.backend._job_account()
        self.assertFalse(awaiting.search(mine), "it is accounted")

    def _figure(self, key):
        figures = self.env["retail.overview"].get_overview()["figures"]
        [found] = [figure for figure in figures if figure["key"] == key]
        return found
