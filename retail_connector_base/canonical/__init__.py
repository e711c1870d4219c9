"""Documents every platform makes and every importer eats. Imports no Odoo."""

from .codec import KINDS, SCHEMA, decode, encode, kind_of
from .collection import Collection, CollectionRule, Publication
from .connection import Connection, Lack
from .fulfilment import (
    Fulfilment,
    FulfilmentLine,
    FulfilmentOrder,
    FulfilmentState,
    Hold,
    Tracking,
)
from .company import Company, CompanyContact, CompanyLocation
from .giftcard import GiftCard, GiftCardMove
from .invariant import InvariantError
from .loyalty import LoyaltyAccount, LoyaltyMove
from .money import Money, allocate, minor_units, round_to_total, to_decimal
from .order import (
    Discount,
    Instalment,
    Order,
    OrderLine,
    PaymentTerms,
    Place,
    Quotation,
    TaxLine,
)
from .party import Address, Party, PartyMerge
from .payment import Dispute, Tender
from .payout import Settlement, SettlementEntry
from .receipt import Lot, LoyaltyChange, Origin, Receipt, ReceiptLine
from .price import PriceLevel, PriceList
from .privacy import PrivacyRequest, without_person
from .product import Product, Variant
from .product import Media, Metafield, Translation, option_text
from .refund import Refund, RefundLine, Return, ReturnLine
from .refund import Refunds, Returns
from .session import CashMovement, CashSession, TenderCount
from .stock import Location, StockLevel
from .store import Register, RegisterState, Store, TenderType

__all__ = [
    "KINDS",
    "SCHEMA",
    "Address",
    "CashMovement",
    "CashSession",
    "Collection",
    "CollectionRule",
    "Company",
    "CompanyContact",
    "CompanyLocation",
    "Connection",
    "Discount",
    "Dispute",
    "Fulfilment",
    "FulfilmentLine",
    "FulfilmentOrder",
    "FulfilmentState",
    "GiftCard",
    "GiftCardMove",
    "Hold",
    "Instalment",
    "InvariantError",
    "Lack",
    "Location",
    "Lot",
    "LoyaltyAccount",
    "LoyaltyChange",
    "LoyaltyMove",
    "Media",
    "Metafield",
    "Money",
    "Order",
    "OrderLine",
    "Origin",
    "Party",
    "PartyMerge",
    "PaymentTerms",
    "Place",
    "PriceLevel",
    "PriceList",
    "PrivacyRequest",
    "Product",
    "Publication",
    "Quotation",
    "Receipt",
    "ReceiptLine",
    "Refund",
    "RefundLine",
    "Refunds",
    "Register",
    "RegisterState",
    "Return",
    "ReturnLine",
    "Returns",
    "Settlement",
    "SettlementEntry",
    "StockLevel",
    "Store",
    "TaxLine",
    "Tender",
    "TenderCount",
    "TenderType",
    "Tracking",
    "Translation",
    "Variant",
    "allocate",
    "decode",
    "encode",
    "kind_of",
    "minor_units",
    "option_text",
    "round_to_total",
    "to_decimal",
    "without_person",
]
