"""A sale: web order or store receipt, with every amount as the platform states it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from .invariant import require, require_equal
from .money import Money
from .party import Address, Party
from .payment import Tender

LINE_KINDS = (
    "product",
    "custom",
    "gift_card",
    "shipping",
    "tip",
    "fee",
    "duty",
    "rounding",
    "deposit",
    "donation",
)
FINANCIAL_STATUSES = (
    "pending",
    "authorized",
    "partially_paid",
    "paid",
    "partially_refunded",
    "refunded",
    "voided",
    "expired",
)
RISKS = ("none", "low", "medium", "high", "pending")


@dataclass(frozen=True)
class TaxLine:
    """A tax the platform charged on a line. ``rate`` is a fraction (0.19 = 19 %)."""

    title: str
    rate: Decimal
    amount: Money
    channel_liable: bool = False  # the platform remits it, not the merchant


@dataclass(frozen=True)
class Discount:
    """A discount that was applied to a line, with its share in money."""

    title: str
    amount: Money
    code: str = ""
    kind: str = "automatic"  # code, automatic, manual, script


@dataclass(frozen=True)
class OrderLine:
    """A line of any kind; shipping, tips, fees and duties are lines too.

    ``subtotal`` is what the customer is charged for the line after all discounts,
    with tax when the order's prices include tax, else without. It equals
    ``unit_price * quantity - discounts``. Taxes are the platform's amounts.
    """

    external_id: str
    kind: str
    title: str
    quantity: Decimal
    unit_price: Money
    subtotal: Money
    taxes: tuple[TaxLine, ...] = ()
    discounts: tuple[Discount, ...] = ()
    product_id: str = ""
    variant_id: str = ""
    sku: str = ""
    barcode: str = ""
    current_quantity: Decimal | None = None  # after edits and refunds
    requires_shipping: bool = False
    parent_id: str = ""  # line of the bundle this belongs to
    code: str = ""  # shipping method, fee type
    attributes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        path = f"line[{self.external_id}]"
        require(bool(self.external_id), "line.external_id", "missing")
        require(self.kind in LINE_KINDS, f"{path}.kind", f"unknown {self.kind!r}")
        discount = Money.sum((d.amount for d in self.discounts), self.currency)
        self._check_subtotal(self.unit_price * self.quantity - discount)
        require(
            all(tax.amount.currency == self.currency for tax in self.taxes),
            f"{path}.taxes",
            "in another currency than the line",
        )

    def _check_subtotal(self, expected):
        require_equal(
            self.subtotal,
            expected,
            f"line[{self.external_id}].subtotal",
            "unit price x quantity - discounts is not the subtotal",
        )

    @property
    def currency(self) -> str:
        """Return the currency all amounts of the line are in."""
        return self.subtotal.currency

    @property
    def tax(self) -> Money:
        """Return the sum of the line's taxes."""
        return Money.sum((tax.amount for tax in self.taxes), self.currency)

    @property
    def discount(self) -> Money:
        """Return the sum of the line's discounts."""
        return Money.sum((d.amount for d in self.discounts), self.currency)

    def net(self, prices_include_tax: bool) -> Money:
        """Return the amount without tax."""
        return self.subtotal - self.tax if prices_include_tax else self.subtotal

    def gross(self, prices_include_tax: bool) -> Money:
        """Return the amount with tax."""
        return self.subtotal if prices_include_tax else self.subtotal + self.tax


TERM_KINDS = ("net", "fixed", "receipt", "fulfilment", "unknown")


@dataclass(frozen=True)
class Instalment:
    """A part of an order and when it is due; no date: when it is shipped."""

    amount: Money
    due_at: datetime | None = None


@dataclass(frozen=True)
class PaymentTerms:
    """When an order that is sold on account has to be paid."""

    name: str
    kind: str = "net"
    days: int | None = None  # of ``net``, counted from the order
    instalments: tuple[Instalment, ...] = ()

    def __post_init__(self):
        require(self.kind in TERM_KINDS, "terms.kind", f"unknown kind {self.kind!r}")

    @property
    def on_account(self) -> bool:
        """Return whether goods are sent before they are paid."""
        return self.kind in ("net", "fixed", "fulfilment")


