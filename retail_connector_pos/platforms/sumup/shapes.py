"""How SumUp writes money, times and days."""

from datetime import date, datetime
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import Money, minor_units


def money(value, currency) -> Money:
    """Return an amount; nothing is zero. SumUp writes whole units with decimals."""
    digits = Decimal(1).scaleb(-minor_units(currency))
    return Money(Decimal(str(value or 0)).quantize(digits), currency)


def moment(text) -> datetime:
    """Return a point in time."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def day(text) -> date:
    """Return a day."""
    return date.fromisoformat(text[:10])


def rate(value) -> Decimal:
    """Return a tax rate as a fraction; products state it in per cent."""
    found = Decimal(str(value or 0))
    return found / 100 if found >= 1 else found
