"""Values as the X-Series API writes them: times, numbers, money in five decimals."""

from datetime import UTC, datetime
from decimal import ROUND_FLOOR, Decimal

from odoo.addons.retail_connector_base.canonical import (
    Money,
    minor_units,
    to_decimal,
)
from odoo.addons.retail_connector_base.platforms import RejectedDocument

CASH_TYPE = 1  # ``type_id`` of cash
ROUNDING = "rounding"  # in the name of the payment that rounds cash


def moment(text) -> datetime | None:
    """Return a time as aware UTC; the API leaves the zone out now and then."""
    if not text:
        return None
    value = datetime.fromisoformat(text)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def number(value, path="amount") -> Decimal:
    """Return a number, written one way; some objects have it as text, or not at all."""
    if value in (None, ""):
        return Decimal(0)
    return to_decimal(value, path).normalize() + 0


def unit_of(currency) -> Decimal:
    """Return the smallest unit of a currency."""
    return Decimal(1).scaleb(-minor_units(currency))


def money(value, currency, path="amount") -> Money:
    """Return an amount that is in whole smallest units already, written plainly."""
    return Money(number(value, path).quantize(unit_of(currency)), currency)


def settle(exact, total, unit, path) -> list[Decimal]:
    """Round parts to whole units so that they add up to the platform's total.

    Lines come with five decimals, the sale with the currency's. What the sale states
    is given out by largest remainder; a total that rounding cannot explain is refused.
    """
    difference = total - sum(exact, Decimal(0))
    if abs(difference) >= unit:
        raise RejectedDocument(
            f"the lines make {sum(exact, Decimal(0))}, the sale says {total} "
            f"(difference {difference:+f})",
            path,
            "lines_differ",
        )
    floors = [(part / unit).to_integral_value(ROUND_FLOOR) for part in exact]
    missing = int(total / unit - sum(floors))
    order = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i] / unit, i))
    for index in order[:missing]:
        floors[index] += 1
    return [part * unit for part in floors]


def is_rounding(name) -> bool:
    """Return whether a payment is what cash was rounded by."""
    return ROUNDING in (name or "").casefold()


def version_text(version) -> str:
    """Return a version so that text order is its order."""
    return f"v{int(version):019d}"
