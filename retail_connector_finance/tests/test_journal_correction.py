"""What changes in Odoo after it left: exactly one correction, balanced."""

from decimal import Decimal

from odoo.tests import tagged

from .ledger_common import LedgerCase


@tagged("post_install", "-at_install", "retail")
class TestJournalCorrection(LedgerCase):
    """Each way an exported entry can change."""

    def setUp(self):
        super().setUp()
        self.move = self.sell("100.00", "20.00")
        [self.first] = self.export()
        self.other = self.env["account.account"].create(
            {"code": "900201", "name": "Other sales", "account_type": "income"}
        )

    def line(self, account):
        return self.move.line_ids.filtered(lambda line: line.account_id == account)

    def correction(self, **sums):
        """Return the one batch that corrects, after checking its sums."""
        [batch] = self.build()
        self.assertEqual(batch.kind, "correction")
        self.assertEqual(sum(self.signed(batch).values()), 0)
        self.assertFalse(self.build())
        return batch

    def test_account_changed_in_place(self):
        self.line(self.sales).account_id = self.other
        batch = self.correction()
        self.assertEqual(
            self.signed(batch),
            {
                self.sales.code: Decimal("100.00"),
                self.other.code: Decimal("-100.00"),
            },
        )
        self.assertEqual(batch.items, 2, "only what changed travels")

    def test_analytic_distribution_changed_in_place(self):
        plan = self.env["account.analytic.plan"].create({"name": "Stores"})
        store = self.env["account.analytic.account"].create(
            {"name": "North", "plan_id": plan.id}
        )
        self.line(self.sales).analytic_distribution = {str(store.id): 100}
        batch = self.correction()
        self.assertEqual(self.signed(batch), {})
        self.assertEqual(sorted(batch.line_ids.mapped("balance")), [-100.0, 100.0])

    def test_amount_changed_and_posted_again(self):
        self.move.button_draft()
        self.move.write(
            {
                "line_ids": [
                    (1, self.line(self.cash).id, {"balance": 121.0}),
                    (1, self.line(self.sales).id, {"balance": -101.0}),
                ]
            }
        )
        self.move.action_post()
        self.assertEqual(
            self.signed(self.correction()),
            {self.cash.code: Decimal("1.00"), self.sales.code: Decimal("-1.00")},
        )

    def test_posted_again_unchanged_is_no_correction(self):
        self.move.button_draft()
        self.move.action_post()
        self.assertFalse(self.build())

    def test_line_added(self):
        self.move.button_draft()
        self.move.write(
            {
                "line_ids": [
                    (1, self.line(self.cash).id, {"balance": 130.0}),
                    (0, 0, {"account_id": self.other.id, "balance": -10.0}),
                ]
            }
        )
        self.move.action_post()
        self.assertEqual(
            self.signed(self.correction()),
            {self.cash.code: Decimal("10.00"), self.other.code: Decimal("-10.00")},
        )

    def test_cancelled(self):
        self.move.button_draft()
        self.move.button_cancel()
        self.assertEqual(
            self.signed(self.correction()),
            {
                self.cash.code: Decimal("-120.00"),
                self.sales.code: Decimal("100.00"),
                self.tax.code: Decimal("20.00"),
            },
        )

    def test_deleted(self):
        self.move.button_draft()
        self.move.with_context(force_delete=True).unlink()
        self.assertEqual(
            self.signed(self.correction())[self.cash.code], Decimal("-120.00")
        )

    def test_moved_to_another_day(self):
        self.move.button_draft()
        self.move.date = "2026-02-20"
        self.move.action_post()
        batches = self.build()
        self.assertEqual(
            {str(b.date): self.signed(b)[self.cash.code] for b in batches},
            {"2026-02-03": Decimal("-120.00"), "2026-02-20": Decimal("120.00")},
        )
        self.assertEqual(set(batches.mapped("kind")), {"correction"})

    def test_changed_by_sql_is_seen(self):
        self.env.cr.execute(
            "UPDATE account_move_line SET account_id = %s WHERE id = %s",
            [self.other.id, self.line(self.sales).id],
        )
        self.env.invalidate_all()
        self.correction()

    def test_taken_back_goes_where_it_was_sent(self):
        mapping = self.env["retail.mapping.account"].search(
            [("account_id", "=", self.sales.id)]
        )
        sent_to = mapping.ledger_account_id
        mapping.ledger_account_id = self.env["retail.ledger.account"].search(
            [("id", "!=", sent_to.id)], limit=1
        )
        self.assertFalse(self.build(), "a mapping is no change of the entry")
        self.line(self.sales).account_id = self.other
        batch = self.correction()
        batch._validate()
        back = batch.line_ids.filtered("origin_id")
        self.assertEqual(back.remote_account, sent_to.external_id)

    def test_a_correction_of_a_correction(self):
        self.line(self.sales).account_id = self.other
        self.export()
        self.move.line_ids.filtered(
            lambda line: line.account_id == self.other
        ).account_id = self.sales
        batch = self.correction()
        self.assertEqual(
            self.signed(batch),
            {
                self.sales.code: Decimal("-100.00"),
                self.other.code: Decimal("100.00"),
            },
        )

    def test_taken_back_by_hand_and_sent_again(self):
        self.first.action_reverse()
        [reversal] = self.Batch.search([("state", "=", "validated")])
        self.assertEqual(self.signed(reversal)[self.cash.code], Decimal("-120.00"))
        self.assertFalse(reversal._stale(), "its items are pending because of it")
        self.policy.approval = "always"
        reversal.action_approve()
        self.send()
        self.assertEqual(reversal.state, "verified")
        [again] = self.build()
        self.assertEqual(self.signed(again)[self.cash.code], Decimal("120.00"))

    def test_an_entry_that_was_corrected_is_taken_back_whole(self):
        self.line(self.sales).account_id = self.other
        self.plan()
        self.map_all()
        self.plan()
        self.send()
        self.first.action_reverse()
        [reversal] = self.Batch.search([("reverses_id", "=", self.first.id)])
        self.assertEqual(
            self.signed(reversal),
            {
                self.cash.code: Decimal("-120.00"),
                self.other.code: Decimal("100.00"),
                self.tax.code: Decimal("20.00"),
            },
        )
