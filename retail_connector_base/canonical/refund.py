"""Money and goods that come back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .invariant import require, require_equal
from .money import Money
from .order import TaxLine
from .payment import Tender

RESTOCK = ("none", "cancel", "return")


@dataclass(frozen=True)
class RefundLine:
    """One refunded thing. Amounts are positive; ``subtotal`` as in the order line."""

    kind: str  # as OrderLine.kind, or "adjustment"
    subtotal: Money
    order_line_id: str = ""
    quantity: Decimal = Decimal(0)
    taxes: tuple[TaxLine, ...] = ()
    restock: str = "none"
    location_id: str = ""
    reason: str = ""

    def __post_init__(self):
        require(self.restock in RESTOCK, "refund.restock", f"unknown {self.restock!r}")

    @property
    def tax(self) -> Money:
        """Return the sum of the line's taxes."""
        return Money.sum((t.amount for t in self.taxes), self.subtotal.currency)


@dataclass(frozen=True)
class Refund:
    """A refund of one order; ``total`` is what the customer is owed for it."""

    external_id: str
    order_id: str
    currency: str
    prices_include_tax: bool
    created_at: datetime
    lines: tuple[RefundLine, ...]
    total: Money
    tenders: tuple[Tender, ...] = ()
    note: str = ""
    return_id: str = ""

    def __post_init__(self):
        require(bool(self.order_id), "refund.order_id", "missing")
        found = Money.sum(
            (
                line.subtotal if self.prices_include_tax else line.subtotal + line.tax
                for line in self.lines
            ),
            self.currency,
        )
        require_equal(
            self.total, found, "refund.total", "the lines do not add up to the total"
        )


@dataclass(frozen=True)
class ReturnLine:
    """Goods announced to come back, with the customer's reason."""

    order_line_id: str
    quantity: Decimal
    reason: str = ""
    note: str = ""
    disposition: str = ""  # resell, quarantine, scrap; empty: not decided


@dataclass(frozen=True)
class Return:
    """A return merchandise authorisation."""

    external_id: str
    order_id: str
    status: str  # requested, open, closed, cancelled, declined
    lines: tuple[ReturnLine, ...]
    updated_at: datetime | None = None
