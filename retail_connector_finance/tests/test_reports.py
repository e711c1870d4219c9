"""Reports: taxes by rate, region and channel; liabilities by purpose."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PLACED, SettlementCase


@tagged("post_install", "-at_install", "retail")
class TestReports(SettlementCase):
    """What was charged is what is shown."""

    def setUp(self):
        super().setUp()
        self._map_tender()

    def _taxed(self, number, price, tax, liable=False, **values):
        line = self.line("l1", price, taxes=[self.tax(tax, liable=liable)])
        return self.order(number, [line], shipping=self.address(), **values)

    def test_taxes_are_summed_by_rate_region_and_channel(self):
        self._map_taxes(("Tax", "0.10", False, False))
        self._account(
            self._taxed("1", "10.33", "1.03"),
            self._taxed("2", "20.00", "2.01"),
            self._taxed("3", "5.00", "0.50", channel="pos"),
        )
        groups = self.env["retail.tax.report"]._read_group(
            [("backend_id", "=", self.backend.id)],
            ["channel", "region_id", "rate"],
            ["base:sum", "tax:sum"],
        )
        found = {
            (channel, region.code, rate): (round(base, 2), round(tax, 2))
            for channel, region, rate, base, tax in groups
        }
        self.assertEqual(
            found,
            {("web", "IL", 10.0): (30.33, 3.04), ("pos", "IL", 10.0): (5.0, 0.5)},
        )

    def test_tax_of_the_channel_is_told_apart_and_owed(self):
        self._map_taxes(("Tax", "0.10", False, True))
        self._account(self._taxed("1", "100.00", "8.25", liable=True))
        row = self.env["retail.tax.report"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertRecordValues(row, [{"channel_liable": True, "tax": 8.25}])
        self._map_roles()
        self.accounts["marketplace_tax"] = self.channel_tax_account
        owed = self.env["retail.liability.report"]._read_group(
            [("company_id", "=", self.company.id)], ["purpose"], ["owed:sum"]
        )
        self.assertEqual(owed, [("channel_tax", 8.25)])

    def test_tips_are_owed_until_they_are_paid(self):
        tips = self.accounts["lending"]  # any liability account will do
        self.backend.tip_product_id.property_account_income_id = tips
        self._account(
            self.order(
                "1", [self.line("l1", 10), self.line("t1", 3, kind="tip", sku="")]
            )
        )
        payout = self.env["retail.tips.payout"].create(
            {
                "company_id": self.company.id,
                "date": (PLACED + timedelta(days=5)).date(),
                "payroll_account_id": self.clearing.id,
            }
        )
        self.assertRecordValues(
            payout, [{"tip_account_id": tips.id, "owed": 3.0, "amount": 3.0}]
        )
        payout.amount = 3.01
        with self.assertRaises(UserError):
            payout.action_pay()
        payout.amount = 3.0
        entry = self.env["account.move"].browse(payout.action_pay()["res_id"])
        self.assertEqual(entry.state, "posted")
        self.assertEqual(entry.line_ids.mapped("balance"), [3.0, -3.0])
        self.assertFalse(
            payout.create(
                {
                    "company_id": self.company.id,
                    "date": entry.date,
                    "payroll_account_id": self.clearing.id,
                }
            ).owed
        )
        amounts = (
            self.env["retail.liability.report"]
            .search([("company_id", "=", self.company.id), ("purpose", "=", "tips")])
            .mapped("owed")
        )
        self.assertEqual(sorted(amounts), [-3.0, 3.0])

    def test_missing_accounts_are_created_under_their_names(self):
        rows = self.env["retail.mapping.settlement"].create(
            [
                {"backend_id": self.backend.id, "gateway": "wallet", "role": role}
                for role in ("bank", "fee", "card_liability", "fx_gain")
            ]
        )
        rows.action_create_account()
        rows.action_approve()
        self.assertEqual(
            rows.account_id.mapped("account_type"),
            ["asset_current", "expense", "liability_current", "income_other"],
        )
        self.assertEqual(rows[1].account_id.name, "Processing fees (wallet)")
        self.assertTrue(rows[0].account_id.reconcile)
