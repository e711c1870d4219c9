"""What a price is at a shop, and which changes need a person. Imports no Odoo."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from ..canonical import minor_units

NOISE = Decimal("0.0000001")  # below this a difference is float arithmetic
# Why a change is held until a person decides
DROP, BELOW_COST, NOTHING = "price_drop", "price_below_cost", "price_zero"


class Price(NamedTuple):
    """What a variant costs and, if it is reduced, what it is compared with."""

    amount: Decimal
    compare_at: Decimal | None
    currency: str


@dataclass(frozen=True)
class Rounding:
    """How a shop wants its prices to end, after everything else was computed.

    :param step: prices are a multiple of this; zero: of the currency's smallest unit
    :param off: taken off afterwards, e.g. 0.01 for prices like 19.99
    """

    step: Decimal = Decimal(0)
    off: Decimal = Decimal(0)

    def apply(self, amount: Decimal, currency: str) -> Decimal:
        """Return the amount as the shop shows it; the only place that rounds."""
        unit = Decimal(1).scaleb(-minor_units(currency))
        amount = amount.quantize(NOISE, rounding=ROUND_HALF_UP)
        if amount <= 0:
            return Decimal(0).quantize(unit)
        if self.step > 0:
            times = (amount / self.step).to_integral_value(rounding=ROUND_HALF_UP)
            amount = max(times, Decimal(1)) * self.step - self.off
        return amount.quantize(unit, rounding=ROUND_HALF_UP)


def exact(value) -> Decimal:
    """Return a computed price as an exact number, free of float noise."""
    return Decimal(repr(value or 0.0)).quantize(NOISE, rounding=ROUND_HALF_UP)


def fingerprint(price: Price | None) -> str:
    """Return the content hash of a price; the same for equal prices."""
    if price is None:
        return "none"
    compare = "" if price.compare_at is None else f"{price.compare_at.normalize():f}"
    text = f"{price.amount.normalize():f}|{compare}|{price.currency}"
    return hashlib.sha256(text.encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Guard:
    """Changes that are rather a mistake than meant.

    :param drop_percent: a larger fall than this is held; zero: never
    :param below_cost: hold what would sell below its cost
    """

    drop_percent: Decimal = Decimal(0)
    below_cost: bool = False

    def objection(
        self, wanted: Decimal, before: Decimal | None, net: Decimal, cost: Decimal
    ) -> str:
        """Return why a price is held, empty when it may go.

        :param before: what the shop holds, None when it is not known
        :param net: the wanted price without tax, in the currency of ``cost``
        """
        if wanted <= 0 and (before is None or before > 0):
            return NOTHING
        if self.drop_percent > 0 and before:
            fall = (before - wanted) * 100 / before
            if fall > self.drop_percent:
                return DROP
        if self.below_cost and cost > 0 and net < cost:
            return BELOW_COST
        return ""


def requests(rows: Iterable[dict], size: int) -> list[list[dict]]:
    """Split rows into requests: one list at a time, a product's variants together."""
    parts: list[list[dict]] = []
    ordered = sorted(
        rows,
        key=lambda row: (
            row["payload"]["list_id"],
            row["payload"]["product_id"],
            row["payload"]["variant_id"],
        ),
    )
    for row in ordered:
        part = parts[-1] if parts else None
        if (
            part is None
            or len(part) >= size
            or part[0]["payload"]["list_id"] != row["payload"]["list_id"]
        ):
            parts.append([])
        parts[-1].append(row)
    return parts
