"""Documents to JSON and back, with a schema version.

``{"schema": 1, "kind": "order", "document": {...}}``. Decimals and dates are text,
tuples are lists. Decoding makes the document again, so its invariants are checked.
"""

import dataclasses
import functools
import json
import types
import typing
from datetime import date, datetime
from decimal import Decimal

from .collection import Collection, Publication
from .company import Company
from .connection import Connection
from .fulfilment import FulfilmentState
from .giftcard import GiftCard
from .invariant import InvariantError, require
from .loyalty import LoyaltyAccount
from .order import Order, Quotation
from .party import Party, PartyMerge
from .payment import Dispute
from .payout import Settlement
from .price import PriceLevel, PriceList
from .privacy import PrivacyRequest
from .product import Product
from .receipt import Receipt
from .refund import Refunds, Returns
from .session import CashSession
from .stock import Location, StockLevel
from .store import RegisterState, Store

SCHEMA = 1
KINDS = {
    "order": Order,
    "quotation": Quotation,
    "party": Party,
    "party_merge": PartyMerge,
    "company": Company,
    "product": Product,
    "collection": Collection,
    "publication": Publication,
    "price": PriceLevel,
    "price_list": PriceList,
    "stock": StockLevel,
    "location": Location,
    "fulfilment": FulfilmentState,
    "refund": Refunds,
    "return": Returns,
    "settlement": Settlement,
    "dispute": Dispute,
    "connection": Connection,
    "privacy": PrivacyRequest,
    "giftcard": GiftCard,
    "loyalty": LoyaltyAccount,
    "session": CashSession,
    "receipt": Receipt,
    "store": Store,
    "register": RegisterState,
}


def kind_of(document) -> str:
    """Return the kind (``order``, ``product`` ...) of a document."""
    for kind, cls in KINDS.items():
        if type(document) is cls:
            return kind
    raise InvariantError("document", f"{type(document).__name__} is not a document")


def encode(document) -> str:
    """Return the document as JSON text, keys sorted, so that equal means same text."""
    return json.dumps(
        {"schema": SCHEMA, "kind": kind_of(document), "document": _plain(document)},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )


def decode(text: str):
    """Return the document in ``text``; raise InvariantError if there is none."""
    try:
        envelope = json.loads(text)
    except ValueError as error:
        raise InvariantError("json", str(error)) from None
    require(isinstance(envelope, dict), "json", "not an object")
    require(
        envelope.get("schema") == SCHEMA,
        "schema",
        f"version {envelope.get('schema')!r}, expected {SCHEMA}",
    )
    cls = KINDS.get(envelope.get("kind"))
    require(cls is not None, "kind", f"unknown kind {envelope.get('kind')!r}")
    return _build(cls, envelope.get("document"), envelope["kind"])


def _plain(value):
    if dataclasses.is_dataclass(value):
        return {
            f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)
        }
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


@functools.cache
def _hints(cls):
    return typing.get_type_hints(cls)


def _build(hint, value, path):
    """Return ``value`` (plain JSON) as the type ``hint`` says."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        if value is None:
            return None
        inner = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        return _build(inner[0], value, path)
    if dataclasses.is_dataclass(hint):
        return _build_dataclass(hint, value, path)
    if origin is tuple:
        require(isinstance(value, list), path, "not a list")
        args = typing.get_args(hint)
        each = args[:1] * len(value) if args[-1] is Ellipsis else args
        return tuple(
            _build(arg, item, f"{path}[{index}]")
            for index, (arg, item) in enumerate(zip(each, value, strict=True))
        )
    return _scalar(hint, value, path)


def _build_dataclass(cls, value, path):
    require(isinstance(value, dict), path, "not an object")
    hints = _hints(cls)
    unknown = set(value) - set(hints)
    require(not unknown, path, f"unknown fields {sorted(unknown)}")
    try:
        return cls(
            **{
                name: _build(hints[name], item, f"{path}.{name}")
                for name, item in value.items()
            }
        )
    except TypeError as error:
        raise InvariantError(path, str(error)) from None


def _scalar(hint, value, path):
    if hint is Decimal:
        require(isinstance(value, str), path, f"{value!r} is not a number as text")
        return Decimal(value)
    if hint in (datetime, date):
        try:
            return hint.fromisoformat(value)
        except (TypeError, ValueError):
            raise InvariantError(path, f"{value!r} is not an ISO date") from None
    base = typing.get_origin(hint) or hint
    require(
        isinstance(value, base), path, f"{value!r} where {base.__name__} was expected"
    )
    return value
