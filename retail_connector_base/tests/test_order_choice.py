"""Orders are imported by themselves by whatever the list of orders shows."""

from datetime import timedelta

from odoo.tests import tagged

from .importer_common import ImporterCase
from .importer_documents import PLACED


@tagged("post_install", "-at_install", "retail")
class TestOrderChoice(ImporterCase):
    """One filter after the other, each for one of the orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.state = "connected"

    def test_orders_are_chosen_by_all_that_the_list_shows(self):
        month_ago = PLACED - timedelta(days=30)
        before = month_ago.strftime("%Y-%m-%d %H:%M:%S")
        unpaid = [self.tender("t4", 20, status="pending")]
        cases = (
            (self.order("1", tags=("VIP",)), [("tags", "ilike", "vip")]),
            (self.order("2", risk="high"), [("risk", "=", "high")]),
            (
                self.order("3", shipping=self.address(country_code="CA")),
                [("country_code", "=", "CA")],
            ),
            (
                self.order("4", status="pending", tenders=unpaid),
                [("financial_status", "=", "pending")],
            ),
            (
                self.order("5", fulfilment_status="fulfilled"),
                [("fulfilment_status", "=", "fulfilled")],
            ),
            (
                self.order("6", created_at=month_ago - timedelta(days=1)),
                [("placed_at", "<", before)],
            ),
            (self.order("7", channel="pos"), [("channel", "=", "pos")]),
        )
        documents = [document for document, _filter in cases]
        self.backend.order_intake = "none"
        states = {item.outcome[:2] for item in self._import(*documents)}
        self.assertEqual(states, {("ignored", "staged")})
        self.backend.order_intake = "filter"
        done = set()
        for document, chosen in cases:
            with self.subTest(chosen):
                self.backend.order_filter = str(chosen)
                waiting = [d for d in documents if d.external_id not in done]
                items = self._import(*waiting)
                imported = {
                    item.document.external_id
                    for item in items
                    if item.outcome.state == "done"
                }
                self.assertEqual(imported, {document.external_id})
                done |= imported
        staged = self.env["retail.staged.order"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertEqual(set(staged.mapped("state")), {"imported"})
