"""What edits took off an order.

The platform keeps a line that an edit removed, with the quantity, discounts and taxes
it once had, and keeps it in the order's total; only the *current* total is without it.
A refund lowers the current total as well, but a refund is a document of its own. The
order's sales agreements tell the two apart: each edit, refund and return has one, with
the exact amounts of what it changed. So an order is described as last edited: the lines
as the platform states them, less the returned sales of its edits.

A removal may also be told as a refund by which no money moved: its agreement says that
an edit made it. It counts as long as the line has lost the units, so that nothing is
taken off twice.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import Money, OrderLine, allocate
from odoo.addons.retail_connector_base.platforms import RejectedDocument

from .shapes import View, fraction

EDIT, REFUND, RETURN = "OrderEditAgreement", "RefundAgreement", "ReturnAgreement"
BY_EDIT = "ORDER_EDIT"  # reason of an agreement


@dataclass
class Removal:
    """What edits took off one line. All values are positive."""

    quantity: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)  # with tax
    tax: Decimal = Decimal(0)
    taxes: dict = field(default_factory=lambda: defaultdict(Decimal))  # (title, rate)


def needs_agreements(order) -> bool:
    """Return whether an edit may have taken something off the order."""
    return order["edited"] and (
        any(
            line["currentQuantity"] < line["quantity"]
            for line in order["lineItems"]["nodes"]
        )
        or any(line["isRemoved"] for line in order["shippingLines"]["nodes"])
    )


def is_refunded(view: View, order) -> bool:
    """Return whether refunds or returns lowered the order's current amounts too."""
    return any(
        agreement["__typename"] in (REFUND, RETURN) and not is_removal(agreement)
        for agreement in _agreements(order)
    )


def removals(view: View, order) -> dict[str, Removal]:
    """Return line id -> what edits took off it."""
    lost = {
        line["id"]: line["quantity"] - line["currentQuantity"]
        for line in order["lineItems"]["nodes"]
    }
    found: dict[str, Removal] = defaultdict(Removal)
    for agreement in sorted(_agreements(order), key=_edits_first):
        if not is_removal(agreement):
            continue
        if agreement["sales"]["pageInfo"]["hasNextPage"]:
            raise RejectedDocument("an edit of more than 100 sales", "agreements")
        for sale in agreement["sales"]["nodes"]:
            if sale["actionType"] != "RETURN" or not sale.get("lineItem"):
                continue
            removal = found[sale["lineItem"]["id"]]
            units = abs(Decimal(sale["quantity"] or 0))
            if removal.quantity + units <= lost[sale["lineItem"]["id"]]:
                _add(view, removal, sale, units)
    return dict(found)


def _agreements(order):
    agreements = order.get("agreements")
    if agreements is None:
        raise RejectedDocument("missing for an edited order", "agreements")
    if agreements["pageInfo"]["hasNextPage"]:
        raise RejectedDocument("more than 50 of them", "agreements")
    return agreements["nodes"]


def _edits_first(agreement):
    return agreement["__typename"] != EDIT


def is_removal(agreement) -> bool:
    """Return whether an agreement is an edit's, told as one or as a refund.

    That a refund moved no money is no sign of it: what was not paid yet is refunded
    without money too.
    """
    kind, reason = agreement["__typename"], agreement["reason"]
    return kind == EDIT or (kind == REFUND and reason == BY_EDIT)


def _add(view, removal, sale, units):
    removal.quantity += units
    removal.amount += abs(view.money(sale["totalAmount"]).amount)
    removal.tax += abs(view.money(sale["totalTaxAmount"]).amount)
    for tax in sale["taxes"]:
        key = (tax["taxLine"]["title"], fraction(tax["taxLine"]["rate"]))
        removal.taxes[key] += abs(view.money(tax["amount"]).amount)


def without(
    line: OrderLine, removal: Removal, prices_include_tax: bool
) -> OrderLine | None:
    """Return the line less what edits took off it; None when nothing is left."""
    quantity = line.quantity - removal.quantity
    taken = removal.amount if prices_include_tax else removal.amount - removal.tax
    subtotal = line.subtotal - Money(taken, line.currency)
    if not quantity and not subtotal:
        return None
    return replace(
        line,
        quantity=quantity,
        subtotal=subtotal,
        taxes=_less_tax(line, removal),
        discounts=_less_discount(line, line.unit_price * quantity - subtotal),
    )


def _less_tax(line, removal):
    """Take off each tax what its sale says; an unnamed sum is shared by amount."""
    parts = [removal.taxes.get((t.title, t.rate), Decimal(0)) for t in line.taxes]
    if line.taxes and sum(parts) != removal.tax:
        whole = Money(removal.tax, line.currency)
        shares = allocate(whole, [tax.amount.amount for tax in line.taxes])
        parts = [share.amount for share in shares]
    return tuple(
        replace(tax, amount=tax.amount - Money(part, line.currency))
        for tax, part in zip(line.taxes, parts, strict=True)
    )


def _less_discount(line, left):
    """Share what is left of the discounts as they were shared before."""
    if not line.discounts:
        return line.discounts
    parts = allocate(left, [share.amount.amount for share in line.discounts])
    return tuple(
        replace(share, amount=part)
        for share, part in zip(line.discounts, parts, strict=True)
        if part
    )
