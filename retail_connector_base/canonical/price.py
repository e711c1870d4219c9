"""Prices of variants, and the lists that hold others than the shop's own."""

from dataclasses import dataclass
from datetime import datetime

from .invariant import require
from .money import Money


@dataclass(frozen=True)
class PriceLevel:
    """What a variant costs in one price list from a moment on."""

    variant_id: str
    price: Money
    compare_at: Money | None = None
    list_id: str = ""  # empty: the shop's base price
    updated_at: datetime | None = None


@dataclass(frozen=True)
class PriceList:
    """A list of prices that holds for a market or for companies.

    A variant without a price of its own in the list costs the base price, changed by
    ``adjustment`` percent.
    """

    external_id: str
    name: str
    currency: str
    audience: str = ""  # market, company; empty: nobody uses it yet
    catalog: str = ""  # what the platform's people call it
    contexts: tuple[str, ...] = ()  # names of the markets or company locations
    context_ids: tuple[str, ...] = ()  # their ids, in the same order
    active: bool = True
    adjustment: str = ""  # e.g. "-10": percent of the base price
    fixed_count: int = 0  # variants with a price of their own
    updated_at: datetime | None = None

    def __post_init__(self):
        require(bool(self.external_id), "price_list.external_id", "missing")
        require(len(self.currency) == 3, "price_list.currency", "no ISO 4217 code")
