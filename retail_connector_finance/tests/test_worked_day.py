"""The worked journal of a day online: every leg of it, to the cent."""

from decimal import Decimal

from odoo.tests import tagged

from .giftcard_case import GiftCardCase

VAT = "Output VAT"


@tagged("post_install", "-at_install", "retail")
class TestWorkedDay(GiftCardCase):
    """Two rates, shipping, a discount, three ways to pay, a card sold and one used."""

    def _vat(self, amount, rate="0.20"):
        return [self.tax(amount, title=VAT, rate=rate)]

    def _documents(self):
        taxed = self.order(
            "1",
            [
                self.line("l1", 8600, discount=400, taxes=self._vat("1640")),
                self.line("s1", 500, kind="shipping", taxes=self._vat("100")),
            ],
            tenders=[
                self.tender("t1", 8680),
                self.tender("t2", 1560, gateway="paypal"),
                self.tender("t3", 200, gateway="gift_card", gift_card_id="old"),
            ],
        )
        free = self.order("2", [self.line("l1", 1200, taxes=self._vat("0", "0"))])
        card = self.order("3", [self.line("l1", 100, kind="gift_card")])
        return taxed, free, card

    def test_the_days_entry_has_every_leg(self):
        self.backend.accounting_policy = "summary"
        self._map_taxes((VAT, "0.20", False, False), (VAT, "0", False, False))
        paypal = self.clearing.copy({"code": "101991", "name": "Clearing PayPal"})
        self._map_tender("paypal", paypal)
        bindings = self._account(*self._documents())
        [move] = bindings.record_id.retail_summary_move_id
        found = {}
        for line in move.line_ids:
            if line.tax_line_id:
                key = "vat"
            elif line.account_id.account_type == "income":
                key = "income"
            else:
                key = line.account_id
            side = "debit" if line.balance > 0 else "credit"
            amount = Decimal(f"{abs(line.balance):.2f}")
            found[key, side] = found.get((key, side), 0) + amount
        # Discounts lower the sale they belong to: 8,600 less 400, 1,200 and 500.
        self.assertEqual(
            {key: str(amount) for key, amount in found.items()},
            {
                (self.clearing, "debit"): "9980.00",
                (paypal, "debit"): "1560.00",
                (self.gift_liability, "debit"): "200.00",
                ("income", "credit"): "9900.00",
                ("vat", "credit"): "1740.00",
                (self.gift_liability, "credit"): "100.00",
            },
        )
        self.assertEqual(sum(move.line_ids.mapped("debit")), 11740.0)
