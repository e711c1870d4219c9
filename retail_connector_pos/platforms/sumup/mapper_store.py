"""The merchant as a store with one register."""

from odoo.addons.retail_connector_base.canonical import Register, Store, TenderType

REGISTER = "main"  # transactions name no till that is listed anywhere
# SumUp's way to pay -> (our gateway, what it is)
GATEWAYS = {
    "CASH": ("cash", "cash"),
    "POS": ("card", "card"),
    "ECOM": ("online", "card"),
}


def gateway(payment_type) -> str:
    """Return what a way to pay is mapped by."""
    return GATEWAYS.get(payment_type, (payment_type.lower(), ""))[0]


def name_of(merchant) -> str:
    """Return what the merchant is called."""
    profile = merchant.get("business_profile") or {}
    return profile.get("name") or merchant.get("alias") or merchant["merchant_code"]


def store(merchant) -> Store:
    """Return the merchant as a store."""
    return Store(
        external_id=merchant["merchant_code"],
        name=name_of(merchant),
        currency=merchant["default_currency"],
        registers=(Register(REGISTER, "SumUp"),),
        tenders=tuple(TenderType(word, type=kind) for word, kind in GATEWAYS.values()),
    )
