"""What an edit changes, line by line, and what that is in money. No Odoo.

The platform's lines of the version imported last and of the new one are compared, so
the difference is the platform's own, to the cent, whatever was refunded meanwhile.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from ..canonical import OrderLine, minor_units
from .amounts import LineAmounts
from .order_content import real_lines

ZERO = Decimal(0)
DECISION = "retail_edit_decision"  # context: a person decided for the shop's lines
# What the ledger does about an edit of what is booked already, by policy.
BOOKS_ADDED = ("add", "auto")
BOOKS_REMOVED = ("auto",)


@dataclass(frozen=True)
class LineChange:
    """A line before and after an edit; None where it does not exist."""

    before: OrderLine | None
    after: OrderLine | None
    position: int  # of the line in the new version, from 1

    @property
    def key(self) -> str:
        """Return the platform's id of the line."""
        return (self.after or self.before).external_id

    def difference(self, prices_include_tax: bool) -> Decimal:
        """Return by how much the customer is charged more (or less, negative)."""
        return _gross(self.after, prices_include_tax) - _gross(
            self.before, prices_include_tax
        )


def content(line: OrderLine) -> OrderLine:
    """Return a line without what refunds change and what no amount depends on."""
    return replace(line, current_quantity=None, attributes={}, barcode="", sku="")


def line_changes(before, after) -> list[LineChange]:
    """Return the lines that differ between two versions of an order.

    :param before: the version imported last, or None when it is not known
    """
    old = {line.external_id: line for line in real_lines(before)} if before else {}
    changes = []
    for position, line in enumerate(real_lines(after), start=1):
        known = old.pop(line.external_id, None)
        if known is None or content(known) != content(line):
            changes.append(LineChange(known, line, position))
    changes += [LineChange(line, None, 0) for line in old.values()]
    return changes


def waits_for_decision(difference: Decimal, units: Decimal, policy: str) -> bool:
    """Return whether a person decides about a change of a booked line."""
    if difference < 0 or (not difference and units < 0):
        return policy not in BOOKS_REMOVED
    return policy not in BOOKS_ADDED


def units_of(change: LineChange) -> Decimal:
    """Return how many units more (or fewer) the line has."""
    after = change.after.quantity if change.after else ZERO
    return after - (change.before.quantity if change.before else ZERO)


def corrections(before: LineAmounts | None, after: LineAmounts | None):
    """Return the amounts to book so that ``before`` becomes ``after``.

    One difference where units and money change in the same direction; else the old
    line is taken back whole and the new one booked whole. Amounts that are taken back
    are negative, as are their quantities.
    """
    if before is None or after is None:
        return [after or negative(before)]
    part = _minus(after, before)
    if part.quantity and _same_direction(part, after):
        return [part]
    if not part.quantity and not part.net and not any(part.taxes.values()):
        return []
    return [negative(before), after]


def negative(amounts: LineAmounts) -> LineAmounts:
    """Return the amounts that take ``amounts`` back."""
    return replace(
        amounts,
        quantity=-amounts.quantity,
        net=-amounts.net,
        taxes={tax: -amount for tax, amount in amounts.taxes.items()},
    )


def _minus(after, before):
    taxes = {**dict.fromkeys(before.taxes, ZERO), **after.taxes}
    return replace(
        after,
        quantity=after.quantity - before.quantity,
        net=after.net - before.net,
        taxes={
            tax: amount - before.taxes.get(tax, ZERO) for tax, amount in taxes.items()
        },
    )


def _same_direction(part, after):
    """Return whether the money moves with the units, as the unit price says."""
    sign = part.quantity * (after.price_unit or after.net or Decimal(1))
    return all(
        not amount or (amount > 0) == (sign > 0)
        for amount in (part.net, *part.taxes.values())
    )


def _gross(line, included):
    return line.gross(included).amount if line else ZERO


def summary(changes, currency: str, included: bool) -> str:
    """Return an edit in a few signs for lists: ``+1 line, 2 changed: +7.00 EUR``."""
    added = sum(change.before is None for change in changes)
    removed = sum(change.after is None for change in changes)
    changed = len(changes) - added - removed
    parts = [
        f"{sign}{count}"
        for sign, count in (("+", added), ("-", removed), ("~", changed))
        if count
    ]
    total = sum((change.difference(included) for change in changes), ZERO)
    shown = f"{total:+.{minor_units(currency)}f}" if total else "0"
    return f"{' '.join(parts) or '='} ({shown} {currency})"
