"""A day is closed when it is complete and agrees, on its own date, once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.retail_connector_base.importers.item import Item

from ..models.retail_pos_number import Number
from .common import PosCase
from .documents import DAY


@tagged("post_install", "-at_install", "retail")
class TestShift(PosCase):
    """Complete, agreed, posted; what comes late goes elsewhere."""

    def sell(self, *numbers, **values):
        """Book a mug under each number."""
        return self.booked(
            *(self.receipt(number, self.line("MUG", 1), **values) for number in numbers)
        )

    def asked(self, **values):
        """Take the till's close and run the job once."""
        return self.close(self.take_shift(self.shift(**values)))

    # --- complete ---

    def test_it_waits_for_missing_numbers_and_then_closes(self):
        self.sell(1, 3)
        shift = self.asked(first_sequence=1, last_sequence=4)
        self.assertEqual((shift.state, shift.cause), ("waiting", "numbers_missing"))
        self.assertIn("2, 4", shift.problem)
        self.sell(2, 4)
        self.close(shift)
        self.assertEqual(shift.state, "closed", shift.problem)
        self.assertEqual(shift.receipt_count, 4)

    def test_numbers_that_are_here_but_not_booked_hold_it_up(self):
        self.sell(1)
        self.env["retail.pos.number"]._insert(
            self.till, 1, [Number(2, 0, "S1/1/1/2", None, "x")]
        )
        shift = self.asked(first_sequence=1, last_sequence=2)
        self.assertEqual(shift.cause, "numbers_waiting")

    def test_without_numbers_the_inbox_must_be_empty(self):
        self.till.numbered = False
        self.sell(1)
        self.env["retail.event"].create(
            {
                "backend_id": self.backend.id,
                "company_id": self.company.id,
                "key": "k1",
                "kind": "receipt",
                "entity_id": "S1/1/1/2",
                "lane": 0,
                "lane_key": "store:S1",
                "origin": "webhook",
                "received_at": fields.Datetime.now(),
                "state": "parked",
            }
        )
        shift = self.asked()
        self.assertEqual(shift.cause, "inbox_waiting")

    def test_differences_are_named_and_nothing_is_posted(self):
        self.sell(1)
        shift = self.asked(
            receipt_count=2,
            gross_total="21.60",
            tenders={"cash": "21.60"},
            cash_expected="121.60",
        )
        self.assertEqual((shift.state, shift.cause), ("waiting", "shift_mismatch"))
        self.assertEqual(shift.session_id.state, "opened")
        open_ones = self.env["retail.discrepancy"].search(
            [("res_model", "=", "retail.pos.shift"), ("res_id", "=", shift.id)]
        )
        self.assertEqual(
            sorted(open_ones.mapped("difference")), [-10.8, -10.8, -10.8, -1.0]
        )
        self.sell(2)
        self.close(shift)
        self.assertEqual(shift.state, "closed", shift.problem)
        self.assertEqual(set(open_ones.mapped("state")), {"resolved"})

    # --- cash ---

    def test_a_large_difference_waits_for_a_manager(self):
        self.sell(1)
        shift = self.asked(cash_counted="50.00")
        self.assertEqual((shift.state, shift.cause), ("approval", "over_short"))
        operator = new_test_user(
            self.env,
            "till_operator",
            "retail_connector_base.group_operator",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            shift.with_user(operator)._override("I say so")
        shift._override("Counted twice, reported to the store manager")
        self.close(shift)
        self.assertEqual(shift.state, "closed", shift.problem)
        self.assertAlmostEqual(shift.over_short, -60.80)
        loss = shift.session_id.cash_journal_id.loss_account_id
        self.assertEqual(self.balance(loss), Decimal("60.80"))

    def test_an_overridden_close_keeps_its_reason(self):
        self.sell(1)
        shift = self.asked(first_sequence=1, last_sequence=2, gross_total="21.60")
        shift._override("The till's disk is gone, number 2 was a training sale")
        self.close(shift)
        self.assertEqual(shift.state, "closed")
        self.assertIn("disk", shift.override_reason)

    # --- dates ---

    def test_everything_is_dated_by_the_business_date(self):
        self.sell(1, business_date=DAY)
        shift = self.asked(cash_counted="105.00")
        moves = shift.session_id._get_related_account_moves()
        self.assertEqual(len(moves), 3)  # entry, cash taken, cash short
        self.assertEqual(set(moves.mapped("date")), {DAY})

    def test_the_stores_day_decides_when_the_till_does_not_say(self):
        self.main.day_end = 4.0
        order = self.booked(
            self.receipt(
                1,
                self.line("MUG", 1),
                business_date=None,
                at=datetime(2026, 11, 10, 7, 30, tzinfo=UTC),  # at half past two
            )
        )
        self.assertEqual(order.session_id.retail_shift_id.business_date, DAY)

    def test_a_locked_day_is_booked_on_the_first_open_one(self):
        self.company.sudo().fiscalyear_lock_date = date(2026, 11, 15)
        self.sell(1)
        shift = self.asked()
        self.assertEqual(shift.state, "closed", shift.problem)
        self.assertTrue(shift.out_of_period)
        self.assertEqual(shift.posted_on, date(2026, 11, 16))
        moves = shift.session_id._get_related_account_moves()
        self.assertEqual(set(moves.mapped("date")), {date(2026, 11, 16)})
        self.assertEqual(shift.business_date, DAY)

    def test_a_locked_day_beyond_the_limit_waits_for_a_manager(self):
        self.main.late_amount_limit = 5.0
        self.company.sudo().fiscalyear_lock_date = date(2026, 11, 15)
        self.sell(1)
        shift = self.asked()
        self.assertEqual((shift.state, shift.cause), ("approval", "period_locked"))

    # --- late ---

    def test_what_comes_after_the_close_goes_into_a_supplement(self):
        self.sell(1)
        main = self.asked()
        entry = main.session_id.move_id
        before = entry.line_ids.mapped("balance")
        late = self.sell(2).session_id.retail_shift_id
        self.assertEqual((late.late, late.business_date), (1, DAY))
        self.assertTrue(late.session_id.rescue)
        self.assertEqual(entry.line_ids.mapped("balance"), before)
        self.assertEqual(self.sell(3).session_id.retail_shift_id, late)
        self.close(late)
        self.assertEqual(late.state, "closed", late.problem)
        self.assertEqual(late.session_id.move_id.date, DAY)
        self.assertEqual(late.over_short, 0.0)
        self.assertEqual(self.sell(4).session_id.retail_shift_id.late, 2)

    def test_a_supplement_of_a_locked_day_waits_for_a_manager_above_the_limit(self):
        self.sell(1)
        self.asked()
        self.company.sudo().fiscalyear_lock_date = date(2026, 11, 15)
        self.main.late_amount_limit = 5.0
        late = self.close(self.sell(2).session_id.retail_shift_id)
        self.assertEqual((late.state, late.cause), ("approval", "period_locked"))
        self.assertFalse(late.session_id.move_id)
        late._override("The till was found in the cellar")
        self.close(late)
        self.assertEqual((late.state, late.late), ("closed", 1), late.problem)
        moves = late.session_id._get_related_account_moves()
        self.assertEqual(set(moves.mapped("date")), {date(2026, 11, 16)})
        self.assertTrue(late.out_of_period)

    def test_a_supplement_closes_by_itself_when_it_is_quiet(self):
        self.sell(1)
        self.asked()
        late = self.sell(2).session_id.retail_shift_id
        now = fields.Datetime.now()
        self.assertFalse(late._is_asked_to_close(now))
        self.assertTrue(late._is_asked_to_close(now + timedelta(hours=2)))

    def test_days_of_an_offline_till_are_open_side_by_side(self):
        next_day = DAY + timedelta(days=1)
        self.sell(1)
        self.sell(2, business_date=next_day)
        first, second = self.env["retail.pos.shift"].search(
            [("register_id", "=", self.till.id)], order="business_date"
        )
        self.assertEqual((first.session_id.rescue, second.session_id.rescue), (0, 1))
        for shift in (second, first):
            shift.closed_at = fields.Datetime.now()
            self.close(shift)
            self.assertEqual(shift.state, "closed", shift.problem)
            self.assertEqual(shift.session_id.move_id.date, shift.business_date)

    def test_a_day_without_a_close_ends_by_the_clock(self):
        self.main.close_by = "day_end"
        shift = self.sell(1).session_id.retail_shift_id
        over = self.main._day_ends_at(DAY)
        self.assertFalse(shift._is_asked_to_close(over))
        self.assertTrue(shift._is_asked_to_close(over + timedelta(hours=1)))

    # --- once ---

    def test_the_close_is_repeated_without_effect_and_a_change_is_reported(self):
        self.sell(1)
        shift = self.asked(gross_total="10.80")
        self.close(shift)
        same, other = (
            Item(self.shift(gross_total=total)) for total in ("10.80", "11.80")
        )
        importer = self.env["retail.importer.session"]
        importer._import_or_bisect([same], self.backend)
        importer._import_or_bisect([other], self.backend)
        self.assertEqual(same.outcome[:2], ("ignored", "duplicate"))
        self.assertEqual(other.outcome[:2], ("parked", "changed_after_close"))

    def test_nothing_is_added_to_a_closed_session(self):
        order = self.sell(1)
        shift = self.asked()
        with self.assertRaisesRegex(UserError, "closed already"):
            self.env["pos.order"].create(
                {
                    "session_id": shift.session_id.id,
                    "company_id": self.company.id,
                    "retail_backend_id": self.backend.id,
                    "amount_total": 0.0,
                    "amount_tax": 0.0,
                    "amount_paid": 0.0,
                    "amount_return": 0.0,
                }
            )
        with self.assertRaises(UserError):
            order.config_id.open_ui()

    def test_an_entry_off_balance_is_refused_before_it_is_posted(self):
        order = self.sell(1)
        order.lines.extra_tax_data = {
            **order.lines.extra_tax_data,
            "manual_total_excluded_currency": 9.99,
        }
        shift = self.asked()
        self.assertEqual((shift.state, shift.cause), ("waiting", "refused_by_odoo"))
        self.assertIn("off by", shift.problem)
        self.assertEqual(shift.session_id.state, "opened")
        self.assertFalse(shift.session_id.move_id)
