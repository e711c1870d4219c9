"""Stores, their registers, and the ways to pay there."""

from dataclasses import dataclass
from datetime import date, datetime

from .invariant import require
from .stock import Location

TENDER_TYPES = ("cash", "card", "voucher", "gift_card", "account", "other")


@dataclass(frozen=True)
class Register:
    """A till. ``numbered``: its receipts carry numbers without holes.

    ``first_sequence`` is the lowest number to be expected of it from now on.
    """

    external_id: str
    name: str = ""
    numbered: bool = False
    active: bool = True
    first_sequence: int | None = None


@dataclass(frozen=True)
class TenderType:
    """A way to pay, as the platform calls it in ``Tender.gateway`` and ``method``."""

    gateway: str
    method: str = ""
    name: str = ""
    type: str = "other"

    def __post_init__(self):
        require(self.type in TENDER_TYPES, "tender_type.type", f"unknown {self.type!r}")


@dataclass(frozen=True)
class Store(Location):
    """A location that has registers."""

    timezone: str = ""  # IANA name
    currency: str = ""
    registers: tuple[Register, ...] = ()
    tenders: tuple[TenderType, ...] = ()


@dataclass(frozen=True)
class RegisterState:
    """What a register says of itself: its sign of life.

    ``last_sequence`` is the highest number it has issued, sent or not;
    ``first_sequence`` the lowest that is to be expected (what came before is history);
    ``queued`` how many records still wait on it.
    """

    external_id: str  # of the register
    location_id: str
    at: datetime  # when it was said
    epoch: int | None = None
    last_sequence: int | None = None
    first_sequence: int | None = None
    queued: int | None = None
    oldest_queued_at: datetime | None = None
    open_business_date: date | None = None
    clock: datetime | None = None  # the register's own time at ``at``
    software: str = ""
