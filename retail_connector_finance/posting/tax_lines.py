"""How few lines let a ledger compute exactly the tax that is booked.

A ledger that computes tax takes round(line x rate). Booked is the sum of what was
rounded item by item or document by document, which on one line for a whole day would
be another amount. So a line carries items whose own errors cancel out, and an item that
is alone with an error of less than a unit leaves on two lines. No amount is ever added:
what can be said in neither way is named, and a person decides.

Amounts are whole numbers of the currency's smallest unit, rates are in millionths, so
every comparison is exact. The error of an item is its booked tax less base x rate, in
millionths of a unit; that of a line is the sum of its items' errors.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from math import gcd

MILLION = 1_000_000
HALF = MILLION // 2
TRIES = 10_000  # places where an item is tried to be cut


def rounded(base: int, rate: int) -> int:
    """Return the tax on a base, half a unit away from zero."""
    exact = base * rate
    size = (abs(exact) + HALF) // MILLION
    return size if exact >= 0 else -size


def error(base: int, rate: int, tax: int) -> int:
    """Return how far a booked tax is from base x rate, positive if it is too much.

    Base and tax are taken as positive numbers: a credit's error is turned round.
    """
    found = tax * MILLION - base * rate
    return found if base >= 0 else -found


def share(bases: Sequence[int], rate: int, tax: int) -> list[int]:
    """Return what part of a document's tax each of its items carries.

    Each has its own rounded tax; units that are over or missing after that go to the
    items whose errors become smallest by it. The sum is ``tax`` whatever it is.
    """
    found = [rounded(base, rate) for base in bases]
    rest = tax - sum(found)
    if not rest:
        return found
    step = 1 if rest > 0 else -1
    each, more = divmod(abs(rest), len(found))

    def strain(number):
        return step * (found[number] * MILLION - bases[number] * rate), number

    for place, number in enumerate(sorted(range(len(found)), key=strain)):
        found[number] += step * (each + (place < more))
    return found


def lines(errors: Sequence[int]) -> tuple[list[list[int]], list[int]]:
    """Return (lines as lists of places in ``errors``, places that fit no line).

    The items of a line are on one side (debit or credit). Half a unit at the most is
    rounded away, so an item whose own error is smaller always fits. With E the sum of
    the errors in units, there are fewer than 4 x |E| + 4 lines besides what fits none;
    no way of splitting needs fewer than 2 x |E|.
    """
    bundles, unfit = _bundled(errors)
    if not bundles:
        return [], unfit
    over = sorted((total, places) for total, places in bundles if total > 0)
    under = sorted((-total, places) for total, places in bundles if total < 0)
    line = [place for total, places in bundles if not total for place in places]
    total = 0
    # As long as one can be answered by one of the other sign, one line is enough.
    while side := under if total > 0 else over:
        size, places = side.pop()
        total += -size if side is under else size
        line += places
    rest, sign = (over, 1) if over else (under, -1)
    found = [line]
    while rest:
        room = bisect_right(rest, _room(total * sign, sign), key=_size) - 1
        if room < 0:  # not even the smallest is taken in: another line
            line, total = [], 0
            found.append(line)
            continue
        size, places = rest.pop(room)
        total += size * sign
        line += places
    return [line for line in found if line], unfit


def cut(base: int, rate: int, tax: int) -> tuple[int, int] | None:
    """Return two parts of an item whose rounded taxes are together the booked tax.

    As near to halves as possible. None: its error is more than two roundings take away.
    """
    size, sign = abs(base), 1 if base > 0 else -1
    if abs(error(base, rate, tax)) > MILLION:
        return None
    # The fraction of the first part's tax repeats after so many units.
    tries = min(size // 2, MILLION // gcd(rate, MILLION), TRIES)
    for first in range(size // 2, size // 2 - tries, -1):
        if rounded(first, rate) + rounded(size - first, rate) == tax * sign:
            return sign * first, sign * (size - first)
    return None


def _fits(total):
    """Return whether rounding takes a line's error away: half a unit is rounded up."""
    return -HALF < total <= HALF


def _room(total, sign):
    """Return the largest error of a sign that a line of this error takes in."""
    return HALF - total if sign > 0 else HALF - 1 - total


def _size(bundle):
    return bundle[0]


def _bundled(errors):
    """Return ([(error, places)] that fit a line each, places that fit none).

    A large error is answered by items of the other sign, the largest first that does
    not lead too far to the other side.
    """
    small = [(one, [n]) for n, one in enumerate(errors) if _fits(one)]
    if len(small) == len(errors):
        return small, []
    # Both signs by size; ``small`` ones are used to answer where they are needed.
    waiting = {
        1: sorted((one, n) for n, one in enumerate(errors) if one > 0),
        -1: sorted((-one, n) for n, one in enumerate(errors) if one < 0),
    }
    found, unfit = [(0, [n]) for n, one in enumerate(errors) if not one], []
    large = sorted((abs(one), n) for n, one in enumerate(errors) if not _fits(one))
    gone = set()
    for size, number in reversed(large):
        if number in gone:
            continue
        sign = 1 if errors[number] > 0 else -1
        waiting[sign].pop()  # itself: the largest of its sign that is left
        bundle = _answered(size, sign, waiting[-sign])
        gone.add(number)
        if bundle is None:
            unfit.append(number)
            continue
        gone |= set(bundle)
        places = [number, *bundle]
        found.append((sum(errors[n] for n in places), places))
    found += [
        (one, [n])
        for n, one in enumerate(errors)
        if one and n not in gone and _fits(one)
    ]
    return found, sorted(unfit)


def _answered(size, sign, others):
    """Take from ``others`` what makes an error fit; None, and nothing taken: no way."""
    taken = []
    while not _fits(size * sign):
        # The one that leads closest to nothing without going too far.
        room = _room(-size, -sign)
        place = bisect_left(others, (room + 1,)) - 1
        if place < 0:
            for one in taken:
                insort(others, one)
            return None
        taken.append(others.pop(place))
        size -= taken[-1][0]
    return [number for _size, number in taken]
