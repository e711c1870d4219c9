"""Refunds that cannot simply be booked: each waits with its reason."""

from dataclasses import replace

from odoo.tests import tagged

from .refund_common import REFUNDED, RefundCase


@tagged("post_install", "-at_install", "retail")
class TestRefundTrouble(RefundCase):
    """Locked periods, unknown taxes, changes, foreign money, batches."""

    def test_a_locked_period_parks_and_dates_never_move(self):
        order = self._sold()
        self.company.fiscalyear_lock_date = REFUNDED.date()
        [binding] = self._refund(self.refund(self.part(amount=10, tax="1.00")))
        self.assertRecordValues(
            binding, [{"stage": "parked", "stage_cause": "period_locked"}]
        )
        self.company.fiscalyear_lock_date = False
        binding.action_resume()
        self.backend._job_account()
        self._assert_settled(order)

    def test_a_tax_nobody_mapped_parks_the_refund(self):
        self._sold()
        part = self.part(amount=10)
        other = self.tax("1.00", title="Other", rate="0.07")
        odd = self.refund(replace(part, taxes=(other,)))
        [item] = self._import(self.refunds(odd), kind="refund")
        self.assertEqual(item.outcome[:2], ("parked", "tax_unmapped"))
        self.assertFalse(self.env["retail.binding.refund"].search_count([]))

    def test_a_booked_refund_that_changes_is_shown(self):
        self._sold()
        self._refund(self.refund(self.part(amount=10, tax="1.00")))
        changed = self.refunds(self.refund(self.part(amount=9, tax="0.90")))
        [item] = self._import(changed, kind="refund")
        self.assertEqual(item.outcome[:2], ("parked", "refund_changed"))

    def test_what_changed_is_credited_anew_once_its_credit_note_is_reversed(self):
        order = self._sold()
        [binding] = self._refund(
            self.refund(self.part(amount=10, tax="1.00"), money="9.90")
        )
        old = binding.record_id
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=old.ids)
            .create({"journal_id": old.journal_id.id})
        )
        wizard.refund_moves()
        changed = self.refund(self.part(amount=9, tax="0.90"))
        [item] = self._import(self.refunds(changed), kind="refund")
        self.assertEqual(item.outcome.cause, "refund_changed", "a draft is no reversal")
        old.reversal_move_ids.action_post()
        self._refund(changed)
        self.assertEqual(binding.record_id.amount_total, 9.9)
        self.assertNotEqual(binding.record_id, old)
        moves = order.record_id.invoice_ids
        self.assertEqual(set(moves.mapped("amount_residual")), {0.0})
        signed = sum(moves.mapped("amount_total_signed"))
        self.assertAlmostEqual(signed, order.total - 9.9)

    def test_foreign_currency(self):
        eur = self.env.ref("base.EUR")
        eur.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": eur.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 0.8537,
            }
        )
        order = self._sold(
            lines=[self.line("l1", "19.99", 3, currency="EUR", discount="1.11")],
            currency="EUR",
        )
        [binding] = self._refund(
            self.refund(self.part(amount="19.62", currency="EUR"), currency="EUR")
        )
        self.assertRecordValues(
            binding.record_id,
            [{"currency_id": eur.id, "amount_total": 19.62, "amount_residual": 0.0}],
        )
        self.assertEqual(order.invoice_id.amount_residual, 0.0)

    def test_a_batch_of_refunds_costs_a_constant_number_of_creates(self):
        documents = [
            self.order(
                str(n),
                [self.line("l1", 10, 2)],
                customer=self.party(f"c{n}", f"Buyer {n}", f"b{n}@example.com"),
            )
            for n in range(4)
        ]
        self._account(*documents)
        items = self._import(
            *(
                self.refunds(
                    self.refund(self.part(amount=10), order=str(n)), order=str(n)
                )
                for n in range(4)
            ),
            kind="refund",
        )
        self.assertEqual({item.outcome.state for item in items}, {"done"})
        self.backend._job_account()
        bindings = self.env["retail.binding.refund"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertEqual(bindings.mapped("stage"), ["done"] * 4)
        self.assertEqual(len(bindings.tender_ids.record_id.move_id), 1)
