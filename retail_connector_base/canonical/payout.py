"""Settlements: what a payment provider pays out, and for which transactions."""

from dataclasses import dataclass
from datetime import date, datetime

from .invariant import require, require_equal
from .money import Money

# What a balance transaction is about. The sign of its amount says which way the money
# went: a fee that is given back is a ``fee`` with a positive amount.
ENTRY_KINDS = (
    "sale",  # settles a tender
    "refund",  # settles a refund tender
    "refund_reversal",  # a refund the customer's bank sent back
    "fee",
    "fee_tax",
    "chargeback",  # disputed money taken away
    "chargeback_reversal",  # and given back
    "chargeback_fee",
    "protection",  # against chargebacks: what it costs and what it pays
    "reserve",  # held back for a while
    "reserve_release",
    "risk",  # withdrawn because of suspected fraud, and given back
    "adjustment",  # corrections the provider names
    "shipping_label",
    "import_duty",  # duties and import taxes the provider pays
    "billing",  # the provider's own bills
    "promotion",  # credits the provider gives
    "marketplace_fee",
    "marketplace_tax",  # tax the channel collects and pays itself
    "vat_refund",
    "sponsored",  # paid by the provider instead of the customer
    "collective",  # goods sold for, or supplied by, another merchant
    "channel",  # moved between the merchant's channels
    "markets",  # cross-border services
    "advance",
    "lending",
    "transfer",  # between the merchant's own balances
    "payout_returned",  # an earlier payout that did not reach the bank
    "cash",  # counted cash that is brought to the bank
)
UNKNOWN = "unknown"  # the provider's word is in no table yet: a person says what it is
SETTLES = frozenset({"sale", "refund"})  # kinds that settle a tender
SETTLEMENT_KINDS = ("payout", "file", "cash_deposit")
# Later words of a settlement's life replace earlier ones, never the reverse.
STATUSES = {"scheduled": 0, "in_transit": 1, "paid": 2, "failed": 3, "cancelled": 3}


@dataclass(frozen=True)
class SettlementEntry:
    """One balance transaction: ``net = gross - fee`` (signed from our side).

    ``fee_tax`` is the part of the fee that is tax. ``type`` is the provider's own word.
    """

    external_id: str
    kind: str
    gross: Money
    fee: Money
    net: Money
    occurred_at: datetime
    tender_id: str = ""
    order_id: str = ""
    description: str = ""
    type: str = ""
    order_name: str = ""
    reference: str = ""  # what else names the tender: authorisation, payment id
    method: str = ""
    dispute_id: str = ""
    fee_tax: Money | None = None

    def __post_init__(self):
        require(
            self.kind in (*ENTRY_KINDS, UNKNOWN),
            "entry.kind",
            f"unknown kind {self.kind!r}",
        )
        require_equal(
            self.net,
            self.gross - self.fee,
            f"entry[{self.external_id}].net",
            "gross - fee is not the net amount",
        )
        if self.fee_tax is not None:
            require(
                self.fee_tax.currency == self.fee.currency,
                f"entry[{self.external_id}].fee_tax",
                "not in the currency of the fee",
            )


@dataclass(frozen=True)
class Settlement:
    """One deposit (or withdrawal, negative) on the merchant's bank account.

    ``deposit`` is what the bank shows when it is in another currency than the total.
    """

    external_id: str
    gateway: str
    currency: str
    paid_on: date
    total: Money
    entries: tuple[SettlementEntry, ...]
    status: str = "paid"
    bank_reference: str = ""
    kind: str = "payout"
    name: str = ""
    deposit: Money | None = None
    updated_at: datetime | None = None

    def __post_init__(self):
        require(
            self.status in STATUSES,
            "settlement.status",
            f"unknown status {self.status!r}",
        )
        require(
            self.kind in SETTLEMENT_KINDS,
            "settlement.kind",
            f"unknown kind {self.kind!r}",
        )
        require_equal(
            self.total,
            Money.sum((entry.net for entry in self.entries), self.currency),
            "settlement.total",
            "the entries do not add up to the deposit",
        )
        ids = [entry.external_id for entry in self.entries]
        require(
            len(ids) == len(set(ids)),
            "settlement.entries",
            "a transaction is listed twice",
        )
