"""A till's shift: opened with a float, closed with a count."""

from dataclasses import dataclass
from datetime import date, datetime

from .invariant import require_equal
from .money import Money


@dataclass(frozen=True)
class CashMovement:
    """Cash put in or taken out that is no sale; signed."""

    amount: Money
    reason: str
    occurred_at: datetime
    external_id: str = ""


@dataclass(frozen=True)
class TenderCount:
    """What the till expected of one tender, and what was counted."""

    tender: str  # gateway, as in the receipts' tenders
    expected: Money
    counted: Money | None = None
    count: int | None = None  # how many tenders
    method: str = ""


@dataclass(frozen=True)
class CashSession:
    """A register's business day or shift: open, or as closed at the till.

    Without ``closed_at`` it says that the shift was opened, with which float.
    ``first_sequence`` to ``last_sequence`` are the numbers that belong to it.
    ``business_date`` may be left to the store's settings. ``untold`` are gateways that
    the till does not count at its close although receipts are paid by them.
    """

    external_id: str
    location_id: str
    register_id: str
    currency: str
    business_date: date | None
    opened_at: datetime
    opening_float: Money
    closed_at: datetime | None = None
    tenders: tuple[TenderCount, ...] = ()
    movements: tuple[CashMovement, ...] = ()
    cash_expected: Money | None = None
    cash_counted: Money | None = None
    over_short: Money | None = None
    first_sequence: int | None = None
    last_sequence: int | None = None
    receipt_count: int | None = None
    shift_id: str = ""  # as in the receipts' place; empty: the business day
    epoch: int | None = None
    gross_total: Money | None = None
    tax_total: Money | None = None
    staff: str = ""
    updated_at: datetime | None = None
    untold: tuple[str, ...] = ()

    def __post_init__(self):
        if None not in (self.cash_expected, self.cash_counted, self.over_short):
            require_equal(
                self.over_short,
                self.cash_counted - self.cash_expected,
                "session.over_short",
                "counted - expected is not the stated difference",
            )
