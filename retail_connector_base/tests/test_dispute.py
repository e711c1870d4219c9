"""Disputes: followed from the question to the decision, reminded of in time."""

from datetime import timedelta

from odoo.tests import tagged

from ..canonical import Dispute, Settlement, SettlementEntry
from .importer_common import DAY, PLACED, ImporterCase


@tagged("post_install", "-at_install", "retail")
class TestDispute(ImporterCase):
    """States and dates."""

    def _dispute(self, status, **values):
        return Dispute(
            external_id="d1",
            kind="chargeback",
            status=status,
            amount=self.money(20),
            initiated_at=PLACED,
            order_id="1001",
            reason="fraudulent",
            evidence_due_at=PLACED + timedelta(days=30),
            **values,
        )

    def _imported_dispute(self, *documents):
        [*_first, item] = [
            self._import(document, kind="dispute")[0] for document in documents
        ]
        return item

    def test_a_dispute_reminds_until_the_evidence_is_sent(self):
        _order, binding = self._imported(self.order())
        dispute = self._imported_dispute(self._dispute("needs_response")).records
        self.assertEqual(dispute.order_binding_id, binding)
        self.assertEqual(dispute.activity_ids.date_deadline, DAY + timedelta(days=30))
        self.assertGreaterEqual(dispute.days_left, 8)
        self._imported_dispute(
            self._dispute("under_review", evidence_sent_at=self.later(60))
        )
        self.assertFalse(dispute.activity_ids)
        self.assertEqual((dispute.status, dispute.is_over), ("under_review", False))
        self._imported_dispute(self._dispute("won", finalized_at=self.later(90)))
        self.assertEqual((dispute.status, dispute.is_over), ("won", True))

    def test_old_news_does_not_open_a_decided_dispute(self):
        item = self._imported_dispute(
            self._dispute("lost"), self._dispute("under_review")
        )
        self.assertEqual(item.outcome[:2], ("ignored", "stale"))

    def test_the_same_twice_is_one(self):
        item = self._imported_dispute(self._dispute("won"), self._dispute("won"))
        self.assertEqual(item.outcome.cause, "unchanged")
        self.assertEqual(
            self.env["retail.dispute"].search_count([("external_id", "=", "d1")]), 1
        )

    def test_a_settlement_line_finds_its_dispute_in_either_order(self):
        entry = SettlementEntry(
            "b1", "chargeback", self.money(-20), self.money(15), self.money(-35),
            PLACED, dispute_id="d1",
        )  # fmt: skip
        payout = Settlement("p1", "cards", "USD", DAY, self.money(-35), (entry,))
        [item] = self._import(payout, kind="settlement")
        line = item.records.line_ids
        self.assertFalse(line.dispute_id)
        dispute = self._imported_dispute(self._dispute("needs_response")).records
        self.assertEqual(line.dispute_id, dispute)
