"""What the shop says of an order's money, from its ledger of agreements."""

from collections import defaultdict
from decimal import Decimal

CENT = Decimal("0.01")
SOLD = ("OrderAgreement", "OrderEditAgreement", "ReturnAgreement")
PENDING = "PENDING_REFUND_DISCREPANCY"


class Shop:
    """What the shop says of an order's money, from its ledger of agreements."""

    def __init__(self, records, order):
        self.sold = self.sold_tax = self.back = self.back_tax = Decimal(0)
        for agreement in order["agreements"]:
            amount, tax = _sum(agreement["sales"])
            if agreement["__typename"] in SOLD:
                self.sold += amount
                self.sold_tax += tax
            else:
                self.back -= amount
                self.back_tax -= tax
        for refund in map(records.get, order["refunds"]):
            for entry in refund["orderAdjustments"]:
                if entry["reason"] != PENDING:
                    self.back -= _money(entry["amountSet"])
        self.net = _money(order["netPaymentSet"])
        self.tenders = defaultdict(Decimal)
        for record in map(records.get, order["transactions"]):
            if record["status"] == "SUCCESS":
                sign = {"SALE": 1, "CAPTURE": 1, "REFUND": -1}.get(record["kind"], 0)
                self.tenders[record["gateway"]] += sign * _money(record["amountSet"])


def _sum(sales):
    return (
        sum((_money(sale["totalAmount"]) for sale in sales), Decimal(0)),
        sum((_money(sale["totalTaxAmount"]) for sale in sales), Decimal(0)),
    )


def _money(bag):
    return Decimal(bag["shopMoney"]["amount"]).quantize(CENT)
