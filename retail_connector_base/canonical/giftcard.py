"""Money a merchant owes to whoever holds a gift card or has store credit."""

from dataclasses import dataclass
from datetime import date, datetime

from .invariant import require
from .money import Money

CARD_KINDS = ("gift_card", "store_credit")
# What happened to a balance. The amount is signed: positive is owed more.
MOVE_KINDS = (
    "issue",  # the card came into being
    "credit",  # loaded by hand
    "debit",  # taken by hand
    "redeem",  # paid with
    "refund",  # paid back to it
    "cash_out",  # paid out in cash
    "expire",
    "deactivate",
)
SOURCES = ("purchased", "manual", "refund", "unknown")


@dataclass(frozen=True)
class GiftCardMove:
    """One change of a balance; ``tender_id`` when an order was paid by it."""

    external_id: str
    kind: str
    amount: Money
    occurred_at: datetime
    tender_id: str = ""
    order_id: str = ""
    note: str = ""

    def __post_init__(self):
        require(
            self.kind in MOVE_KINDS, "card.move.kind", f"unknown kind {self.kind!r}"
        )


@dataclass(frozen=True)
class GiftCard:
    """A gift card or an account of store credit, and what is left on it.

    ``complete`` says that ``moves`` is the whole history; otherwise payments are
    known from the tenders of orders only.
    """

    external_id: str
    kind: str
    currency: str
    balance: Money
    initial: Money
    issued_at: datetime
    moves: tuple[GiftCardMove, ...] = ()
    source: str = "unknown"
    last_characters: str = ""
    active: bool = True
    expires_on: date | None = None
    deactivated_at: datetime | None = None
    order_id: str = ""
    order_line_id: str = ""
    customer_id: str = ""
    complete: bool = False
    updated_at: datetime | None = None

    def __post_init__(self):
        require(self.kind in CARD_KINDS, "card.kind", f"unknown kind {self.kind!r}")
        require(
            self.source in SOURCES, "card.source", f"unknown source {self.source!r}"
        )
        for name in ("balance", "initial"):
            require(
                getattr(self, name).currency == self.currency,
                f"card.{name}",
                "not in the currency of the card",
            )
        for move in self.moves:
            require(
                move.amount.currency == self.currency,
                f"card.move[{move.external_id}]",
                "not in the currency of the card",
            )
