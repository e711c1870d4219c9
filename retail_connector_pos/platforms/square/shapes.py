"""How Square writes money, times and numbers."""

from datetime import UTC, datetime
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import Money, minor_units


def money(value, currency=None) -> Money:
    """Return an amount; Square counts in the smallest unit. None is nothing."""
    if value is None:
        return Money.zero(currency)
    units = minor_units(value["currency"])
    return Money(Decimal(value.get("amount") or 0).scaleb(-units), value["currency"])


def minor(amount, currency) -> dict:
    """Return a decimal text as Square's money."""
    return {
        "amount": int(Decimal(amount).scaleb(minor_units(currency))),
        "currency": currency,
    }


def moment(text) -> datetime | None:
    """Return a point in time; None when there is none."""
    if not text:
        return None
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def stamp(at: datetime) -> str:
    """Return a point in time as Square wants it."""
    text = at.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def version(text) -> str:
    """Return a time as text that sorts; empty when there is none."""
    at = moment(text)
    return at.astimezone(UTC).isoformat(timespec="milliseconds") if at else ""
