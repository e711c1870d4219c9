"""What is put together, how it is grouped, and that it is complete."""

from decimal import Decimal

from psycopg2 import DatabaseError
from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .ledger_common import LedgerCase


@tagged("post_install", "-at_install", "retail")
class TestJournalBuild(LedgerCase):
    """Items become lines, lines become balanced batches."""

    def test_a_day_becomes_one_balanced_entry(self):
        self.sell("100.00", "20.00")
        self.sell("50.00", "5.55")
        [batch] = self.build()
        self.assertEqual(batch.kind, "export")
        self.assertEqual((batch.moves, batch.items, batch.lines), (2, 6, 3))
        self.assertEqual(
            self.signed(batch),
            {
                self.cash.code: Decimal("175.55"),
                self.sales.code: Decimal("-150.00"),
                self.tax.code: Decimal("-25.55"),
            },
        )
        self.assertEqual(batch._total(), Decimal("175.55"))

    def test_nothing_pending_builds_nothing(self):
        self.sell()
        self.assertEqual(len(self.build()), 1)
        self.assertFalse(self.build())

    def test_days_and_journals_stay_apart(self):
        other = self.journal.copy({"code": "RSA2", "name": "More"})
        self.policy.journal_ids += other
        self.sell(day="2026-02-03")
        self.sell(day="2026-02-04")
        self.sell(day="2026-02-04", journal_id=other.id)
        batches = self.build()
        self.assertEqual(
            sorted((str(b.date), b.journal_id.code) for b in batches),
            [("2026-02-03", "RSAL"), ("2026-02-04", "RSA2"), ("2026-02-04", "RSAL")],
        )

    def test_one_entry_each_when_the_policy_says_so(self):
        self.policy.unit = "entry"
        moves = self.sell() | self.sell()
        batches = self.build()
        self.assertEqual(len(batches), 2)
        self.assertEqual(
            sorted(self.links(batches).mapped("move_id")),
            sorted(moves.line_ids.mapped("move_id.id") * 3),
        )

    def test_the_entry_of_a_payout_is_described_by_the_payouts_label(self):
        self.policy.write({"unit": "entry", "narration": "{payout} {date} ({entry})"})
        payouts = self.sell() | self.sell() | self.sell()
        values = {
            "backend_id": self.backend.id,
            "gateway": "cards",
            "paid_on": "2026-02-03",
            "currency_id": self.company.currency_id.id,
            "status": "paid",
        }
        self.env["retail.settlement"].create(
            [
                {
                    **values,
                    "external_id": "p1",
                    "external_name": "PO-1",
                    "bank_reference": "TRACE1",
                    "record_id": payouts[0].id,
                },
                {
                    **values,
                    "external_id": "p2",
                    "external_name": "PO-2",
                    "month_end_move_ids": [(6, 0, payouts[1].ids)],
                },
            ]
        )
        found = {entry.narration for entry in (b._entry() for b in self.export())}
        first, second, other = payouts.mapped("name")
        self.assertEqual(
            found,
            {
                f"cards PO-1 TRACE1 2026-02-03 ({first})",
                f"cards PO-2 2026-02-03 ({second})",
                f"2026-02-03 ({other})",
            },
        )
        with self.assertRaises(ValidationError):
            self.policy.narration = "{customer}"

    def test_channels_are_lines_of_their_own(self):
        self.sell(retail_channel="web")
        self.sell(retail_channel="pos")
        [batch] = self.build()
        self.assertEqual(len(batch.line_ids), 6)
        self.assertEqual(set(batch.line_ids.mapped("channel")), {"web", "pos"})

    def test_registers_and_their_sessions_are_kept_apart(self):
        self.policy.write({"by_store": True, "unit": "session"})
        moves = self.sell("10.00", "1.00") | self.sell("20.00", "2.00")
        configs = self.env["pos.config"].create(
            [
                {"name": f"Register {number}", "payment_method_ids": [(5,)]}
                for number in (1, 2)
            ]
        )
        sessions = [
            self.env["pos.session"].create({"config_id": config.id})
            for config in configs
        ]
        for session, move in zip(sessions, moves, strict=True):
            session.move_id = move
        batches = self.build()
        self.assertEqual(
            {batch.unit: set(batch.line_ids.mapped("store_id")) for batch in batches},
            {
                f"s{session.id}": {config.id}
                for session, config in zip(sessions, configs, strict=True)
            },
        )

    def test_debits_and_credits_of_an_account_are_not_netted(self):
        self.sell("100.00", "0.00")
        self.sell("-40.00", "0.00")
        [batch] = self.build()
        cash = batch.line_ids.filtered(lambda line: line.account_id == self.cash)
        self.assertEqual(sorted(cash.mapped("balance")), [-40.0, 100.0])

    def test_a_long_summary_is_split_by_whole_entries(self):
        self.policy.max_lines = 4
        for number in range(4):
            self.sell("10.00", "1.00", retail_channel=("web", "pos")[number % 2])
        batches = self.build()
        self.assertGreater(len(batches), 1)
        for batch in batches:
            self.assertLessEqual(len(batch.line_ids), 4)
            self.assertEqual(sum(self.signed(batch).values()), 0)
        self.assertEqual(sum(batches.mapped("items")), 12)
        self.assertEqual(sorted(batches.mapped("part")), [1, 2, 3, 4])

    def test_items_before_the_start_and_drafts_stay_home(self):
        self.sell(day="2025-12-31")
        draft = self.sell()
        draft.button_draft()
        self.assertFalse(self.build())

    def test_an_item_can_leave_only_once(self):
        self.sell()
        [batch] = self.build()
        link = self.links(batch)[0]
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            link.copy()
            self.env.flush_all()

    def test_links_cannot_be_changed_or_lost(self):
        self.sell()
        [batch] = self.export()
        for statement in (
            "UPDATE retail_journal_link SET balance = 1 WHERE batch_id = %s",
            "DELETE FROM retail_journal_link WHERE batch_id = %s",
        ):
            with (
                self.assertRaises(DatabaseError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement, [batch.id])
        with self.assertRaises(UserError):
            batch.unlink()

    def test_a_batch_that_was_never_sent_is_built_again(self):
        move = self.sell()
        [first] = self.build()
        move.button_draft()
        move.line_ids.filtered(
            lambda line: line.account_id == self.sales
        ).name = "again"
        move.action_post()
        self.assertFalse(self.build(), "the same items: nothing to do")
        move.button_draft()
        move.button_cancel()
        self.assertFalse(self.build())
        self.assertFalse(first.exists(), "its entry is gone")

    def test_the_quick_build_sees_what_was_written_lately(self):
        self.sell()
        build = self.env["retail.journal.build"]
        self.assertEqual(len(build._build(self.backend, full=False)), 1)
        self.sell("7.00", "0.00")
        [batch] = build._build(self.backend, full=False)
        self.assertEqual(batch._total(), Decimal("7.00"))

    def test_a_journal_belongs_to_one_policy_at_a_time(self):
        values = {
            "name": "Second",
            "backend_id": self.backend.id,
            "journal_ids": [(6, 0, self.journal.ids)],
            "start_date": "2026-03-01",
        }
        with self.assertRaises(ValidationError):
            self.policy.create(values)
        self.policy.end_date = "2026-02-28"
        self.policy.create(values)
        self.sell(day="2026-02-27")
        self.sell(day="2026-03-02")
        self.assertEqual(len(self.build().policy_id), 2)

    def test_a_used_policy_keeps_what_decides(self):
        self.sell()
        self.build()
        with self.assertRaises(UserError):
            self.policy.by_tax = False
        with self.assertRaises(UserError):
            self.policy.journal_ids = [(5,)]

    def test_building_costs_the_same_for_many_items(self):
        for _number in range(3):
            self.sell()
        self.build()
        for _number in range(30):
            self.sell(day="2026-02-05")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(45):
            self.build()
