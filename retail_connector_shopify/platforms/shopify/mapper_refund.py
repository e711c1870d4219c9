"""Refunds: what a customer was credited for, and the money that went back.

The platform tells a refund by its parts: units of articles, delivery, duties, and
adjustments for money that was given back beyond them or kept (an adjustment above zero
is money kept). The taxes of a part come as a sum; how they are made up is taken from
the refund's sales agreement, or shared as the order line's taxes are.

What an edit took off an order may be told as a refund by which no money moved. The
order document is without it already (see ``mapper_order_edits``), so it is left out.
"""

from collections import defaultdict
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import (
    Money,
    Refund,
    RefundLine,
    Refunds,
    TaxLine,
    allocate,
)
from odoo.addons.retail_connector_base.canonical.invariant import require

from .mapper_payment import rounding, tenders
from .mapper_refund_sales import Sales
from .shapes import View, fraction, id_of, moment

RESTOCK = {
    "CANCEL": "cancel",
    "RETURN": "return",
    "NO_RESTOCK": "none",
    "LEGACY_RESTOCK": "return",
}
# Stands for money that is on its way; it vanishes when the money has arrived.
PENDING = "PENDING_REFUND_DISCREPANCY"


def refunds(view: View, payload) -> Refunds:
    """Return all refunds of an order, oldest first."""
    sales = Sales(view, payload)
    left = _Unshipped(payload["refunds"])
    found = [
        _refund(view, payload, item, sales, left)
        for item in sorted(payload["refunds"], key=_when)
        if not _is_removal(view, payload, item, sales)
    ]
    return Refunds(
        external_id=payload["id"],
        refunds=tuple(found),
        updated_at=moment(payload["updatedAt"]),
    )


def _when(item):
    return item["processedAt"], item["id"]


def _is_removal(view, payload, item, sales):
    """Return whether a refund only tells what an edit took off the order.

    Such a refund has the agreement of an edit, or none of its own.
    """
    edited = payload["edited"]
    moved = (
        view.money(item["totalRefundedSet"])
        or item["transactions"]["nodes"]
        or item["orderAdjustments"]["nodes"]
        or item["return"]
    )
    if moved or not edited:
        return False
    return item["id"] in sales.removals or item["id"] not in sales.refunds


def _refund(view, payload, item, sales, left):
    included = payload["taxesIncluded"]
    refunded = view.money(item["totalRefundedSet"])
    mine = sales.of(item["id"])
    lines = [
        _article(view, part, mine, left.take(item, part))
        for part in item["refundLineItems"]["nodes"]
    ]
    lines += [
        _shipping(view, part, mine) for part in item["refundShippingLines"]["nodes"]
    ]
    if not payload["dutiesIncluded"]:
        lines += [
            _duty(view, part, item["id"], index, mine, included)
            for index, part in enumerate(item["duties"] or ())
        ]
    lines += mine.others(payload["id"], item, included)
    lines += [
        _adjustment(view, part, mine)
        for part in item["orderAdjustments"]["nodes"]
        if part["reason"] != PENDING
    ]
    rounded = rounding(view, item["transactions"]["nodes"], "refund")
    if rounded:
        refunded += rounded
        lines.append(_rounding(item["id"], rounded))
    lines = [line for line in lines if line.subtotal or line.tax or line.quantity]
    return Refund(
        external_id=item["id"],
        order_id=payload["id"],
        currency=refunded.currency,
        prices_include_tax=included,
        created_at=moment(item["processedAt"] or item["createdAt"]),
        lines=tuple(lines),
        total=Money.sum((line.gross(included) for line in lines), refunded.currency),
        refunded=refunded,
        tenders=tenders(view, item["transactions"]["nodes"]),
        note=item["note"] or "",
        name=payload["name"],
        return_id=id_of(item["return"]),
    )


# --- the parts ---


