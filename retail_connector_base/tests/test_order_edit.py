"""Edits after orders were booked or shipped: per line and exact, or a task."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .importer_common import ImporterCase


@tagged("post_install", "-at_install", "retail")
class TestOrderEdit(ImporterCase):
    """Merge edits, correct the ledger, decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.state = "connected"

    def setUp(self):
        super().setUp()
        self._map_tender()
        self._map_taxes(("Tax", "0.10", False, False))
        self.lines = [
            self.line("l1", 10, 3, taxes=[self.tax("3.01")]),
            self.line("l2", 25, 1, "TEE", taxes=[self.tax("2.50")]),
        ]
        self.binding = self._account(self.order(lines=self.lines))
        self.sale = self.binding.record_id
        self.minutes = 0

    def _edit(self, lines, **values):
        self.minutes += 10
        [item] = self._import(
            self.order(lines=lines, updated_at=self.later(self.minutes), **values)
        )
        self.backend._job_account()
        return item

    def _moves(self):
        return [
            (move.move_type, move.amount_total, move.amount_tax, move.state)
            for move in self.sale.invoice_ids.sorted("id")
        ]

    def _assert_ledger_equals(self, document):
        total = sum(
            (-1 if move.move_type == "out_refund" else 1) * move.amount_total
            for move in self.sale.invoice_ids
        )
        self.assertAlmostEqual(total, float(document.total.amount), 6)
        self._assert_equal_to(self.sale, document)

    def _waiting(self):
        return self.binding.version_ids.filtered(lambda row: row.state == "waiting")

    def test_added_line_and_units_are_invoiced_exactly(self):
        item = self._edit(
            [
                self.line("l1", 10, 4, taxes=[self.tax("4.02")]),
                self.lines[1],
                self.line("l3", "7.77", 1, taxes=[self.tax("0.78")]),
            ]
        )
        self.assertEqual(item.outcome.state, "done", item.outcome)
        self.assertEqual(self._moves()[1:], [("out_invoice", 19.56, 1.79, "posted")])
        self._assert_ledger_equals(item.document)
        self.assertEqual(self.binding.stage, "done")
        states = self.binding.version_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["applied", "applied"])
        self.assertTrue(all(self.binding.version_ids.mapped("booked")))

    def test_removed_units_wait_by_default_and_apply_makes_a_credit_note(self):
        lines = [self.line("l1", 10, 1, taxes=[self.tax("1.00")]), self.lines[1]]
        item = self._edit(lines)
        self.assertEqual(item.outcome[:2], ("parked", "edited_after_invoice"))
        waiting = self._waiting()
        self.assertIn("22.01", waiting.plan_html)
        self.assertIn("Item l1", waiting.lines_html)
        waiting.action_resolve()
        self.backend._job_account()
        self.assertEqual(self._moves()[1:], [("out_refund", 22.01, 2.01, "posted")])
        self._assert_ledger_equals(item.document)
        self.assertEqual(waiting.state, "applied")
        self.assertEqual(waiting.decided_by_id, self.env.user)

    def test_policy_auto_books_both_ways_and_a_second_edit_goes_on_from_there(self):
        self.backend.edit_policy = "auto"
        first = self._edit(
            [
                self.line("l1", 10, 2, taxes=[self.tax("2.01")]),
                self.line("l4", 4, 1, taxes=[self.tax("0.40")]),
            ]
        )
        self.assertEqual(first.outcome.state, "done", first.outcome)
        self.assertEqual(
            self._moves()[1:],
            [
                ("out_invoice", 4.4, 0.4, "posted"),
                ("out_refund", 38.5, 3.5, "posted"),
            ],
        )
        second = self._edit([self.line("l1", 10, 2, taxes=[self.tax("2.01")])])
        self.assertEqual(second.outcome.state, "done", second.outcome)
        self._assert_ledger_equals(second.document)

    def test_discount_on_a_booked_line_takes_it_back_and_books_it_anew(self):
        self.backend.edit_policy = "auto"
        item = self._edit(
            [
                self.line("l1", 10, 3, discount=5, taxes=[self.tax("2.51")]),
                self.lines[1],
            ]
        )
        self.assertEqual(item.outcome.state, "done", item.outcome)
        self.assertEqual(
            self._moves()[1:],
            [
                ("out_invoice", 27.51, 2.51, "posted"),
                ("out_refund", 33.01, 3.01, "posted"),
            ],
        )
        self._assert_ledger_equals(item.document)
        line = self.sale.order_line[0]
        self.assertEqual((line.product_uom_qty, line.qty_invoiced), (3, 3))

    def test_policy_task_leaves_additions_to_a_person_too(self):
        self.backend.edit_policy = "task"
        item = self._edit([*self.lines, self.line("l3", 5)])
        self.assertEqual(item.outcome[:2], ("parked", "edited_after_invoice"))
        self.assertEqual(len(self._moves()), 1)

    def test_keep_leaves_the_order_and_names_the_difference(self):
        self._edit(self.lines[:1])
        self._waiting().resolution = "keep"
        self._waiting().action_resolve()
        found = self.env["retail.discrepancy"].search([("type", "=", "edit_kept")])
        self.assertRecordValues(
            found, [{"expected": 33.01, "found": 60.51, "entity": "1001"}]
        )
        item = self._edit(self.lines[:1], note="later")
        self.assertEqual(item.outcome.state, "done", "the same edit comes no more")
        self.assertEqual(self.sale.amount_total, 60.51)

    def test_import_anew_credits_the_old_and_moves_the_payment(self):
        item = self._edit(self.lines[:1])
        waiting = self._waiting()
        waiting.resolution = "again"
        self.assertIn("60.51", waiting.plan_html)
        waiting.action_resolve()
        self.assertEqual(self.sale.state, "cancel")
        self.assertEqual(self._moves()[1:], [("out_refund", 60.51, 5.51, "posted")])
        new = self.binding.record_id
        self.assertNotEqual(new, self.sale)
        self.backend._job_confirm()
        self.backend._job_account()
        self.assertEqual(self.binding.stage, "done", self.binding.stage_error)
        self._assert_equal_to(new.invoice_ids, item.document)
        self.assertIn(new.invoice_ids.payment_state, ("paid", "in_payment"))

    def test_payment_of_an_order_whose_edit_waits_is_booked(self):
        self._edit(
            self.lines[:1],
            tenders=[self.tender("t-1001", "60.51"), self.tender("t2", "1.00")],
        )
        self.assertEqual(self.binding.tender_ids.mapped("state"), ["posted", "posted"])
        self.assertTrue(self._waiting())

    def test_edit_of_another_line_goes_in_after_the_goods_left(self):
        other = self._account(self.order("1002", lines=self.lines, tenders=[]))
        order = other.record_id
        move = order.picking_ids.move_ids.filtered(lambda m: m.product_id == self.mug)
        move.quantity, move.picked = 3, True
        order.picking_ids.with_context(skip_backorder=True)._action_done()
        self.backend.edit_policy = "auto"
        [item] = self._import(
            self.order("1002", lines=self.lines[:1], updated_at=self.later(3))
        )
        self.assertEqual(item.outcome.state, "done", item.outcome)
        [item] = self._import(
            self.order("1002", lines=[], updated_at=self.later(4), tenders=[])
        )
        self.assertEqual(item.outcome[:2], ("parked", "edited_after_delivery"))
        waiting = other.version_ids.filtered(lambda row: row.state == "waiting")
        with self.assertRaises(UserError):
            waiting.action_resolve()  # goods have to come back first

    def test_refunded_units_are_no_edit(self):
        lines = [
            self.line("l1", 10, 3, taxes=[self.tax("3.01")], current_quantity=1),
            self.lines[1],
        ]
        item = self._edit(lines, refunded=self.money("22.01"))
        self.assertEqual(item.outcome.state, "done", item.outcome)
        self.assertFalse(self.binding.version_ids)

    def test_daily_summary_is_corrected_by_documents_of_the_order(self):
        self.backend.write({"accounting_policy": "summary", "edit_policy": "auto"})
        binding = self._account(self.order("1003", lines=self.lines))
        self.assertEqual(binding.stage, "done", binding.stage_error)
        [item] = self._import(
            self.order("1003", lines=self.lines[:1], updated_at=self.later(3))
        )
        self.assertEqual(item.outcome.state, "done", item.outcome)
        self.backend._job_account()
        self.assertEqual(
            [
                (move.move_type, move.amount_total)
                for move in binding.record_id.invoice_ids
            ],
            [("out_refund", 27.5)],
        )


