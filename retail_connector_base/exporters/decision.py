"""What to do about one stock level, from what is known. Imports no Odoo.

The shop's own number is changed by the shop too: each sale takes from it before Odoo
hears of the order. Sending a number that Odoo computed without that order would give
the units back and sell them twice. So a level whose shop number moved on its own is
left alone until every order placed before that moment has been imported.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

NAMESPACE = uuid.UUID("6a0c1f2e-52d3-5d0b-9d4a-0b6d3f7f5a51")

SAME, READ, WAIT, HOLD, SEND = "same", "read", "wait", "hold", "send"


@dataclass(frozen=True)
class Known:
    """What is known about one level at the shop.

    :param remote: units the shop had when last seen; None: no level there yet
    :param seen_at: when that was; None: never
    :param moved_at: since when the shop's number may differ for a reason Odoo does
        not know; None: it is what Odoo sent
    :param base: the last number that Odoo sent or agreed with
    :param answered_at: when the shop's last answer to a number of ours came: what was
        seen while that request was under way may be older or newer than its effect
    """

    remote: int | None = None
    seen_at: datetime | None = None
    moved_at: datetime | None = None
    base: int | None = None
    answered_at: datetime | None = None


def decide(
    target: int, known: Known, settled: datetime | None, verified: bool = True
) -> str:
    """Return SAME, READ, WAIT, HOLD or SEND.

    :param target: units that may be promised
    :param settled: all orders placed before this moment are in Odoo; None: none are
    :param verified: the figures behind ``target`` can be trusted to be complete
    """
    if known.seen_at is None:
        return READ
    if known.moved_at is not None and known.seen_at < known.moved_at:
        return READ
    if known.remote == target or (target == 0 and (known.remote or 0) < 1):
        return SAME  # an oversold level shows nothing to sell either
    if known.moved_at is not None and (settled is None or known.moved_at > settled):
        return WAIT
    if target == 0 and not verified:
        return HOLD
    return SEND


def cautious(target: int, known: Known) -> int:
    """Return what may be sent while orders are under way, ``known.remote`` for nothing.

    What the shop's number lost since the last agreement may all be sales that Odoo has
    not heard of. Less by that many, a number gives none of them back; so new goods are
    shown at once, and what sells without a pause is not kept waiting for one.
    """
    if known.remote is None or known.base is None or known.remote >= known.base:
        return known.remote
    amount = target - (known.base - known.remote)
    useful = amount > known.remote or target < known.remote
    return amount if useful and amount > 0 else known.remote


def settled_until(
    now: datetime,
    grace: timedelta,
    pulled_at: datetime | None,
    oldest_waiting: datetime | None,
) -> datetime:
    """Return the moment before which every order of the shop is in Odoo.

    :param grace: how long a message may be under way
    :param pulled_at: when the last complete reading of orders began; None: orders
        are not read, only messages tell of them
    :param oldest_waiting: before this nothing happened that an order event which is
        not imported yet tells of; None: no event waits
    """
    moments = [now if pulled_at is None else pulled_at]
    if oldest_waiting is not None:
        moments.append(oldest_waiting)
    return min(moments) - grace


def row_key(backend, level, revision, quantity, compare) -> str:
    """Return the key of one change of one level: the same change, the same key."""
    return _key("level", backend, level, revision, quantity, compare)


def request_key(keys: Iterable[str]) -> str:
    """Return the key of one request: the same set of changes, the same key."""
    return _key("request", *sorted(keys))


def _key(*parts) -> str:
    return str(uuid.uuid5(NAMESPACE, "|".join(str(part) for part in parts)))


def too_many_zeros(zeros: int, levels: int, percent: int, least: int) -> bool:
    """Return whether so many levels would fall to zero at once that a person must look.

    :param zeros: levels about to go from some units to none
    :param levels: levels the shop shows with some units now
    :param percent: of these, more than this is suspicious; 0: never
    :param least: fewer than this many are never suspicious
    """
    return bool(percent) and zeros >= least and zeros * 100 > levels * percent
