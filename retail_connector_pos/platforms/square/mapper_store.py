"""Locations as stores with their registers and ways to pay."""

from odoo.addons.retail_connector_base.canonical import Store, TenderType

from .mapper_customer import address
from .mapper_receipt import UNPAID
from .registers import registers_of

# Square's word -> what it is
TENDERS = {
    "CASH": "cash",
    "CARD": "card",
    "THIRD_PARTY_CARD": "card",
    "SQUARE_GIFT_CARD": "gift_card",
    "BANK_ACCOUNT": "other",
    "WALLET": "card",
    "BUY_NOW_PAY_LATER": "other",
    "SQUARE_ACCOUNT": "other",
    "OTHER": "other",
    UNPAID: "account",
}


def store(raw, policy="") -> Store:
    """Return a location; ``devices`` and some ``payments`` tell its registers."""
    place = raw["location"]
    name = place.get("name") or place["id"]
    return Store(
        external_id=place["id"],
        name=name,
        address=address(place.get("address") or {}, name),
        active=place.get("status") != "INACTIVE",
        timezone=place.get("timezone") or "",
        currency=place.get("currency") or "",
        registers=registers_of(
            name, raw.get("devices") or (), raw.get("payments") or (), policy
        ),
        tenders=tuple(TenderType(word, type=kind) for word, kind in TENDERS.items()),
    )
