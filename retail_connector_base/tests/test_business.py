"""The business analysis adds up to the documents it shows."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .refund_common import RefundCase

SUMS = ("net:sum", "tax:sum", "total:sum", "margin:sum", "received:sum", "fee:sum")


@tagged("post_install", "-at_install", "retail")
class TestBusiness(RefundCase):
    """Sales, refunds, tenders and fees of one shop."""

    def _by_kind(self):
        rows = self.env["retail.business"]._read_group(
            [("backend_id", "=", self.backend.id)], ["kind"], SUMS
        )
        return {kind: tuple(round(value, 2) for value in sums) for kind, *sums in rows}

    def test_each_kind_equals_its_documents(self):
        order = self._sold()
        sale = order.record_id
        sale.order_line.product_id.standard_price = 4.0
        units = sum(sale.order_line.mapped("product_uom_qty"))
        [refund] = self._refund(self.refund(self.part(amount=10, tax="1.00")))
        settlement = self.env["retail.settlement"].create(
            {
                "backend_id": self.backend.id,
                "external_id": "payout-1",
                "kind": "payout",
                "gateway": "cards",
                "paid_on": "2026-11-01",
                "currency_id": sale.currency_id.id,
                "status": "paid",
                "line_ids": [
                    (0, 0, {"external_id": "1", "kind": "sale", "gross": 22.0,
                            "fee": 0.66, "net": 21.34}),
                ],
            }
        )  # fmt: skip
        self.assertTrue(settlement.line_ids)
        found = self._by_kind()
        net, tax = sale.amount_untaxed, sale.amount_tax
        cost = round(4.0 * units, 2)
        self.assertEqual(found["sale"], (net, tax, net + tax, net - cost, 0.0, 0.0))
        self.assertEqual(found["refund"], (-10.0, -1.0, -11.0, -10.0, 0.0, 0.0))
        paid = sum((order.tender_ids | refund.tender_ids).mapped("amount"))
        self.assertEqual(found["tender"][4], round(paid, 2))
        self.assertEqual(found["fee"][5], 0.66)

    def test_a_refund_nobody_booked_yet_counts_with_its_amounts(self):
        self._sold()
        [refund] = self._refund(self.refund(self.part(amount=10, tax="1.00")))
        refund.record_id.button_draft()
        self.assertEqual(self._by_kind()["refund"][:3], (-10.0, -1.0, -11.0))

    def test_viewers_see_it_and_nobody_else(self):
        self._sold()
        viewer = new_test_user(
            self.env, "figures", "retail_connector_base.group_viewer"
        )
        other = new_test_user(self.env, "no figures", "base.group_user")
        Business = self.env["retail.business"]
        self.assertTrue(Business.with_user(viewer).search([], limit=1))
        with self.assertRaises(AccessError):
            Business.with_user(other).search([], limit=1)
