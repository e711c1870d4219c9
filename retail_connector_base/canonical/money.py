"""Exact amounts of money: a Decimal and its ISO 4217 currency, never a float."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .invariant import InvariantError, require

# Minor units that differ from two digits (ISO 4217).
MINOR_UNITS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}


def minor_units(currency: str) -> int:
    """Return the number of decimals of a currency's smallest unit."""
    return MINOR_UNITS.get(currency, 2)


def to_decimal(value, path="amount") -> Decimal:
    """Return ``value`` (text, int or Decimal) as Decimal; refuse floats and NaN."""
    if isinstance(value, float):
        raise InvariantError(path, "a float is not exact; give text or Decimal")
    try:
        number = Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        raise InvariantError(path, f"{value!r} is not a number") from None
    require(number.is_finite(), path, f"{value!r} is not a finite number")
    return number


@dataclass(frozen=True, order=False)
class Money:
    """An exact amount in one currency; arithmetic refuses to mix currencies."""

    amount: Decimal
    currency: str

    def __post_init__(self):
        object.__setattr__(self, "amount", to_decimal(self.amount))
        require(
            isinstance(self.currency, str)
            and len(self.currency) == 3
            and self.currency.isupper(),
            "currency",
            f"{self.currency!r} is not an ISO 4217 code",
        )

    @classmethod
    def zero(cls, currency: str) -> "Money":
        """Return nothing, in ``currency``."""
        return cls(Decimal(0), currency)

    @classmethod
    def sum(cls, amounts: Iterable["Money"], currency: str) -> "Money":
        """Return the sum of ``amounts``; zero in ``currency`` when there are none."""
        total = Decimal(0)
        for money in amounts:
            if money.currency != currency:
                raise InvariantError(
                    "currency", f"{money.currency} added to a sum in {currency}"
                )
            total += money.amount
        return cls(total, currency)

    def _same(self, other: "Money") -> Decimal:
        if self.currency != other.currency:
            raise InvariantError(
                "currency", f"{other.currency} met {self.currency} in one calculation"
            )
        return other.amount

    def __add__(self, other):
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other):
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self):
        return Money(-self.amount, self.currency)

    def __mul__(self, factor):
        return Money(self.amount * to_decimal(factor, "factor"), self.currency)

    def __lt__(self, other):
        return self.amount < self._same(other)

    def __le__(self, other):
        return self.amount <= self._same(other)

    def __bool__(self):
        return bool(self.amount)

    def __str__(self):
        return f"{self.amount:f} {self.currency}"

    @property
    def is_exact(self) -> bool:
        """Return whether the amount fits the currency's smallest unit."""
        return -self.amount.as_tuple().exponent <= minor_units(self.currency) or (
            self.amount == round(self.amount, minor_units(self.currency))
        )


def allocate(total: Money, weights: Iterable[Decimal]) -> list[Money]:
    """Split ``total`` by weight in smallest units, largest remainder first.

    The parts always add up to ``total``; with no weight at all the first part
    takes everything.
    """
    weights = [abs(to_decimal(weight, "weight")) for weight in weights]
    require(bool(weights), "weights", "nothing to allocate to")
    unit = Decimal(1).scaleb(-minor_units(total.currency))
    whole = sum(weights)
    if not whole:
        weights, whole = [Decimal(1)] + [Decimal(0)] * (len(weights) - 1), Decimal(1)
    units = total.amount / unit
    exact = [units * weight / whole for weight in weights]
    floors = [part.to_integral_value("ROUND_FLOOR") for part in exact]
    missing = int((units - sum(floors)).to_integral_value("ROUND_HALF_EVEN"))
    order = sorted(
        range(len(exact)), key=lambda i: (floors[i] - exact[i], i)
    )  # largest remainder first, then position
    for index in order[:missing]:
        floors[index] += 1
    return [Money(part * unit, total.currency) for part in floors]


def round_to_total(
    exact: Sequence[Decimal], total: Decimal, unit: Decimal
) -> list[Decimal]:
    """Round figures to ``unit`` so that they add up to ``total``.

    What plain rounding leaves over goes, a unit at a time, to the figures that rounding
    moved furthest the other way. No figure changes its sign; when all are too small
    for that, what is left over stays out, and the sum says so.
    """
    rounded = [(part / unit).to_integral_value("ROUND_HALF_UP") for part in exact]
    left = int((total / unit).to_integral_value("ROUND_HALF_EVEN") - sum(rounded))
    step = 1 if left > 0 else -1
    while left:
        able = [i for i, units in enumerate(rounded) if (units + step) * units > 0]
        if not able:
            break
        for i in sorted(able, key=lambda i: step * (rounded[i] - exact[i] / unit)):
            rounded[i] += step
            left -= step
            if not left:
                break
    return [units * unit for units in rounded]
