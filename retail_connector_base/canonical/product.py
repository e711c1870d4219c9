"""Products and their variants."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .invariant import require
from .money import Money


@dataclass(frozen=True)
class Metafield:
    """A typed value of the merchant's own; ``value`` is text as the type writes it."""

    namespace: str
    key: str
    type: str
    value: str

    def __post_init__(self):
        require(bool(self.key), "metafield.key", "missing")


@dataclass(frozen=True)
class Media:
    """A picture of a product. ``checksum`` names its content, where that is known."""

    external_id: str = ""
    url: str = ""
    alt: str = ""
    checksum: str = ""
    status: str = "ready"  # ready, processing, failed


TEXTS = ("title", "description_html", "seo_title", "seo_description")


def option_text(option: str, value: str = "") -> str:
    """Return what the name of an option is called as a text, or that of its value."""
    return f"option:{option}={value}" if value else f"option:{option}"


@dataclass(frozen=True)
class Translation:
    """One text of a product in another language."""

    locale: str
    key: str  # one of TEXTS, or an option_text
    value: str


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
    media_ids: tuple[str, ...] = ()
    metafields: tuple[Metafield, ...] | None = None  # None: not known


@dataclass(frozen=True)
class Product:
    """A product with at least one variant; None stands for what was not read.

    ``key`` is our own name for it, when we made it; collections and publications are
    the platform's ids.
    """

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
    key: str = ""
    handle: str = ""
    seo_title: str = ""
    seo_description: str = ""
    media: tuple[Media, ...] | None = None
    metafields: tuple[Metafield, ...] | None = None
    collections: tuple[str, ...] | None = None
    publications: tuple[str, ...] | None = None
    translations: tuple[Translation, ...] | None = None

    def __post_init__(self):
        require(bool(self.external_id), "product.external_id", "missing")
        require(bool(self.variants), "product.variants", "a product needs a variant")
        ids = [variant.external_id for variant in self.variants]
        require(len(set(ids)) == len(ids), "product.variants", "the same variant twice")

    def texts(self) -> dict[str, str]:
        """Return each text that can be translated, in the main language, by name."""
        found = {name: getattr(self, name) for name in TEXTS}
        for variant in self.variants:
            for option, value in variant.options:
                found[option_text(option)] = option
                found[option_text(option, value)] = value
        return found
