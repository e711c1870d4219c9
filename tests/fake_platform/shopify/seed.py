"""Fill a shop: locations, products with variants and stock, customers, history."""

import random
from decimal import Decimal

from . import words
from .baskets import Baskets
from .customers import add_customer, address
from .inventory import activate
from .options import set_options
from .orders import place

PROFILES = {
    # products, customers, historical orders
    "demo": (60, 40, 60),
    "small": (8, 6, 0),
    "empty": (0, 0, 0),
}


def fill(shop, profile):
    """Create the content of a profile; the same seed makes the same shop."""
    products, customers, history = PROFILES[profile]
    rng = random.Random(f"{shop.seed}:{shop.domain}:{profile}")
    _shop(shop)
    _locations(shop)
    _publications(shop)
    for number in range(products):
        _product(shop, rng, number)
    if products:
        _gift_card(shop)
    for number in range(customers):
        add_customer(shop, rng, number)
    _history(shop, history)


def _shop(shop):
    zip_code, city, province = words.PLACES[shop.country][0]
    street = {
        "address1": "Hauptstraße 1",
        "city": city,
        "zip": zip_code,
        "provinceCode": province,
        "countryCodeV2": shop.country,
        "country": words.COUNTRIES[shop.country],
        "formatted": [],
        "coordinatesValidated": False,
        "id": "gid://shopify/ShopAddress/600001",
        "company": shop.name,
    }
    shop.add(
        "Shop",
        {
            "id": "gid://shopify/Shop/60000000001",
            "name": shop.name,
            "email": f"owner@{shop.domain}.example",
            "contactEmail": f"hello@{shop.domain}.example",
            "shopOwnerName": "Robin Beispiel",
            "myshopifyDomain": shop.domain,
            "url": f"https://{shop.domain}",
            "primaryDomain": {
                "id": "gid://shopify/Domain/600002",
                "host": shop.domain,
                "url": f"https://{shop.domain}",
                "sslEnabled": True,
            },
            "currencyCode": shop.currency,
            "enabledPresentmentCurrencies": [shop.currency, *shop.rates],
            "ianaTimezone": shop.timezone,
            "timezoneAbbreviation": "CET",
            "timezoneOffset": "+0100",
            "timezoneOffsetMinutes": 60,
            "taxesIncluded": shop.taxes_included,
            "taxShipping": True,
            "weightUnit": "KILOGRAMS",
            "unitSystem": "METRIC_SYSTEM",
            "orderNumberFormatPrefix": "#",
            "orderNumberFormatSuffix": "",
            "checkoutApiSupported": True,
            "setupRequired": False,
            "shopAddress": street,
            "plan": {
                "displayName": shop.plan,
                "publicDisplayName": shop.plan,
                "partnerDevelopment": False,
                "shopifyPlus": shop.plan == "Plus",
            },
        },
    )


def _locations(shop):
    names = ("Warehouse", "City Store", "Station Store")
    for number, name in enumerate(names):
        places = words.PLACES[shop.country]
        zip_code, city, province = places[number % len(places)]
        shop.add(
            "Location",
            {
                "name": name,
                "isActive": True,
                "isPrimary": number == 0,
                "fulfillsOnlineOrders": number == 0,
                "shipsInventory": number == 0,
                "isFulfillmentService": False,
                "hasActiveInventory": True,
                "activatable": True,
                "deactivatable": number > 0,
                "addressVerified": True,
                "address": {
                    "address1": f"Lagerweg {number + 1}",
                    "city": city,
                    "zip": zip_code,
                    "provinceCode": province,
                    "countryCode": shop.country,
                    "country": words.COUNTRIES[shop.country],
                    "formatted": [f"Lagerweg {number + 1}", f"{zip_code} {city}"],
                },
            },
        )


def _publications(shop):
    for name in ("Online Store", "Point of Sale"):
        shop.add(
            "Publication",
            {
                "name": name,
                "autoPublish": name == "Online Store",
                "supportsFuturePublishing": name == "Online Store",
                "catalog": {
                    "__typename": "AppCatalog",
                    "id": shop.new_id("AppCatalog"),
                    "title": name,
                    "status": "ACTIVE",
                },
            },
        )


