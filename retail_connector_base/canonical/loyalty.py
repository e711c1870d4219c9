"""Points a customer has: an account with every change of them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .invariant import require

# What happened to points. Positive ones are owed more.
LOYALTY_KINDS = (
    "issue",  # earned
    "credit",  # given by hand, or back
    "debit",  # became a reward, or taken by hand
    "expire",
)


@dataclass(frozen=True)
class LoyaltyMove:
    """One change of an account; ``order_id`` of the sale it belongs to."""

    external_id: str
    kind: str
    points: Decimal
    occurred_at: datetime
    order_id: str = ""
    note: str = ""

    def __post_init__(self):
        require(
            self.kind in LOYALTY_KINDS,
            "loyalty.move.kind",
            f"unknown kind {self.kind!r}",
        )


@dataclass(frozen=True)
class LoyaltyAccount:
    """A customer's account of points with its whole history."""

    external_id: str
    points: Decimal
    opened_at: datetime
    moves: tuple[LoyaltyMove, ...] = ()
    customer_id: str = ""
    updated_at: datetime | None = None
