"""Convert amounts that add up to nothing, so that the results add up to nothing."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction


def converted(
    amounts: Sequence[Decimal], rate: Fraction, unit: Decimal
) -> list[Decimal]:
    """Return ``amounts`` times ``rate`` in whole ``unit``, with the sum of them kept.

    The sum is converted and rounded once; the parts get the units that are missing in
    the order of their remainders. Each is less than one unit from its exact value.
    """
    exact = [Fraction(amount) * rate / Fraction(unit) for amount in amounts]
    floors = [_floor(part) for part in exact]
    missing = int(_half_even(sum(exact, Fraction(0)))) - sum(floors)
    order = sorted(
        range(len(exact)), key=lambda place: (floors[place] - exact[place], place)
    )
    for place in order[:missing]:
        floors[place] += 1
    return [floor * unit for floor in floors]


def rounded(amount: Fraction, unit: Decimal) -> Decimal:
    """Return an exact fraction in whole ``unit``."""
    return _half_even(amount / Fraction(unit)) * unit


def _floor(value: Fraction) -> int:
    return value.numerator // value.denominator


def _half_even(value: Fraction) -> Decimal:
    whole = _floor(value)
    rest = value - whole
    if rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2):
        whole += 1
    return Decimal(whole).to_integral_value(ROUND_FLOOR)
