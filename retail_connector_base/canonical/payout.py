"""Settlements: what a payment provider pays out, and for which transactions."""

from dataclasses import dataclass
from datetime import date, datetime

from .invariant import require, require_equal
from .money import Money

ENTRY_KINDS = (
    "sale",
    "refund",
    "fee",
    "fee_tax",
    "adjustment",
    "chargeback",
    "chargeback_reversal",
    "reserve",
    "reserve_release",
    "advance",
    "transfer",
)


@dataclass(frozen=True)
class SettlementEntry:
    """One balance transaction: ``net = gross - fee`` (signed from our side)."""

    external_id: str
    kind: str
    gross: Money
    fee: Money
    net: Money
    occurred_at: datetime
    tender_id: str = ""
    order_id: str = ""
    description: str = ""

    def __post_init__(self):
        require(self.kind in ENTRY_KINDS, "entry.kind", f"unknown kind {self.kind!r}")
        require_equal(
            self.net,
            self.gross - self.fee,
            f"entry[{self.external_id}].net",
            "gross - fee is not the net amount",
        )


@dataclass(frozen=True)
class Settlement:
    """One deposit (or withdrawal, negative) on the merchant's bank account."""

    external_id: str
    gateway: str
    currency: str
    paid_on: date
    total: Money
    entries: tuple[SettlementEntry, ...]
    status: str = "paid"  # scheduled, paid, failed, cancelled
    bank_reference: str = ""

    def __post_init__(self):
        require_equal(
            self.total,
            Money.sum((entry.net for entry in self.entries), self.currency),
            "settlement.total",
            "the entries do not add up to the deposit",
        )