@dataclass(frozen=True)
class Place:
    """Where and when a store sale happened; web orders have none."""

    location_id: str = ""
    register_id: str = ""
    shift_id: str = ""
    business_date: date | None = None
    epoch: int | None = None  # raised when the till's numbering restarts
    sequence: int | None = None  # dense number per register, if the till has one
    revision: int = 0
    staff: str = ""
    device: str = ""


@dataclass(frozen=True)
class Order:
    """A sale, complete: lines, taxes, tenders, people, where from.

    All amounts are in ``currency``. The invariants hold for the order as placed or
    last edited: ``total`` is the sum of all lines with their taxes, ``total_tax``
    the sum of all taxes, ``paid`` the effect of the tenders.
    """

    external_id: str
    name: str
    currency: str
    prices_include_tax: bool
    created_at: datetime
    updated_at: datetime
    lines: tuple[OrderLine, ...]
    total: Money
    total_tax: Money
    financial_status: str = "pending"
    paid: Money | None = None  # received minus refunded, as the platform states
    tenders: tuple[Tender, ...] = ()
    processed_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    closed_at: datetime | None = None
    fulfilment_status: str = ""
    customer: Party | None = None
    billing: Address = Address()
    shipping: Address = Address()
    email: str = ""
    phone: str = ""
    channel: str = "web"  # web, pos, draft, marketplace ...
    source_name: str = ""  # the platform's own word for the channel
    place: Place | None = None
    staff: str = ""  # who sold it: the name where it is told, else an id
    terms: PaymentTerms | None = None
    risk: str = "none"
    test: bool = False
    edited: bool = False
    refunded: Money | None = None
    presentment_total: Money | None = None
    tags: tuple[str, ...] = ()
    note: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    url: str = ""

    def __post_init__(self):
        require(bool(self.external_id), "order.external_id", "missing")
        require(bool(self.name), "order.name", "missing")
        require(
            self.financial_status in FINANCIAL_STATUSES,
            "order.financial_status",
            f"unknown status {self.financial_status!r}",
        )
        require(self.risk in RISKS, "order.risk", f"unknown level {self.risk!r}")
        for stamp in ("created_at", "updated_at"):
            require(
                getattr(self, stamp).tzinfo is not None,
                f"order.{stamp}",
                "without time zone",
            )
        ids = [line.external_id for line in self.lines]
        require(len(set(ids)) == len(ids), "order.lines", "the same line twice")
        self._check_amounts()

    def _check_amounts(self):
        included = self.prices_include_tax
        require_equal(
            self.total,
            Money.sum((line.gross(included) for line in self.lines), self.currency),
            "order.total",
            "the lines with their taxes do not add up to the total",
        )
        require_equal(
            self.total_tax,
            Money.sum((line.tax for line in self.lines), self.currency),
            "order.total_tax",
            "the line taxes do not add up to the total tax",
        )
        if self.paid is not None:
            require_equal(
                self.paid,
                Money.sum((t.effect for t in self.tenders), self.currency),
                "order.paid",
                "the tenders do not add up to the amount received",
            )

    @property
    def expected_gateways(self) -> frozenset[str]:
        """Return by which means, in lower case, money is expected but not there."""
        return frozenset(
            tender.gateway.casefold()
            for tender in self.tenders
            if tender.status == "pending" and tender.kind == "sale"
        )

    @property
    def is_cancelled(self) -> bool:
        """Return whether the platform cancelled the order."""
        return self.cancelled_at is not None

    @property
    def outstanding(self) -> Money:
        """Return what is still to be received."""
        return self.total - (self.paid or Money.zero(self.currency))


@dataclass(frozen=True)
class Quotation(Order):
    """An order that was drafted and offered; ``successor_id`` is what it became."""

    successor_id: str = ""
    closed: bool = False
