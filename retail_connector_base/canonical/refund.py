"""Money and goods that come back.

A refund has no list of its own at most platforms: it is part of its order. So a
document names an order and tells *everything* that came back of it so far; whoever
reads it late, twice or out of order ends with the same.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .invariant import require, require_equal
from .money import Money
from .order import LINE_KINDS, TaxLine
from .payment import Tender

RESTOCK = ("none", "cancel", "return")
REFUND_LINE_KINDS = (*LINE_KINDS, "adjustment")
RETURN_STATUSES = ("requested", "open", "closed", "cancelled", "declined")
DISPOSITIONS = ("", "restock", "quarantine", "scrap", "none", "missing")


@dataclass(frozen=True)
class RefundLine:
    """One refunded thing; ``subtotal`` as in the order line.

    Amounts are what the customer is credited; a negative one (a fee that is kept, less
    given back than the goods are worth) lowers the credit.

    :param unshipped: of ``quantity``, the units that were never to be shipped
    """

    kind: str  # as OrderLine.kind, or "adjustment"
    subtotal: Money
    order_line_id: str = ""
    quantity: Decimal = Decimal(0)
    taxes: tuple[TaxLine, ...] = ()
    restock: str = "none"
    location_id: str = ""
    reason: str = ""
    external_id: str = ""
    title: str = ""
    unshipped: Decimal = Decimal(0)

    def __post_init__(self):
        require(self.restock in RESTOCK, "refund.restock", f"unknown {self.restock!r}")
        require(self.kind in REFUND_LINE_KINDS, "refund.kind", f"unknown {self.kind!r}")
        require(
            0 <= self.unshipped <= self.quantity,
            "refund.unshipped",
            f"{self.unshipped} of {self.quantity} units",
        )

    @property
    def tax(self) -> Money:
        """Return the sum of the line's taxes."""
        return Money.sum((t.amount for t in self.taxes), self.subtotal.currency)

    def net(self, prices_include_tax: bool) -> Money:
        """Return the amount without tax."""
        return self.subtotal - self.tax if prices_include_tax else self.subtotal

    def gross(self, prices_include_tax: bool) -> Money:
        """Return the amount with tax."""
        return self.subtotal if prices_include_tax else self.subtotal + self.tax


@dataclass(frozen=True)
class Refund:
    """A refund of one order.

    ``total`` is what the customer is credited, ``refunded`` the money that was given
    back for it so far. The rest lowers what is still open of the order, or pays for
    what the customer took in exchange.
    """

    external_id: str
    order_id: str
    currency: str
    prices_include_tax: bool
    created_at: datetime
    lines: tuple[RefundLine, ...]
    total: Money
    refunded: Money | None = None
    tenders: tuple[Tender, ...] = ()
    note: str = ""
    name: str = ""
    return_id: str = ""

    def __post_init__(self):
        require(bool(self.external_id), "refund.external_id", "missing")
        require(bool(self.order_id), "refund.order_id", "missing")
        found = Money.sum(
            (line.gross(self.prices_include_tax) for line in self.lines), self.currency
        )
        require_equal(
            self.total, found, "refund.total", "the lines do not add up to the total"
        )
        if self.refunded is not None:
            self._check_refunded()

    def _check_refunded(self):
        """The money is what the tenders gave back; pending ones may be counted."""
        given = -Money.sum((t.effect for t in self.tenders), self.currency)
        if self.is_pending and self.refunded == given + self.pending:
            return
        require_equal(
            self.refunded,
            given,
            "refund.refunded",
            "the tenders do not add up to the money given back",
        )

    @property
    def total_tax(self) -> Money:
        """Return the sum of all taxes."""
        return Money.sum((line.tax for line in self.lines), self.currency)

    @property
    def is_pending(self) -> bool:
        """Return whether money is still on its way back."""
        return any(t.kind == "refund" and t.status == "pending" for t in self.tenders)

    @property
    def pending(self) -> Money:
        """Return the money that is still on its way back."""
        return Money.sum(
            (
                tender.amount
                for tender in self.tenders
                if tender.kind == "refund" and tender.status == "pending"
            ),
            self.currency,
        )


@dataclass(frozen=True)
class Refunds:
    """All refunds of an order, oldest first; ``external_id`` is the order's."""

    external_id: str
    refunds: tuple[Refund, ...]
    updated_at: datetime | None = None

    def __post_init__(self):
        require(bool(self.external_id), "refunds.external_id", "missing")
        ids = [refund.external_id for refund in self.refunds]
        require(len(set(ids)) == len(ids), "refunds", "the same refund twice")
        require(
            all(refund.order_id == self.external_id for refund in self.refunds),
            "refunds.order_id",
            "a refund of another order",
        )


@dataclass(frozen=True)
class ReturnLine:
    """Goods announced to come back, with the customer's reason.

    :param disposition: what the platform decided about them; empty: nothing yet
    :param received: units the platform has dealt with
    """

    order_line_id: str
    quantity: Decimal
    external_id: str = ""
    reason: str = ""
    note: str = ""
    disposition: str = ""
    location_id: str = ""
    received: Decimal = Decimal(0)

    def __post_init__(self):
        require(
            self.disposition in DISPOSITIONS,
            "return.disposition",
            f"unknown {self.disposition!r}",
        )
        require(
            0 <= self.received <= self.quantity,
            "return.received",
            f"{self.received} of {self.quantity} units",
        )


@dataclass(frozen=True)
class Return:
    """A return merchandise authorisation."""

    external_id: str
    order_id: str
    status: str  # requested, open, closed, cancelled, declined
    lines: tuple[ReturnLine, ...]
    updated_at: datetime | None = None
    name: str = ""
    exchange: bool = False  # the customer takes something else instead

    def __post_init__(self):
        require(bool(self.external_id), "return.external_id", "missing")
        require(
            self.status in RETURN_STATUSES, "return.status", f"unknown {self.status!r}"
        )


@dataclass(frozen=True)
class Returns:
    """All returns of an order, oldest first; ``external_id`` is the order's."""

    external_id: str
    returns: tuple[Return, ...]
    updated_at: datetime | None = None

    def __post_init__(self):
        require(bool(self.external_id), "returns.external_id", "missing")
        ids = [one.external_id for one in self.returns]
        require(len(set(ids)) == len(ids), "returns", "the same return twice")
