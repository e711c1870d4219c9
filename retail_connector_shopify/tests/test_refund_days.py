"""Refunds of the fake shop under the policy of daily summaries."""

import time
from decimal import Decimal

from odoo.tests import tagged

from .refund_case import RefundFlowCase

DAY = 24 * 3600


@tagged("post_install", "-at_install", "retail")
class TestRefundDays(RefundFlowCase):
    """What a day gave back is one entry, equal to the shop's to the cent."""

    def setUp(self):
        super().setUp()
        self.backend.accounting_policy = "summary"
        self.addCleanup(setattr, self.server.world, "clock", self.server.world.clock)

    def _days_ago(self, days):
        now = time.time() - days * DAY
        self.server.world.clock = lambda: now

    def test_the_entry_of_a_day_is_its_refunds_with_their_taxes(self):
        sku = next(r["sku"] for r in self.control("catalog") if r["tracked"])
        self._days_ago(3)
        bindings = [
            self._sell(
                lines=[{"sku": sku, "quantity": units}],
                country="US",
                taxes_included=False,
            )
            for units in (2, 3)
        ]
        self._days_ago(2)
        for binding in bindings:
            self._act(binding, "refund", lines=[[0, 1]], restock="CANCEL")
            self.post(
                "refunds/create",
                {"order": {"admin_graphql_api_id": binding.external_id}},
            )
        self._work()
        [first, second] = bindings
        refunds = first.refund_ids | second.refund_ids
        self.assertEqual(refunds.mapped("stage"), ["done"] * 2)
        self.assertFalse(refunds.record_id, "no credit notes beside the entry")
        [entry] = refunds.summary_move_id
        shown = [
            self.records.get(gid)
            for binding in bindings
            for gid in self.records.get(binding.external_id)["refunds"]
        ]
        given = sum(
            Decimal(one["totalRefundedSet"]["shopMoney"]["amount"]) for one in shown
        )
        money = entry.line_ids.filtered(lambda line: line.account_id == self.clearing)
        self.assertEqual(Decimal(f"{-sum(money.mapped('balance')):.2f}"), given)
        taxes = sum(entry.line_ids.filtered("tax_line_id").mapped("balance"))
        self.assertEqual(
            Decimal(f"{taxes:.2f}"), Decimal(f"{sum(refunds.mapped('tax_total')):.2f}")
        )
        self.assertTrue(taxes)
        self.assertEqual(
            set(entry.line_ids.mapped("display_type")) & {"rounding"}, set()
        )
        sold = (first.record_id | second.record_id).retail_summary_move_id
        self.assertLess(max(sold.mapped("date")), entry.date)
        # nothing is left of either day but what the shop kept
        kept = sum(
            Decimal(
                self.records.get(b.external_id)["netPaymentSet"]["shopMoney"]["amount"]
            )
            for b in bindings
        )
        sums = (sold | entry).line_ids.filtered(
            lambda line: line.account_id == self.clearing
        )
        self.assertEqual(Decimal(f"{sum(sums.mapped('balance')):.2f}"), kept)
