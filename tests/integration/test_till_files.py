"""From the till to the bank: an acquirer's file settles what sessions booked."""

import base64
from datetime import timedelta
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.retail_connector_pos.tests.documents import DAY

from .till_payout_case import TillPayoutCase


@tagged("post_install", "-at_install", "retail")
class TestAcquirerFile(TillPayoutCase):
    """Tills whose cards an acquirer settles with a file."""

    def setUp(self):
        super().setUp()
        self.layout = self.env.ref("retail_connector_finance.layout_acquirer")

    def card(self, sequence, quantity, reference, **values):
        """Return a receipt paid by card, with the terminal's reference."""
        line = self.line("MUG", quantity)
        total = line.gross(False).amount
        tender = self.tender(total, "card", number=str(sequence), reference=reference)
        return self.receipt(sequence, line, tenders=[tender], **values)

    def bring(self, *rows, batch="B1"):
        """Import an acquirer's file and book it."""
        head = "Id,Date,Type,Amount,Commission,VAT,Currency,Authorisation,Batch,Paid"
        day = DAY + timedelta(days=2)
        text = "\n".join([head, *(f"{row},{batch},{day}" for row in rows)])
        self.env["retail.settlement.file"].create(
            {
                "backend_id": self.backend.id,
                "gateway": "card",
                "layout_id": self.layout.id,
                "data": base64.b64encode(text.encode()),
            }
        ).action_import()
        return self.settle()[-1]

    def test_a_file_settles_what_the_days_booked(self):
        tomorrow = DAY + timedelta(days=1)
        self.booked(self.card(1, 1, "A1"), self.card(2, 2, "A2"))
        self.booked(
            self.card(3, -1, "A3", business_date=tomorrow),
            self.card(4, 4, "A4", business_date=tomorrow),
        )
        for shift in self.env["retail.pos.shift"].search(
            [("backend_id", "=", self.backend.id)]
        ):
            shift.closed_at = shift.create_date
            self.assertEqual(self.close(shift).state, "closed", shift.problem)
        settlement = self.bring(
            f"1,{DAY},Sale,10.80,0.20,0.02,USD,A1",
            f"2,{DAY},Sale,21.60,0.40,0.04,USD,A2",
            f"3,{tomorrow},Refund,-10.80,0,0,USD,A3",
        )
        self.assertEqual(settlement.state, "booked", settlement.state_error)
        self.assertEqual(
            self.roles(settlement),
            {"clearing": "-21.60", "fee": "0.54", "fee_tax": "0.06", "bank": "21.00"},
        )
        self.assertEqual(self.open_items(), [Decimal("43.20")])
        self.assertEqual(self.owed(), Decimal("43.20"))

    def test_a_changed_receipt_leaves_open_what_it_says_now(self):
        self.booked(self.card(1, 1, "A1"), self.card(2, 3, "A2"))
        shift = self.till.shift_ids
        shift.closed_at = shift.create_date
        self.close(shift)
        self.assertEqual(self.open_items(), [Decimal("43.20")])
        # One is changed before it is paid out, and again after: each time what was
        # booked is taken back in a supplement, and never twice.
        late = self.card(1, 2, "A1", revision=1).processed_at + timedelta(hours=1)
        self.booked(self.card(1, 2, "A1", revision=1, updated_at=late))
        self.close_late()
        self.assertEqual(self.owed(), Decimal("54.00"))
        self.assertEqual(sum(self.open_items()), Decimal("54.00"))
        settlement = self.bring(f"1,{DAY},Sale,21.60,0.20,0,USD,A1")
        self.assertEqual(settlement.state, "booked", settlement.state_error)
        self.assertEqual(self.open_items(), [Decimal("32.40")])
        later = late + timedelta(hours=1)
        self.booked(
            self.card(1, 2, "A1", revision=2, updated_at=later, note="Gift receipt")
        )
        self.close_late()
        self.assertEqual(self.open_items(), [Decimal("32.40")], "only words changed")
        self.assertEqual(self.owed(), Decimal("32.40"))
        settlement = self.bring(f"2,{DAY},Sale,32.40,0.30,0,USD,A2", batch="B2")
        self.assertEqual(settlement.state, "booked", settlement.state_error)
        self.assertEqual(self.open_items(), [])
        self.assertEqual(self.balance(self.clearing), 0)

    def test_a_voided_receipt_is_owed_by_nobody(self):
        self.booked(self.card(1, 1, "A1"), self.card(2, 1, "A2"))
        shift = self.till.shift_ids
        void = self.receipt(3, tenders=(), action="post_void", voids="S1/1/1/1")
        self.booked(void)
        shift.closed_at = shift.create_date
        self.close(shift)
        self.assertEqual(self.open_items(), [Decimal("10.80")])
        self.booked(self.receipt(4, tenders=(), action="post_void", voids="S1/1/1/2"))
        self.close_late()
        self.assertEqual(self.open_items(), [])
        self.assertEqual(self.owed(), 0)

    def close_late(self):
        shift = self.till.shift_ids.filtered(lambda s: s.state == "open")
        self.assertTrue(shift.late)
        self.close(shift)
        self.assertEqual(shift.state, "closed", shift.problem)