def _product(shop, rng, number):
    base = words.PRODUCTS[number % len(words.PRODUCTS)]
    title, kind, price, cost, first, second = base
    series = words.SERIES[(number // len(words.PRODUCTS)) % len(words.SERIES)]
    factor = Decimal(1) + Decimal(number // len(words.PRODUCTS)) / 10
    title = f"{series} {title}".strip()
    options = [("Size", first.split()), ("Color", second.split())]
    options = [(name, values) for name, values in options if values]
    product = add_product(shop, title, kind, options)
    combos = [[]]
    for name, values in options:
        combos = [[*combo, (name, value)] for combo in combos for value in values]
    for position, combo in enumerate(combos, 1):
        code = "".join(word[0] for word in title.split())[:3].upper()
        sku = f"{code}-{number + 1:03d}-{position:02d}"
        amount = (Decimal(price) * factor).quantize(Decimal("0.01"))
        add_variant(
            shop, product, combo, position, sku=sku, price=str(amount), cost=cost,
            barcode=ean13(400000000000 + number * 100 + position),
            stock=[rng.randrange(20, 200), rng.randrange(0, 30), rng.randrange(0, 15)],
        )  # fmt: skip
    return product


def _gift_card(shop):
    product = add_product(shop, "Gift Card", "Gift Cards", [("Value", ["25", "50"])])
    product["isGiftCard"] = True
    for position, value in enumerate(("25", "50"), 1):
        add_variant(
            shop, product, [("Value", value)], position, sku=f"GIFT-{value}",
            price=f"{value}.00", cost=None, barcode=None, stock=None,
        )  # fmt: skip


def add_product(shop, title, kind, options):
    """Store a product without variants."""
    handle = "-".join(title.lower().replace("'", "").split())
    product = shop.add(
        "Product",
        {
            "title": title,
            "handle": handle,
            "vendor": "Nordlicht",
            "productType": kind,
            "status": "ACTIVE",
            "tags": [kind.lower()],
            "description": f"{title} by Nordlicht",
            "descriptionHtml": f"<p>{title} by Nordlicht</p>",
            "publishedAt": shop.now(),
            "isGiftCard": False,
            "hasOnlyDefaultVariant": not options,
            "seo": {"title": None, "description": None},
            "_variants": [],
            "_skus": [],
            "_barcodes": [],
            "_reduced": kind in words.REDUCED,
        },
    )
    set_options(shop, product, options or [("Title", ["Default Title"])])
    return product


def add_variant(shop, product, combo, position, sku, price, cost, barcode, stock):
    """Store a variant with its inventory item and stock."""
    tracked = stock is not None
    item = shop.add(
        "InventoryItem",
        {
            "sku": sku,
            "tracked": tracked,
            "requiresShipping": tracked,
            "unitCost": {"amount": cost, "currencyCode": shop.currency}
            if cost
            else None,
            "countryCodeOfOrigin": "DE",
            "harmonizedSystemCode": None,
            "measurement": {
                "id": shop.new_id("InventoryItemMeasurement"),
                "weight": {"unit": "KILOGRAMS", "value": 0.3},
            },
            "_levels": [],
        },
    )
    variant = shop.add(
        "ProductVariant",
        {
            "product": product["id"],
            "inventoryItem": item["id"],
            "title": " / ".join(value for _name, value in combo) or "Default Title",
            "sku": sku,
            "barcode": barcode,
            "price": price,
            "compareAtPrice": None,
            "position": position,
            "taxable": tracked,
            "inventoryPolicy": "DENY",
            "availableForSale": True,
            "requiresComponents": False,
            "selectedOptions": [
                {"name": name, "value": value}
                for name, value in combo or [("Title", "Default Title")]
            ],
        },
    )
    item["_variant"] = variant["id"]
    product["_variants"].append(variant["id"])
    product["_skus"].append(sku)
    product["_barcodes"].append(barcode)
    for location, units in zip(shop.table("Location"), stock or (), strict=False):
        activate(shop, item["id"], location, units)
    return variant


def ean13(number):
    """Return a barcode with its check digit."""
    digits = f"{number:012d}"
    weighted = sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(digits))
    return digits + str(-weighted % 10)


def _history(shop, count):
    """Place the orders of the last weeks, oldest first."""
    drawer = Baskets(shop, f"{shop.seed}:history")
    now = shop.platform.clock()
    for number in range(count):
        age = (count - number) * 20 * 3600 + drawer.random.randrange(3600)
        place(shop, drawer.draw(at=now - age))


__all__ = ["add_customer", "address", "fill"]
