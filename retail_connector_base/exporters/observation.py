"""What is learnt about a level at the shop, put together in order. Imports no Odoo."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .decision import Known

SENT, READ, TOLD, DOUBT, ASKED = "sent", "read", "told", "doubt", "asked"
COARSE = timedelta(seconds=1)  # platforms tell time in whole seconds
NEXT = timedelta(microseconds=1)  # the least time after a moment


@dataclass(frozen=True)
class Observation:
    """One thing learnt about a level.

    :param kind: SENT: the shop took our number; READ: we asked; TOLD: the shop said
        so by itself; DOUBT: something happened there that changes it, like a sale;
        ASKED: a person wants it to be looked at
    :param at: since when it is so; of SENT: when it was sent first
    :param quantity: units; None: the shop keeps no level there. DOUBT, ASKED have none
    :param withheld: of SENT: units left out because they may be sold already
    :param answered_at: of SENT: when the shop's answer came. It took the number at
        some moment between the two
    """

    kind: str
    at: datetime
    quantity: int | None = None
    withheld: int = 0
    answered_at: datetime | None = None


def observe(known: Known, observations: Iterable[Observation]) -> Known:
    """Return what is known after ``observations``; an older one changes nothing.

    A message that was overtaken by a newer one is ignored, so the result does not
    depend on the order in which messages arrive. Where nobody can say which of two
    numbers is the newer one, neither is believed: the level is read again.
    """
    for seen in sorted(observations, key=lambda seen: (seen.at, seen.kind)):
        known = LEARN[seen.kind](known, seen)
    return known


def _doubted(known: Known, at: datetime | None) -> Known:
    """Return ``known`` with a number that has to be read again, after ``at``."""
    after = known.seen_at + NEXT if known.seen_at else None
    return replace(known, moved_at=_latest(known.moved_at, after, at))


def _doubt(known: Known, seen: Observation) -> Known:
    """Take in that something happened at the shop: an older number may be wrong."""
    if known.seen_at is not None and (
        seen.at == known.seen_at or seen.at <= known.seen_at - COARSE
    ):
        return known
    return _doubted(known, seen.at)


def _sent(known: Known, seen: Observation) -> Known:
    """Take in that the shop took our number."""
    base = seen.quantity + seen.withheld
    answered_at = seen.answered_at or seen.at
    if known.seen_at is None or seen.at >= known.seen_at:
        # as long as units are withheld, the shop's number is still not explained
        moved = known.moved_at if seen.withheld else _after(known.moved_at, seen.at)
        return Known(seen.quantity, seen.at, moved, base, answered_at)
    if known.answered_at is not None and answered_at < known.answered_at:
        return known  # a younger number of ours was taken since
    known = replace(known, base=base, answered_at=answered_at)
    if known.remote == base:
        return replace(known, moved_at=_after(known.moved_at, known.seen_at))
    if known.remote != seen.quantity and known.seen_at <= answered_at:
        return _doubted(known, answered_at)  # before or after the shop took it?
    return replace(known, moved_at=_latest(known.moved_at, known.seen_at))


def _seen(known: Known, seen: Observation) -> Known:
    """Take in a number that was read, or that the shop told of."""
    if _is_unsure(known, seen):
        return _doubted(known, known.answered_at)
    if known.seen_at is not None and seen.at < known.seen_at:
        return known
    moved = _moved(known, seen)
    return replace(known, remote=seen.quantity, seen_at=seen.at, moved_at=moved)


def _is_unsure(known: Known, seen: Observation) -> bool:
    """Return whether nobody can say which of two different numbers is the newer one."""
    if known.seen_at is None or seen.quantity == known.remote:
        return False
    if seen.kind == TOLD and seen.at <= known.seen_at:
        return seen.at > known.seen_at - COARSE
    if seen.at < known.seen_at:
        return False
    return known.answered_at is not None and seen.at <= known.answered_at


LEARN = {DOUBT: _doubt, ASKED: _doubt, SENT: _sent, READ: _seen, TOLD: _seen}


def _moved(known: Known, seen: Observation) -> datetime | None:
    """Return since when the shop's number is one that Odoo cannot explain."""
    if seen.quantity == known.base:
        return _after(known.moved_at, seen.at)
    if seen.quantity != known.remote or known.moved_at is None:
        return _latest(known.moved_at, seen.at)
    return known.moved_at


def _latest(*moments: datetime | None) -> datetime | None:
    return max(filter(None, moments), default=None)


def _after(moved_at: datetime | None, at: datetime) -> datetime | None:
    """Return the doubt that is younger than what was seen."""
    return moved_at if moved_at is not None and moved_at > at else None


def explain(known: Known) -> Known:
    """Return ``known`` with the shop's number accepted: it is what Odoo would send."""
    return replace(known, base=known.remote, moved_at=None)
