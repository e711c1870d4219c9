"""Places that hold goods, and how many of what is there."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .invariant import require
from .party import Address


@dataclass(frozen=True)
class Location:
    """A place the platform keeps stock at or sells from."""

    external_id: str
    name: str
    address: Address = Address()
    active: bool = True
    fulfils_online_orders: bool = True
    managed_elsewhere: bool = False  # a fulfilment service's own location


@dataclass(frozen=True)
class StockLevel:
    """Units of one stock item at one location, as the platform sees them."""

    stock_id: str
    location_id: str
    available: Decimal
    on_hand: Decimal | None = None
    updated_at: datetime | None = None

    def __post_init__(self):
        require(bool(self.stock_id), "stock.stock_id", "missing")
        require(bool(self.location_id), "stock.location_id", "missing")
