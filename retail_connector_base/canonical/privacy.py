"""What a person asks about the data kept of him, as the platform passes it on."""

from dataclasses import dataclass, replace
from datetime import datetime

from .invariant import require
from .order import Order
from .party import Address
from .refund import Refunds, Returns

PRIVACY_KINDS = (
    "access",  # a customer wants to know what is stored
    "erase",  # a customer's data has to go
    "erase_shop",  # the shop left: all its customers' data has to go
)


@dataclass(frozen=True)
class PrivacyRequest:
    """A request for knowledge or erasure.

    :param external_id: the same for the same request, however often it is repeated
    :param customer_id: empty for a whole shop
    :param order_ids: orders the platform names as the customer's
    :param email: of the customer, to answer; only of a request for knowledge
    """

    external_id: str
    kind: str
    customer_id: str = ""
    order_ids: tuple[str, ...] = ()
    email: str = ""
    requested_at: datetime | None = None

    def __post_init__(self):
        require(bool(self.external_id), "privacy.external_id", "missing")
        require(self.kind in PRIVACY_KINDS, "privacy.kind", f"unknown {self.kind!r}")
        require(
            self.kind == "erase_shop" or bool(self.customer_id or self.order_ids),
            "privacy.customer_id",
            "names neither a customer nor an order",
        )


def without_person(document):
    """Return the document with its amounts and goods, and nothing of a person.

    The country stays: taxes depend on it.
    """
    if isinstance(document, Order):
        return replace(
            document,
            customer=None,
            billing=_land(document.billing),
            shipping=_land(document.shipping),
            email="",
            phone="",
            note="",
            tags=(),
            attributes={},
            lines=tuple(replace(line, attributes={}) for line in document.lines),
        )
    if isinstance(document, Refunds):
        kept = (replace(refund, note="") for refund in document.refunds)
        return replace(document, refunds=tuple(kept))
    if isinstance(document, Returns):
        kept = (_return(back) for back in document.returns)
        return replace(document, returns=tuple(kept))
    return document


def _return(back):
    return replace(back, lines=tuple(replace(line, note="") for line in back.lines))


def _land(address):
    return Address(country_code=address.country_code, state_code=address.state_code)
