"""A till's receipt: an order with a place, whose returned lines say what they undo."""

from dataclasses import dataclass
from decimal import Decimal

from .invariant import require, require_equal
from .money import Money, minor_units
from .order import Order, OrderLine
from .session import CashMovement

# What a numbered record of a till is. All but sale, post_void and movement only use up
# a number: nothing is booked for them.
ACTIONS = (
    "sale",  # anything sold, returned or exchanged
    "post_void",  # undoes an earlier receipt as a whole
    "movement",  # cash put in or taken out
    "void",  # cancelled before it was finished
    "no_sale",  # the drawer was opened
    "control",  # sign-on, opening, closing, training and the like
)
DISPOSITIONS = ("", "resell", "quarantine", "scrap", "none")  # none: stays away


@dataclass(frozen=True)
class Origin:
    """Where a returned line was sold, as far as the till knows.

    ``receipt_id`` (and ``line_id``) name another receipt of the same connection;
    ``order_id`` or ``order_name`` a web order of any connection; nothing at all is a
    return without a receipt.
    """

    receipt_id: str = ""
    line_id: str = ""
    order_id: str = ""
    order_name: str = ""

    def __bool__(self):
        return any((self.receipt_id, self.order_id, self.order_name))


@dataclass(frozen=True)
class Lot:
    """Units of one lot, or one serial number."""

    number: str
    quantity: Decimal = Decimal(1)


@dataclass(frozen=True)
class LoyaltyChange:
    """What a receipt did to a customer's points.

    ``earned`` is negative when a return takes points back. ``redeemed`` are points that
    gave a discount the receipt has; points that paid are a tender.
    """

    account_id: str
    earned: Decimal = Decimal(0)
    redeemed: Decimal = Decimal(0)

    def __post_init__(self):
        require(bool(self.account_id), "loyalty.account_id", "missing")


@dataclass(frozen=True)
class ReceiptLine(OrderLine):
    """A line of a receipt; a returned one has a negative quantity and subtotal.

    A weighed line's price times its weight has more decimals than the currency: the
    till rounds it, by less than one smallest unit, and its amount is the one that
    counts.
    """

    origin: Origin | None = None
    reason: str = ""  # the till's code of why it came back
    disposition: str = ""  # resell, quarantine, scrap; empty: by the reason
    lots: tuple[Lot, ...] = ()
    staff: str = ""
    gift_card_id: str = ""

    def __post_init__(self):
        super().__post_init__()
        require(
            self.disposition in DISPOSITIONS,
            f"line[{self.external_id}].disposition",
            f"unknown {self.disposition!r}",
        )

    def _check_subtotal(self, expected):
        unit = Decimal(1).scaleb(-minor_units(self.currency))
        if abs((expected - self.subtotal).amount) >= unit:
            super()._check_subtotal(expected)

    @property
    def is_return(self) -> bool:
        """Return whether goods come back."""
        return self.quantity < 0


@dataclass(frozen=True)
class Receipt(Order):
    """What a register recorded under one number.

    ``place`` says where; ``place.business_date`` may be left to the store's settings.
    The tenders pay the total exactly: what is not paid is a tender too (on account),
    change is a tender of kind ``change``, rounding in cash a line of kind
    ``rounding``, a tip a line of kind ``tip``.
    """

    lines: tuple[ReceiptLine, ...]
    action: str = "sale"
    voids: str = ""  # external id of the receipt a post_void undoes
    movement: CashMovement | None = None
    invoice: bool = False  # the customer asked for an invoice
    number: str = ""  # as printed; empty: ``name``
    loyalty: tuple[LoyaltyChange, ...] = ()

    def __post_init__(self):
        super().__post_init__()
        require(self.action in ACTIONS, "receipt.action", f"unknown {self.action!r}")
        require(
            self.place is not None and bool(self.place.register_id),
            "receipt.place",
            "a receipt comes from a register",
        )
        require(
            self.action == "sale" or not self.lines,
            "receipt.lines",
            f"a {self.action} sells nothing",
        )
        require(
            (self.action == "movement") == (self.movement is not None),
            "receipt.movement",
            "a movement of cash has an amount, nothing else has",
        )
        require(
            (self.action == "post_void") == bool(self.voids),
            "receipt.voids",
            "only a post_void names the receipt it undoes, and it must",
        )
        self._check_receipt_amounts()

    def _check_receipt_amounts(self):
        for line in self.lines:
            for amount in (line.subtotal, *(tax.amount for tax in line.taxes)):
                require(
                    amount.is_exact,
                    f"line[{line.external_id}]",
                    f"{amount} has a fraction of the smallest unit",
                )
        require_equal(
            self.total,
            Money.sum((tender.effect for tender in self.tenders), self.currency),
            "receipt.tenders",
            "the tenders do not add up to the total",
        )
