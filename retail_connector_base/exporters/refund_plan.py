"""What a credit note of Odoo is at the platform: units, delivery, money. No ORM."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Back:
    """Units of an order line that a credit note gives back.

    :param undelivered: units of the line that have not left
    :param returned: units that came back and no refund told of, in ``location``
    """

    line_id: str
    quantity: Decimal
    undelivered: Decimal = Decimal(0)
    returned: Decimal = Decimal(0)
    location: str = ""


def restocks(back):
    """Return the units by what becomes of them: cancelled, returned, kept outside."""
    left = back.quantity
    found = []
    for restock, limit, location in (
        ("cancel", back.undelivered, ""),
        ("return", back.returned if back.location else Decimal(0), back.location),
        ("none", left, ""),
    ):
        units = min(left, limit)
        if units > 0:
            left -= units
            found.append(
                {
                    "line_id": back.line_id,
                    "quantity": int(units),
                    "restock": restock,
                    "location_id": location,
                }
            )
    return found


def shares(amount, payments):
    """Return [(payment, part)]: money goes back by the ways it came, oldest first.

    :param payments: [(payment, what of it was not given back yet)]
    """
    found, left = [], amount
    for payment, limit in payments:
        part = min(left, limit)
        if part > 0:
            left -= part
            found.append((payment, part))
    return found, left
