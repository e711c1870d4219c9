"""From the shop's checkout to the bank: every cent of a payout, through all addons."""

from decimal import Decimal

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.retail_connector_shopify.tests.common import ShopCase

from .settling import SettlingMixin

CENT = Decimal("0.01")


@tagged("post_install", "-at_install", "retail")
class TestPayoutLedger(SettlingMixin, ShopCase):
    """Orders, payouts, disputes and refunds of the fake shop in Odoo's ledger."""

    def setUp(self):
        super().setUp()
        self.backend.action_test()
        self.backend.state = "live"
        self.company = self.backend.company_id
        self.clearing = self.env["account.account"].create(
            {
                "name": "Clearing of the shop's payments",
                "code": "109977",
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": [Command.set(self.company.ids)],
            }
        )

    def _drain_all(self):
        self.drain()
        self.approve_mappings()
        self.events(state="parked").action_retry()
        self.drain()

    def _account(self):
        """Confirm, invoice, pay, credit; approve what has to be approved."""
        for _turn in range(3):
            self.backend._job_confirm()
            self.backend._job_account()
            for row in self.env["retail.mapping.tender"].search(
                [("backend_id", "=", self.backend.id), ("state", "=", "suggested")]
            ):
                row.account_id = self.clearing
                row.action_approve()

    def _poll(self, code):
        flow = self.backend.flow_ids.filtered(lambda flow: flow.code == code)
        flow.overlap_minutes = 60
        self.backend._job_pull(flow.id)
        self.drain()

    def _sell(self, count):
        orders = self.control("place_orders", count=count, plain=True, payment="none")
        for order in orders:
            self.control(
                "order_action", order=order["id"], action="pay",
                gateway="shopify_payments",
            )  # fmt: skip
            self.post("orders/create", {"admin_graphql_api_id": order["id"]})
        self._drain_all()
        self._account()
        return orders

    def _balance(self, account):
        lines = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return sum((Decimal(f"{line.balance:.2f}") for line in lines), Decimal(0))

    def test_a_payout_reaches_the_bank_to_the_cent(self):
        orders = self._sell(5)
        self.control("open_dispute", order=orders[0]["id"])
        self._poll("dispute_in")
        payout = self.control(
            "pay_out",
            extra=[
                {"kind": "RESERVED_FUNDS", "amount": "-3.33"},
                {"kind": "SHIPPING_LABEL", "amount": "-1.75"},
            ],
        )
        self._poll("settlement_in")
        [settlement] = self.settle()
        self.assertEqual(settlement.state, "booked", settlement.state_error)
        accounts = self.env["retail.mapping.settlement"]._accounts(
            self.backend, settlement.gateway
        )
        lines = settlement.record_id.line_ids
        bank = lines.filtered(lambda line: line.account_id.id == accounts["bank"])
        self.assertEqual(
            Decimal(f"{bank.balance:.2f}"), Decimal(payout["net"]).quantize(CENT)
        )
        used = set(lines.account_id.ids)
        self.assertLessEqual(used, {*accounts.values(), self.clearing.id})
        self.assertEqual(self._balance(self.clearing), 0)
        self.assertTrue(all(settlement.line_ids.mapped("move_line_id")))
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.env["account.journal"]
                .search(
                    [("company_id", "=", self.company.id), ("type", "=", "bank")],
                    limit=1,
                )
                .id,
                "date": settlement.paid_on,
                "payment_ref": f"Payout {payout['trace']}",
                "amount": settlement.total,
            }
        )
        self.backend._job_settle()
        self.assertEqual(settlement.bank_line_id, line)

    def test_a_payout_that_came_before_its_orders_resumes_by_itself(self):
        orders = self.control("place_orders", count=2, plain=True, payment="none")
        for order in orders:
            self.control(
                "order_action", order=order["id"], action="pay",
                gateway="shopify_payments",
            )  # fmt: skip
        self.control("pay_out")
        self._poll("settlement_in")
        [settlement] = self.settle()
        self.assertRecordValues(
            settlement,
            [{"state": "waiting", "state_cause": "settlement_tender_missing"}],
        )
        for order in orders:
            self.post("orders/create", {"admin_graphql_api_id": order["id"]})
        self._drain_all()
        self._account()
        self.assertEqual(self.backend._due_in("settle", 0), 0)
        self.backend._job_settle()
        self.assertEqual(settlement.state, "booked", settlement.state_error)
        self.assertEqual(self._balance(self.clearing), 0)

    def test_a_refund_is_settled_in_the_next_payout(self):
        [order] = self._sell(1)
        self.control("pay_out")
        self.control(
            "order_action", order=order["id"], action="refund", lines=[[0, 1]],
            restock="NO_RESTOCK",
        )  # fmt: skip
        self.control("pay_out")
        told = {"order": {"admin_graphql_api_id": order["id"]}}
        self.post("refunds/create", told)
        self._drain_all()
        self._account()
        self._poll("settlement_in")
        first, second = self.settle()
        self.assertEqual(
            (first.state, second.state), ("booked", "booked"),
            f"{first.state_error} {second.state_error}",
        )  # fmt: skip
        self.assertEqual(second.line_ids.mapped("kind"), ["refund"])
        self.assertLess(second.total, 0)
        self.assertEqual(self._balance(self.clearing), 0)
