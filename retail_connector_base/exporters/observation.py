"""What is learnt about a level at the shop, put together in order. Imports no Odoo."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from .decision import Known

SENT, READ, TOLD, DOUBT, ASKED = "sent", "read", "told", "doubt", "asked"


@dataclass(frozen=True)
class Observation:
    """One thing learnt about a level.

    :param kind: SENT: the shop took our number; READ: we asked; TOLD: the shop said
        so by itself; DOUBT: something happened there that changes it, like a sale;
        ASKED: a person wants it to be looked at
    :param at: since when it is so
    :param quantity: units; None: the shop keeps no level there. DOUBT, ASKED have none
    :param withheld: of SENT: units left out because they may be sold already
    """

    kind: str
    at: datetime
    quantity: int | None = None
    withheld: int = 0


def observe(known: Known, observations: Iterable[Observation]) -> Known:
    """Return what is known after ``observations``; an older one changes nothing.

    A message that was overtaken by a newer one is ignored, so the result does not
    depend on the order in which messages arrive.
    """
    for seen in sorted(observations, key=lambda seen: (seen.at, seen.kind)):
        known = _observe(known, seen)
    return known


def _observe(known: Known, seen: Observation) -> Known:
    if seen.kind in (DOUBT, ASKED):
        if known.seen_at is not None and seen.at <= known.seen_at:
            return known
        moved = max(filter(None, (known.moved_at, seen.at)))
        return replace(known, moved_at=moved)
    if known.seen_at is not None and seen.at < known.seen_at:
        return known
    if seen.kind == SENT:
        # as long as units are withheld, the shop's number is still not explained
        moved = known.moved_at if seen.withheld else _after(known.moved_at, seen.at)
        return Known(seen.quantity, seen.at, moved, seen.quantity + seen.withheld)
    return Known(seen.quantity, seen.at, _moved(known, seen), known.base)


def _moved(known: Known, seen: Observation) -> datetime | None:
    """Return since when the shop's number is one that Odoo cannot explain."""
    if seen.quantity == known.base:
        return _after(known.moved_at, seen.at)
    if seen.quantity != known.remote or known.moved_at is None:
        return max(filter(None, (known.moved_at, seen.at)))
    return known.moved_at


def _after(moved_at: datetime | None, at: datetime) -> datetime | None:
    """Return the doubt that is younger than what was seen."""
    return moved_at if moved_at is not None and moved_at > at else None


def explain(known: Known) -> Known:
    """Return ``known`` with the shop's number accepted: it is what Odoo would send."""
    return replace(known, base=known.remote, moved_at=None)