class _Unshipped:
    """Tells which refunded units were never shipped, over all refunds of an order.

    Units of a line that cannot be shipped any more are those that a refund (or an
    edit) cancelled; what is left of them was not put back to stock.
    """

    def __init__(self, items):
        self.told = defaultdict(int)
        for item in items:
            for part in item["refundLineItems"]["nodes"]:
                if part["restockType"] == "CANCEL":
                    self.told[part["lineItem"]["id"]] += part["quantity"]

    def take(self, item, part):
        """Return how many units of a part will not be shipped any more."""
        line, kind, units = part["lineItem"], part["restockType"], part["quantity"]
        if not line["requiresShipping"] or kind == "RETURN" or item["return"]:
            return Decimal(0)
        if kind == "CANCEL":
            return Decimal(units)
        left = line["nonFulfillableQuantity"] - self.told[line["id"]]
        taken = max(0, min(units, left))
        self.told[line["id"]] += taken
        return Decimal(taken)


def _article(view, part, mine, unshipped):
    line, units = part["lineItem"], part["quantity"]
    amount = view.money(part["subtotalSet"])
    restock = RESTOCK[part["restockType"]]
    if part["restockType"] == "LEGACY_RESTOCK" and unshipped == units:
        restock = "cancel"
    known = mine.by_line.get(line["id"])
    return RefundLine(
        kind="tip" if known and known["lineType"] == "TIP" else _kind(line),
        subtotal=amount,
        external_id=part["id"] or f"{line['id']}#refund",
        title=line["title"],
        order_line_id=line["id"],
        quantity=Decimal(units),
        unshipped=unshipped,
        taxes=split(view, view.money(part["totalTaxSet"]), line["taxLines"], known),
        restock=restock,
        location_id=id_of(part["location"]),
    )


def _kind(line):
    return "gift_card" if line["isGiftCard"] else "product"


def _rounding(refund_id, amount):
    return RefundLine(
        kind="rounding",
        subtotal=amount,
        external_id=f"{refund_id}#rounding",
        title="Cash rounding",
    )


def _shipping(view, part, mine):
    line = part["shippingLine"]
    return RefundLine(
        kind="shipping",
        subtotal=view.money(part["subtotalAmountSet"]),
        external_id=part["id"],
        title=line["title"],
        order_line_id=line["id"] or "",
        taxes=split(
            view,
            view.money(part["taxAmountSet"]),
            line["taxLines"],
            mine.by_line.get(line["id"]),
        ),
    )


def _duty(view, part, refund_id, index, mine, included):
    """Return the line of a duty; only its sale tells the tax on it."""
    duty = part["originalDuty"] or {}
    amount = view.money(part["amountSet"])
    sale = mine.by_line.get(duty.get("id"))
    tax = -view.money(sale["totalTaxAmount"]) if sale else Money.zero(amount.currency)
    if sale and not included:
        amount = -view.money(sale["totalAmount"]) - tax
    return RefundLine(
        kind="duty",
        subtotal=amount,
        external_id=f"{refund_id}#duty{index}",
        title="Import duty",
        order_line_id=duty.get("id") or "",
        taxes=split(view, tax, duty.get("taxLines") or (), sale),
    )


def _adjustment(view, part, mine):
    """Return the line of money beyond the parts; its tax needs a name to be booked."""
    tax = -view.money(part["taxAmountSet"])
    return RefundLine(
        kind="adjustment",
        subtotal=-view.money(part["amountSet"]),
        external_id=part["id"],
        title=(part["reason"] or "Adjustment").replace("_", " ").capitalize(),
        taxes=split(view, tax, (), mine.adjustment),
        reason=(part["reason"] or "").lower(),
    )


def split(view: View, tax: Money, tax_lines, sale=None) -> tuple[TaxLine, ...]:
    """Return ``tax`` by tax: as its sale says, else shared as the line's taxes are."""
    if not tax:
        return ()
    if sale:
        named = [
            TaxLine(
                entry["taxLine"]["title"],
                fraction(entry["taxLine"]["rate"]),
                -view.money(entry["amount"]),
                bool(entry["taxLine"]["channelLiable"]),
            )
            for entry in sale["taxes"]
        ]
        if Money.sum((one.amount for one in named), tax.currency) == tax:
            return tuple(one for one in named if one.amount)
    require(bool(tax_lines), "refund.tax", f"{tax} of tax that no tax line names")
    shares = allocate(tax, [view.money(one["priceSet"]).amount for one in tax_lines])
    return tuple(
        TaxLine(one["title"], fraction(one["rate"]), share, bool(one["channelLiable"]))
        for one, share in zip(tax_lines, shares, strict=True)
        if share
    )
