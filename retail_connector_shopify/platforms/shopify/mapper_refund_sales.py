"""The sales agreements of refunds: how taxes are made up, and fees that were kept."""

from odoo.addons.retail_connector_base.canonical import RefundLine, TaxLine
from odoo.addons.retail_connector_base.platforms import RejectedDocument

from .mapper_order_edits import is_removal
from .shapes import View, fraction, id_of

REFUND = "RefundAgreement"
FEES = ("FEE", "ADDITIONAL_FEE")
LINKS = ("lineItem", "shippingLine", "duty")


class Sales:
    """The agreements of an order by the refund they belong to."""

    def __init__(self, view: View, order):
        self.view = view
        if order["agreements"]["pageInfo"]["hasNextPage"]:
            raise RejectedDocument("more than 50 of them", "agreements")
        self.refunds = {}
        self.removals = set()  # refunds that tell what an edit took off
        for agreement in order["agreements"]["nodes"]:
            if agreement["__typename"] == REFUND:
                refund_id = agreement["refund"]["id"]
                self.refunds[refund_id] = agreement["sales"]
                if is_removal(agreement):
                    self.removals.add(refund_id)

    def of(self, refund_id) -> "RefundSales":
        """Return the sales of one refund; none when the platform made no agreement."""
        found = self.refunds.get(refund_id)
        if found is None:
            return RefundSales(self.view, [])
        if found["pageInfo"]["hasNextPage"]:
            raise RejectedDocument("a refund of more than 100 sales", "agreements")
        return RefundSales(self.view, found["nodes"])


class RefundSales:
    """The sales of one refund, by the line they take back."""

    def __init__(self, view, sales):
        self.view = view
        self.by_line = {}
        self.adjustment = None
        self.rest = []
        for sale in sales:
            link = next((id_of(sale[name]) for name in LINKS if sale.get(name)), "")
            if sale["lineType"] == "ADJUSTMENT":
                self.adjustment = sale
            elif sale["lineType"] in FEES or (sale["lineType"] == "TIP"):
                self.rest.append((sale, link))
            if link:
                self.by_line.setdefault(link, sale)

    def others(self, order_id, item, included):
        """Return the lines that a refund names nowhere else: fees and tips."""
        named = {part["lineItem"]["id"] for part in item["refundLineItems"]["nodes"]}
        return [
            self._line(sale, link, order_id, included)
            for sale, link in self.rest
            if link not in named
        ]

    def _line(self, sale, link, order_id, included):
        tip = sale["lineType"] == "TIP"
        amount = -self.view.money(sale["totalAmount"])
        tax = -self.view.money(sale["totalTaxAmount"])
        return RefundLine(
            kind="tip" if tip else "fee",
            subtotal=amount if included else amount - tax,
            external_id=sale["id"],
            title="Tip" if tip else "Fee",
            order_line_id=(link or f"{order_id}#tip") if tip else link,
            taxes=tuple(
                TaxLine(
                    entry["taxLine"]["title"],
                    fraction(entry["taxLine"]["rate"]),
                    -self.view.money(entry["amount"]),
                    bool(entry["taxLine"]["channelLiable"]),
                )
                for entry in sale["taxes"]
            ),
        )
