"""What a batch needs before it leaves: names, an open period, a second person."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..platforms import LedgerAccount, LedgerValue, Period
from .ledger_common import LedgerCase


@tagged("post_install", "-at_install", "retail")
class TestPolicyChange(LedgerCase):
    """What leaves, and who approves it, is decided by two people."""

    def test_policies_and_settlement_settings_wait_for_a_second_person(self):
        self.company.retail_change_approval = True
        group = "retail_connector_base.group_"
        first, second = (
            new_test_user(self.env, name, groups=f"{group}manager,{group}accountant")
            for name in ("policy first", "policy second")
        )
        other = self.journal.copy({"name": "Other", "code": "OTHR"})
        self.policy.with_user(first).write(
            {"journal_ids": [Command.link(other.id)], "max_lines": 50}
        )
        self.assertEqual(self.policy.journal_ids, self.journal)
        self.assertEqual(self.policy.max_lines, 50, "it is not about who decides")
        changes = self.env["retail.change"].search([("state", "=", "pending")])
        self.assertEqual(
            changes.after, f"{self.journal.display_name} ({self.journal.id}), "
            f"{other.display_name} ({other.id})",
        )  # fmt: skip
        changes.with_user(second).action_approve()
        self.assertEqual(self.policy.journal_ids, self.journal | other)
        # A new policy lets nothing leave unseen before two people want that
        fresh = self.env["retail.journal.policy"].with_user(first).create(
            {"name": "Mine", "backend_id": self.backend.id, "approval": "never"}
        )  # fmt: skip
        self.assertEqual(fresh.approval, "always")
        change = self.env["retail.change"].search([("state", "=", "pending")])
        change.with_user(second).action_approve()
        self.assertEqual(fresh.approval, "never")
        self.backend.live_since = self.backend.create_date
        self.backend.with_user(first).settlement_tolerance = 5
        self.assertEqual(self.backend.settlement_tolerance, 2)
        self.assertTrue(
            self.env["retail.audit"].search(
                [("model", "=", "retail.journal.policy"), ("field", "=", "journal_ids")]
            )
        )


@tagged("post_install", "-at_install", "retail")
class TestJournalApproval(LedgerCase):
    """Validation and the four eyes."""

    def accountant(self, name):
        return new_test_user(
            self.env, name, groups="retail_connector_base.group_accountant"
        )

    def test_unmapped_accounts_park_the_batch_and_approval_frees_it(self):
        self.sell()
        self.plan()
        batch = self.Batch.search([])
        self.assertEqual((batch.state, batch.cause), ("draft", "ledger_unmapped"))
        self.assertIn(self.cash.display_name, batch.problem)
        mappings = self.env["retail.mapping.account"].search([])
        self.assertEqual(len(mappings), 3)
        self.assertEqual(mappings[0].count_waiting, 1)
        self.assertEqual(mappings.mapped("items_waiting"), [1, 1, 1])
        self.assertEqual(
            sum(mappings.mapped("amount_waiting")), 2 * batch.total, "both sides"
        )
        self.assertEqual(
            mappings.filtered(
                lambda m: m.account_id == self.cash
            ).ledger_account_id.external_id,
            "R0",
            "suggested by its code",
        )
        self.map_all()
        self.plan()
        self.assertEqual(batch.state, "exporting")
        self.env.invalidate_all()
        self.assertFalse(any(mappings.mapped("items_waiting")))

    def test_a_blocked_account_there_parks_the_batch(self):
        self.books.accounts[0] = LedgerAccount(
            "R0", self.cash.code, self.cash.name, postable=False
        )
        self.sell()
        self.plan()
        self.env["retail.mapping.account"].search(
            [("account_id", "=", self.cash.id)]
        ).ledger_account_id = self.env["retail.ledger.account"].search(
            [("external_id", "=", "R0")]
        )
        self.map_all()
        self.backend.action_read_ledger()
        self.plan()
        batch = self.Batch.search([])
        self.assertEqual(batch.state, "draft")
        self.assertIn("does not take", batch.problem)

    def test_a_ledger_in_another_currency_takes_nothing(self):
        self.sell()
        self.plan()
        self.map_all()
        self.backend.currency_id = self.env.ref("base.EUR")
        self.plan()
        batch = self.Batch.search([])
        self.assertEqual((batch.state, batch.cause), ("draft", "ledger_currency"))
        self.assertIn("EUR", batch.problem)
        self.assertFalse(self.books.submitted)
        self.backend.currency_id = self.company.currency_id
        self.plan()
        self.assertEqual(batch.state, "exporting")

    def test_effective_dates_decide_which_account_is_used(self):
        self.sell(day="2026-02-03")
        self.sell(day="2026-03-03")
        self.plan()
        mapping = self.env["retail.mapping.account"].search(
            [("account_id", "=", self.sales.id)]
        )
        other = self.env["retail.ledger.account"].search([("external_id", "=", "R2")])
        mapping.copy({"start_date": "2026-03-01", "ledger_account_id": other.id})
        self.map_all()
        self.plan()
        lines = self.Batch.search([]).line_ids.filtered(
            lambda line: line.account_id == self.sales
        )
        self.assertEqual(
            {str(line.batch_id.date): line.remote_account for line in lines},
            {"2026-02-03": "R1", "2026-03-03": "R2"},
        )

    def test_a_closed_period_holds_or_moves(self):
        self.books.period = Period(open_from=date(2026, 3, 1))
        self.sell(day="2026-02-03")
        self.plan()
        self.map_all()
        self.plan()
        batch = self.Batch.search([])
        self.assertEqual((batch.state, batch.cause), ("draft", "period_closed"))
        self.policy.closed_period = "first_open"
        self.plan()
        self.assertEqual(batch.state, "exporting")
        self.assertEqual(str(batch.posting_date), "2026-03-01")
        self.assertIn("2026-02-03", batch.narration)

    def test_dimensions_are_mapped_or_left_out(self):
        self.books.values = [LedgerValue("D1", "Channel", "V1", "Web")]
        self.backend.action_read_ledger()
        self.sell(retail_channel="web")
        self.sell(retail_channel="pos")
        self.plan()
        self.map_all()
        self.plan()
        batch = self.Batch.search([])
        self.assertEqual(batch.state, "draft")
        mappings = self.env["retail.mapping.dimension"].search([])
        web = mappings.filtered(lambda m: m.value == "web")
        self.assertEqual(web.ledger_value_id.external_id, "V1")
        with self.assertRaises(UserError):
            mappings.action_approve()
        (mappings - web).left_out = True
        mappings.action_approve()
        self.plan()
        self.assertEqual(batch.state, "exporting")
        found = {line.channel: line.remote_dimensions for line in batch.line_ids}
        self.assertEqual(found, {"web": [["D1", "V1"]], "pos": False})

    def test_a_dimension_changes_on_a_day_and_what_left_keeps_its_own(self):
        self.books.values = [
            LedgerValue("D1", "Channel", "V1", "Web"),
            LedgerValue("D1", "Channel", "V2", "Online"),
        ]
        self.backend.action_read_ledger()
        first = self.sell(retail_channel="web", day="2026-02-02")
        self.plan()
        self.map_all()
        mapping = self.env["retail.mapping.dimension"].search([])
        mapping.action_approve()
        self.plan()
        mapping.with_user(self.accountant("mapper")).action_follow()
        later = self.env["retail.mapping.dimension"].search([]) - mapping
        self.assertEqual((later.kind, later.value), ("channel", "web"))
        self.assertRecordValues(later, [{"state": "suggested", "label": mapping.label}])
        later.start_date = "2026-02-04"
        later.ledger_value_id = self.env["retail.ledger.value"].search(
            [("external_id", "=", "V2")]
        )
        self.sell(retail_channel="web", day="2026-02-03")
        self.sell(retail_channel="web", day="2026-02-05")
        self.plan()
        states = self.Batch.search([], order="date").mapped("state")
        self.assertEqual(states, ["exporting", "exporting", "draft"])
        later.action_approve()
        first.button_draft()
        first.button_cancel()
        self.plan()
        found = {
            (str(batch.date), batch.kind): batch.line_ids.mapped("remote_dimensions")
            for batch in self.Batch.search([])
        }
        old, new = [["D1", "V1"]], [["D1", "V2"]]
        for key, value in {
            ("2026-02-02", "export"): old,
            ("2026-02-03", "export"): old,
            ("2026-02-05", "export"): new,
            ("2026-02-02", "correction"): old,
        }.items():
            self.assertEqual(found[key], [value] * len(found[key]), key)

    def test_a_second_person_approves_above_the_amount(self):
        self.policy.write({"approval": "above", "approval_amount": 100.0})
        self.sell("10.00", "0.00", day="2026-02-02")
        self.sell("100.00", "20.00", day="2026-02-03")
        self.plan()
        self.map_all()
        self.plan()
        small, large = self.Batch.search([], order="date")
        self.assertEqual((small.state, large.state), ("exporting", "validated"))
        maker, checker = self.accountant("maker"), self.accountant("checker")
        large.with_user(maker).action_validate()
        with self.assertRaises(UserError):
            large.with_user(maker).action_approve()
        large.with_user(checker).action_approve()
        self.assertEqual(large.state, "exporting")
        self.assertEqual(large.approved_by_id, checker)
        self.assertTrue(large.fingerprint)

    def test_what_changed_since_must_be_built_again(self):
        self.policy.approval = "always"
        move = self.sell()
        self.plan()
        self.map_all()
        self.plan()
        batch = self.Batch.search([])
        move.button_draft()
        move.button_cancel()
        with self.assertRaises(UserError):
            batch.with_user(self.accountant("checker")).action_approve()

    def test_viewers_and_operators_do_not_approve(self):
        self.sell()
        self.plan()
        batch = self.Batch.search([])
        for group in ("viewer", "operator"):
            user = new_test_user(
                self.env, group, groups=f"retail_connector_base.group_{group}"
            )
            for action in ("action_approve", "action_validate", "action_reject"):
                with self.assertRaises(AccessError):
                    getattr(batch.with_user(user), action)()

    def test_a_refused_batch_waits_until_it_is_built_again(self):
        self.policy.approval = "always"
        self.sell()
        self.plan()
        self.map_all()
        self.plan()
        batch = self.Batch.search([])
        batch.with_user(self.accountant("checker")).action_reject("wrong day")
        self.plan()
        self.assertEqual(self.Batch.search([]), batch)
        self.assertEqual(batch.state, "rejected")
        batch.with_user(self.accountant("second")).action_rebuild()
        self.assertEqual(self.Batch.search([]).state, "validated")