@tagged("post_install", "-at_install", "retail")
class TestOrderMerge(ImporterCase):
    """Three sides: imported last, shop now, Odoo now."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.state = "connected"
        cls.lines = [cls.line("l1", 10, 2), cls.line("l2", 25, 1, "TEE")]

    def _edit(self, lines, minutes=5, **values):
        [item] = self._import(
            self.order(lines=lines, updated_at=self.later(minutes), **values)
        )
        return item

    def test_what_only_odoo_changed_stays(self):
        order, _binding = self._imported(self.order(lines=self.lines))
        order.order_line[0].product_uom_qty = 5
        order.order_line.create(
            {"order_id": order.id, "product_id": self.mug.id, "price_unit": 1.0}
        )
        item = self._edit([self.lines[0], self.line("l2", 25, 2, "TEE")])
        self.assertEqual(item.outcome.state, "done", item.outcome)
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [5.0, 2.0, 1.0])

    def test_what_both_changed_waits_and_the_shop_wins_by_decision(self):
        order, binding = self._imported(self.order(lines=self.lines))
        order.order_line[0].product_uom_qty = 5
        item = self._edit([self.line("l1", 10, 1), self.lines[1]])
        self.assertEqual(item.outcome[:2], ("parked", "edited_both_sides"))
        binding.waiting_version_id.action_resolve()
        self.assertEqual(order.order_line[0].product_uom_qty, 1)

    def test_what_both_changed_alike_is_no_conflict(self):
        order, binding = self._imported(self.order(lines=self.lines))
        order.order_line[0].write({"product_uom_qty": 4, "extra_tax_data": False})
        item = self._edit([self.line("l1", 10, 4), self.lines[1]])
        self.assertEqual(item.outcome[:2], ("parked", "edited_both_sides"))
        binding.waiting_version_id.action_resolve()
        self._assert_equal_to(order, item.document)

    def test_a_newer_edit_replaces_the_one_that_waits(self):
        order, binding = self._imported(self.order(lines=self.lines))
        order.order_line[0].product_uom_qty = 5
        self._edit([self.line("l1", 10, 1), self.lines[1]])
        self._edit([self.line("l1", 10, 3), self.lines[1]], 6)
        states = binding.version_ids.mapped("state")
        self.assertEqual(states, ["waiting", "applied"])
        self.assertEqual(binding.waiting_version_id.total, 55)

    def test_many_edits_take_few_queries_each(self):
        orders = [self.order(f"q{n}", lines=self.lines) for n in range(20)]
        self._import(*orders)
        edited = [
            self.order(
                f"q{n}",
                lines=[self.line("l1", 10, 3), self.lines[1]],
                updated_at=self.later(1),
            )
            for n in range(20)
        ]
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(20 * 25):
            items = self._import(*edited)
        self.assertEqual({item.outcome.state for item in items}, {"done"})
