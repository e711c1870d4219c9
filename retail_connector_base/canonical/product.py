"""Products and their variants."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .invariant import require
from .money import Money


@dataclass(frozen=True)
class Variant:
    """One sellable thing. ``stock_id`` is the platform's id for its inventory."""

    external_id: str
    title: str = ""
    sku: str = ""
    barcode: str = ""
    price: Money | None = None
    compare_at: Money | None = None
    cost: Money | None = None
    weight_kg: Decimal | None = None
    hs_code: str = ""
    origin_country: str = ""
    taxable: bool = True
    tracked: bool = True
    requires_shipping: bool = True
    options: tuple[tuple[str, str], ...] = ()  # (option name, value)
    stock_id: str = ""


@dataclass(frozen=True)
class Product:
    """A product with at least one variant."""

    external_id: str
    title: str
    variants: tuple[Variant, ...]
    description_html: str = ""
    vendor: str = ""
    product_type: str = ""
    status: str = "active"  # active, draft, archived
    tags: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    updated_at: datetime | None = None

    def __post_init__(self):
        require(bool(self.external_id), "product.external_id", "missing")
        require(bool(self.variants), "product.variants", "a product needs a variant")
        ids = [variant.external_id for variant in self.variants]
        require(len(set(ids)) == len(ids), "product.variants", "the same variant twice")
