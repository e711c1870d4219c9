"""A second reading of what there is: counted, added up, held against what Odoo has.

Pure. Entries carry ids and amounts, nothing personal. An entry without a currency
counts units of goods.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

ALL, PLACE, TENDER = "all", "place", "tender"  # by what entries are added up

MISSING = "missing_in_odoo"
SURPLUS = "missing_in_channel"
TWICE = "duplicate_document"
AMOUNT = "amount_mismatch"
CURRENCY = "currency_mismatch"
UNITS = "units_mismatch"


@dataclass(frozen=True)
class Entry:
    """One thing that was counted.

    :param at: when it happened, aware; None: it is true now, as a stock level is
    :param currency: ISO 4217; empty: ``amount`` is a number of units
    :param place: the platform's id of the store or location
    :param source: (kind, id) of what is read again to bring it in; empty: itself
    """

    kind: str
    entity_id: str
    amount: Decimal
    currency: str = ""
    at: datetime | None = None
    name: str = ""
    place: str = ""
    tender: str = ""
    source: tuple[str, str] = ("", "")

    @property
    def origin(self) -> tuple[str, str]:
        """Return (kind, id) of what is read again to bring it in."""
        return self.source if self.source[0] else (self.kind, self.entity_id)


class Total(NamedTuple):
    """How many entries there are of something, and what they come to."""

    count: int
    amount: Decimal


@dataclass(frozen=True)
class Difference:
    """What one side has and the other has not; ``entry`` is of the side that has it."""

    type: str
    entry: Entry
    expected: Decimal
    found: Decimal


def totals(entries: Iterable[Entry]) -> dict[tuple[str, str, str], Total]:
    """Return (by what, value, currency) -> Total."""
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for entry in entries:
        keys = [(ALL, "", entry.currency)]
        keys += [(PLACE, entry.place, entry.currency)] if entry.place else []
        keys += [(TENDER, entry.tender, entry.currency)] if entry.tender else []
        for key in keys:
            counts[key] += 1
            sums[key] += entry.amount
    return {key: Total(counts[key], sums[key]) for key in counts}


def ends(entries: Sequence[Entry]) -> tuple[str, str]:
    """Return the names of the first and the last entry; empty when there is none."""
    dated = [entry for entry in entries if entry.at]
    if not dated:
        return "", ""
    ordered = sorted(dated, key=lambda entry: (entry.at, entry.entity_id))
    first, last = ordered[0], ordered[-1]
    return first.name or first.entity_id, last.name or last.entity_id


def compare(
    there: Iterable[Entry], here: Iterable[Entry], tolerance: Decimal = Decimal(0)
) -> list[Difference]:
    """Return what differs between the platform and Odoo, in the platform's order.

    :param tolerance: amounts that differ by no more are equal; units never are
    """
    mine: dict[str, list[Entry]] = defaultdict(list)
    for entry in here:
        mine[entry.entity_id].append(entry)
    found = []
    for entry in there:
        ours = mine.pop(entry.entity_id, [])
        kind = _judge(entry, ours, tolerance)
        if kind:
            sum_here = sum((one.amount for one in ours), Decimal(0))
            found.append(Difference(kind, entry, entry.amount, sum_here))
    for rest in mine.values():
        found += [Difference(SURPLUS, one, Decimal(0), one.amount) for one in rest]
    return found


def _judge(entry, ours, tolerance):
    """Return the type of difference; empty when both sides agree."""
    if not ours:
        return MISSING
    if len(ours) > 1:
        return TWICE
    if ours[0].currency != entry.currency:
        return CURRENCY
    difference = abs(ours[0].amount - entry.amount)
    if not entry.currency:
        return UNITS if difference else ""
    return AMOUNT if difference > tolerance else ""
