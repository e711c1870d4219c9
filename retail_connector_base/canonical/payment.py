"""Money that moves: tenders of an order or receipt, and what is disputed of it."""

from dataclasses import dataclass
from datetime import datetime

from .invariant import require
from .money import Money

KINDS = ("authorization", "sale", "capture", "void", "refund", "change")
STATUSES = ("success", "pending", "failure", "error", "unknown")
# What a successful tender does to the money received: +1 in, -1 out, 0 nothing.
EFFECT = {
    "authorization": 0,
    "sale": 1,
    "capture": 1,
    "void": 0,
    "refund": -1,
    "change": -1,
}


@dataclass(frozen=True)
class Tender:
    """One payment transaction; ``amount`` has no sign, ``kind`` gives it."""

    external_id: str
    kind: str
    status: str
    gateway: str
    amount: Money
    processed_at: datetime
    parent_id: str = ""
    reference: str = ""
    method: str = ""  # card brand, wallet, gift card ...
    fee: Money | None = None
    fee_tax: Money | None = None  # part of the fee
    presentment: Money | None = None
    rounding: Money | None = None  # cash rounding, a part of the amount
    gift_card_id: str = ""
    authorization: str = ""  # the issuer's code
    test: bool = False

    def __post_init__(self):
        require(bool(self.external_id), "tender.external_id", "missing")
        require(self.kind in KINDS, "tender.kind", f"unknown kind {self.kind!r}")
        require(
            self.status in STATUSES, "tender.status", f"unknown status {self.status!r}"
        )
        require(
            self.amount.amount >= 0,
            "tender.amount",
            f"negative ({self.amount}); the kind carries the sign",
        )

    @property
    def effect(self) -> Money:
        """Return what this tender adds to the money received (signed)."""
        sign = EFFECT[self.kind] if self.status == "success" else 0
        return self.amount * sign


DISPUTE_KINDS = ("chargeback", "inquiry")
# status -> is it over
DISPUTE_STATUSES = {
    "needs_response": False,
    "under_review": False,
    "won": True,
    "lost": True,
    "accepted": True,
    "prevented": True,
    "refunded": True,
}


@dataclass(frozen=True)
class Dispute:
    """A payment that the customer's bank questions; an inquiry moves no money yet."""

    external_id: str
    kind: str
    status: str
    amount: Money
    initiated_at: datetime
    order_id: str = ""
    reason: str = ""
    network_code: str = ""
    evidence_due_at: datetime | None = None
    evidence_sent_at: datetime | None = None
    finalized_at: datetime | None = None
    updated_at: datetime | None = None

    def __post_init__(self):
        require(
            self.kind in DISPUTE_KINDS, "dispute.kind", f"unknown kind {self.kind!r}"
        )
        require(
            self.status in DISPUTE_STATUSES,
            "dispute.status",
            f"unknown status {self.status!r}",
        )

    @property
    def is_over(self) -> bool:
        """Return whether nothing more will happen."""
        return DISPUTE_STATUSES[self.status]
