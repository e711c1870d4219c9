"""Markets, catalogues and their price lists."""

from decimal import Decimal

from .money import rounded
from .paging import Rows
from .registry import field, root

KINDS = {"MARKET": "MarketCatalog", "COMPANY_LOCATION": "CompanyLocationCatalog"}


def add_market(shop, name, countries=()):
    """Store a market of some countries."""
    return shop.add(
        "Market",
        {
            "name": name,
            "handle": name.lower().replace(" ", "-"),
            "status": "ACTIVE",
            "type": "REGION" if countries else "NONE",
            "_countries": list(countries),
        },
    )


def add_catalog(shop, title, currency, kind, contexts, percent):
    """Store a catalogue with its price list.

    :param contexts: ids of markets or company locations
    :param percent: how the list changes the base price, e.g. -10
    """
    price_list = shop.add(
        "PriceList",
        {
            "name": f"{title} prices",
            "currency": currency,
            "parent": {
                "adjustment": {
                    "type": f"PERCENTAGE_{'DECREASE' if percent < 0 else 'INCREASE'}",
                    "value": abs(float(percent)),
                },
                "settings": {"compareAtMode": "ADJUSTED"},
            },
            "_fixed": {},
        },
    )
    catalog = shop.add(
        KINDS[kind],
        {
            "title": title,
            "status": "ACTIVE",
            "priceList": price_list["id"],
            "_contexts": list(contexts),
        },
    )
    price_list["catalog"] = catalog["id"]
    return catalog


def catalogs_of(shop, kind=None):
    """Return the catalogues of a kind, of all kinds for None."""
    names = [KINDS[kind]] if kind else KINDS.values()
    return [record for name in names for record in shop.table(name).values()]


def fixed_price(record, shop, variant, entry):
    """Return a list's own price of a variant as the API shows it."""
    return {
        "__typename": "PriceListPrice",
        "variant": variant,
        "originType": "FIXED",
        "price": entry["price"],
        "compareAtPrice": entry["compareAtPrice"],
    }


@root("catalogs")
def catalogs(call, type=None, query=None, sort_key="ID", reverse=False, **_window):
    """Return the catalogues."""
    found = sorted(catalogs_of(call.shop, type), key=lambda record: record["id"])
    return Rows(found, [[record["id"]] for record in found], reverse=bool(reverse))


@root("catalog")
def catalog(call, id):
    """Return a catalogue by its id."""
    return call.shop.get(id)


@root("priceList")
def price_list(call, id):
    """Return a price list by its id."""
    return call.shop.want(id, "PriceList")


@root("priceLists")
def price_lists(call, sort_key="ID", reverse=False, **_window):
    """Return the price lists."""
    return Rows(list(call.shop.table("PriceList").values()), reverse=bool(reverse))


@field("MarketCatalog", "markets")
def catalog_markets(record, args, call):
    """Return the markets a catalogue holds for."""
    return list(record["_contexts"])


@field("CompanyLocationCatalog", "companyLocations")
def catalog_locations(record, args, call):
    """Return the company locations a catalogue holds for."""
    return list(record["_contexts"])


@field("PriceList", "fixedPricesCount")
def price_list_count(record, args, call):
    """Count the variants with a price of their own."""
    return len(record["_fixed"])


@field("PriceList", "prices")
def price_list_prices(record, args, call):
    """Return the prices of the list: its own ones, and what follows the base price."""
    wanted, found = args.get("originType"), []
    for variant in call.shop.table("ProductVariant").values():
        entry = record["_fixed"].get(variant["id"])
        if entry and wanted != "RELATIVE":
            found.append(fixed_price(record, call.shop, variant["id"], entry))
        elif not entry and wanted != "FIXED":
            found.append(_relative(record, call.shop, variant))
    return Rows(found)


def _relative(record, shop, variant):
    change = record["parent"]["adjustment"]
    sign = -1 if change["type"].endswith("DECREASE") else 1
    factor = 1 + sign * Decimal(str(change["value"])) / 100
    rate = Decimal(
        "1" if record["currency"] == shop.currency else shop.rates[record["currency"]]
    )
    amount = rounded(Decimal(variant["price"]) * factor * rate, record["currency"])
    return {
        "__typename": "PriceListPrice",
        "variant": variant["id"],
        "originType": "RELATIVE",
        "price": {"amount": str(amount), "currencyCode": record["currency"]},
        "compareAtPrice": None,
    }
