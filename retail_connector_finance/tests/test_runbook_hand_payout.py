"""Whoever follows only the runbook chooses what a payout's lines are booked on."""

from odoo.tests import tagged

from odoo.addons.retail_connector_base.tests.runbook_person import RunbookPerson
from odoo.addons.retail_connector_base.tests.told_common import ToldMixin

from .common import SettlementCase


@tagged("post_install", "-at_install", "retail")
class TestRunbookHandPayout(RunbookPerson, ToldMixin, SettlementCase):
    """Accounts that nobody chose yet."""

    stories = ("settlement_unmapped",)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connect_told()
        cls._map_tender(cls)
        cls._map_roles(cls, without=("reserve", "promotion"))

    def test_each_page_leads_to_its_end(self):
        self.tell(self.order("1"))
        self.walk_all()

    def work(self):
        """Have payouts booked as well."""
        super().work()
        self.backend._job_settle()

    def tell_settlement_unmapped(self):
        self.tell(
            self.settlement(
                self._sale(1),
                self.entry(2, "reserve", "-5"),
                self.entry(3, "promotion", "3"),
            )
        )
        payout = self._settlements("p1")
        yield payout
        yield "Mappings / Settlement accounts", "Choose the account", "Create"
        rows = self.mine(self.env["retail.mapping.settlement"]).search(
            [("backend_id", "=", self.backend.id), ("state", "=", "suggested")]
        )
        roles = rows.grouped("role")
        self.assertEqual(set(roles), {"reserve", "promotion"})
        roles["reserve"].account_id = self.accounts["reserve"]
        roles["promotion"].action_create_account()
        yield "Approve", "by itself"
        rows.action_approve()
        self.backend._job_settle()
        self.assertEqual(payout.state, "booked", payout.state_error)
        self.assertEqual(self._balance(self.clearing), 0)
        self.assertEqual(self._balance(self.accounts["bank"]), 18)
        self.assertEqual(self._balance(self.accounts["reserve"]), 5)
        self.assertEqual(self._balance(roles["promotion"].account_id), -3)
