"""What happens to gift cards beside orders: which account owes it, which one pays."""

from collections.abc import Iterable
from decimal import Decimal

# kind of a move -> role of the account that stands against the liability
AGAINST = {
    "issue": "card_expense",
    "credit": "card_expense",
    "debit": "card_expense",
    "cash_out": "card_cash",
    "expire": "card_breakage",
    "deactivate": "card_breakage",
}
LIABILITY = "card_liability"


def card_legs(moves: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """Return role -> debit (positive) of moves (kind, amount), which add up to nothing.

    An amount is positive when more is owed, which credits the liability.
    """
    legs: dict[str, Decimal] = {}
    for kind, amount in moves:
        for role, value in ((AGAINST[kind], amount), (LIABILITY, -amount)):
            legs[role] = legs.get(role, Decimal(0)) + value
    return {role: value for role, value in legs.items() if value}
