"""Goods that leave: parcels of an order and the work that precedes them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .invariant import require


@dataclass(frozen=True)
class FulfilmentLine:
    """Units of one order line."""

    order_line_id: str
    quantity: Decimal
    external_id: str = ""


@dataclass(frozen=True)
class Tracking:
    """A parcel's number at its carrier."""

    carrier: str = ""
    number: str = ""
    url: str = ""


@dataclass(frozen=True)
class Fulfilment:
    """A shipment (or its work order) of one order from one location."""

    external_id: str
    order_id: str
    location_id: str
    lines: tuple[FulfilmentLine, ...]
    status: str = "success"  # open, on_hold, success, cancelled
    tracking: tuple[Tracking, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None

    def __post_init__(self):
        require(bool(self.order_id), "fulfilment.order_id", "missing")
        require(bool(self.lines), "fulfilment.lines", "nothing in it")
