"""An order that is invoiced in parts adds up to the platform's amounts."""

from decimal import Decimal

from odoo.tests import tagged

from .importer_common import ImporterCase


@tagged("post_install", "-at_install", "retail")
class TestAccountingParts(ImporterCase):
    """Invoice parts of orders."""

    def test_partly_invoiced_parts_add_up_to_the_cent(self):
        self._map_taxes(("Tax", "0.10", False, False))
        document = self.order(
            lines=[
                self.line("l1", "9.99", 3, discount="1.00", taxes=[self.tax("2.89")])
            ]
        )
        order, _binding = self._imported(document)
        order.action_confirm()
        line = order.order_line
        moves = self.env["account.move"]
        for _part in range(3):
            moves |= self.env["account.move"].create(
                {
                    **order._prepare_invoice(),
                    "invoice_line_ids": [
                        (0, 0, line._prepare_invoice_line(quantity=1))
                    ],
                }
            )
            moves[-1:].action_post()
        self.assertEqual(
            [Decimal(f"{move.amount_total:.2f}") for move in moves],
            [Decimal("10.62"), Decimal("10.62"), Decimal("10.62")],
        )
        self.assertEqual(
            [f"{move.amount_tax:.2f}" for move in moves], ["0.96", "0.97", "0.96"]
        )
        self._assert_equal_to_sum(moves, document)

    def _assert_equal_to_sum(self, moves, document):
        total = sum(Decimal(f"{move.amount_total:.2f}") for move in moves)
        tax = sum(Decimal(f"{move.amount_tax:.2f}") for move in moves)
        self.assertEqual(
            (total, tax), (document.total.amount, document.total_tax.amount)
        )
