"""Goods that leave: the work that precedes it, and the parcels of an order."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .invariant import require

WORK_STATUSES = (
    "open",
    "in_progress",
    "scheduled",
    "on_hold",
    "incomplete",
    "closed",
    "cancelled",
)
DONE = ("closed", "cancelled")  # nothing of the work is left
PARCEL_STATUSES = ("success", "pending", "cancelled", "failed")


@dataclass(frozen=True)
class FulfilmentLine:
    """Units of one order line; ``remaining`` of them are still to be sent."""

    order_line_id: str
    quantity: Decimal
    external_id: str = ""
    remaining: Decimal = Decimal(0)


@dataclass(frozen=True)
class Tracking:
    """A parcel's number at its carrier."""

    carrier: str = ""
    number: str = ""
    url: str = ""


@dataclass(frozen=True)
class Hold:
    """A reason why goods must not leave yet. ``ours``: Odoo put it there."""

    external_id: str
    reason: str = ""
    note: str = ""
    handle: str = ""
    ours: bool = False


@dataclass(frozen=True)
class FulfilmentOrder:
    """The work order: one place is asked to send lines of an order."""

    external_id: str
    location_id: str
    lines: tuple[FulfilmentLine, ...]
    status: str = "open"
    method: str = "shipping"  # shipping, pickup, local, retail, none
    with_service: bool = False  # a fulfilment service was asked and answers for it
    holds: tuple[Hold, ...] = ()
    updated_at: datetime | None = None

    def __post_init__(self):
        require(bool(self.external_id), "work.external_id", "missing")
        require(self.status in WORK_STATUSES, "work.status", f"unknown {self.status!r}")

    @property
    def is_open(self) -> bool:
        """Return whether something of it is still to be sent."""
        return self.status not in DONE


@dataclass(frozen=True)
class Fulfilment:
    """A shipment of one order from one location: what has left.

    ``location_id`` is empty for what leaves no place: gift cards, downloads.
    """

    external_id: str
    order_id: str
    location_id: str
    lines: tuple[FulfilmentLine, ...]
    status: str = "success"
    name: str = ""
    tracking: tuple[Tracking, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None

    def __post_init__(self):
        require(bool(self.order_id), "fulfilment.order_id", "missing")
        require(bool(self.lines), "fulfilment.lines", "nothing in it")
        require(
            self.status in PARCEL_STATUSES,
            "fulfilment.status",
            f"unknown {self.status!r}",
        )


@dataclass(frozen=True)
class FulfilmentState:
    """All that is to leave and has left of one order; read whole, never in parts."""

    external_id: str  # the order's
    work: tuple[FulfilmentOrder, ...] = ()
    parcels: tuple[Fulfilment, ...] = ()
    updated_at: datetime | None = None

    def __post_init__(self):
        require(bool(self.external_id), "fulfilment.external_id", "missing")
        for kind, found in (("work", self.work), ("parcels", self.parcels)):
            ids = [item.external_id for item in found]
            require(len(set(ids)) == len(ids), f"fulfilment.{kind}", "the same twice")
