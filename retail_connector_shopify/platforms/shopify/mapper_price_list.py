"""Price lists of markets and companies, as their catalogues show them."""

from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import PriceList

from .shapes import View

AUDIENCES = {
    "MarketCatalog": ("market", "markets"),
    "CompanyLocationCatalog": ("company", "companyLocations"),
}
SIGNS = {"PERCENTAGE_DECREASE": -1, "PERCENTAGE_INCREASE": 1}


def price_list(view: View, payload) -> PriceList:
    """Return the price list of a catalogue that has one."""
    prices = payload["priceList"]
    audience, connection = AUDIENCES.get(payload["__typename"], ("", ""))
    contexts = payload[connection]["nodes"] if connection else ()
    return PriceList(
        external_id=prices["id"],
        name=prices["name"],
        currency=prices["currency"],
        audience=audience,
        catalog=payload["title"],
        contexts=tuple(context["name"] for context in contexts),
        context_ids=tuple(context["id"] for context in contexts),
        active=payload["status"] == "ACTIVE",
        adjustment=_percent(prices["parent"]),
        fixed_count=prices["fixedPricesCount"],
    )


def _percent(parent) -> str:
    """Return how the list changes the base price, in percent; empty when it doesn't."""
    if not parent:
        return ""
    change = parent["adjustment"]
    value = Decimal(str(change["value"])) * SIGNS[change["type"]]
    return f"{value.normalize():f}" if value else ""
