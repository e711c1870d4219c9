"""Products and their variants."""

from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import (
    Media,
    Metafield,
    Money,
    Product,
    Translation,
    Variant,
    option_text,
)

from .shapes import View, fraction, id_of, moment, money

STATUSES = {
    "ACTIVE": "active",
    "UNLISTED": "active",  # on sale, only not in lists
    "DRAFT": "draft",
    "ARCHIVED": "archived",
}
KILOGRAMS = {
    "KILOGRAMS": Decimal(1),
    "GRAMS": Decimal("0.001"),
    "POUNDS": Decimal("0.45359237"),
    "OUNCES": Decimal("0.028349523125"),
}
MEDIA_STATUSES = {"READY": "ready", "FAILED": "failed"}
TEXTS = {  # the platform's word for a text that is translated -> ours
    "title": "title",
    "body_html": "description_html",
    "meta_title": "seo_title",
    "meta_description": "seo_description",
}
ONLY_VARIANT = "Default Title"  # how a product without choices calls its variant


def product(view: View, payload) -> Product:
    """Return a product; ``currencyCode`` is the shop's, added when it was fetched."""
    currency = payload["currencyCode"]
    variants = tuple(_variant(item, currency) for item in payload["variants"]["nodes"])
    options = sorted(payload["options"], key=lambda option: option["position"])
    if not any(variant.options for variant in variants):
        options = []
    return Product(
        external_id=payload["id"],
        title=payload["title"],
        variants=variants,
        description_html=payload["descriptionHtml"] or "",
        vendor=payload["vendor"],
        product_type=payload["productType"],
        status=STATUSES[payload["status"]],
        tags=tuple(payload["tags"]),
        options=tuple(option["name"] for option in options),
        updated_at=moment(payload["updatedAt"]),
        key=(payload["retailKey"] or {}).get("value") or "",
        handle=payload["handle"],
        seo_title=payload["seo"]["title"] or "",
        seo_description=payload["seo"]["description"] or "",
        media=tuple(_media(item) for item in payload["media"]["nodes"]),
        metafields=_metafields(payload["metafields"]),
        collections=tuple(item["id"] for item in payload["collections"]["nodes"]),
        publications=_publications(payload.get("resourcePublicationsV2")),
        translations=translations(payload.get("translations")),
    )


def _media(item):
    preview = (item["preview"] or {}).get("image") or {}
    return Media(
        external_id=item["id"],
        url=preview.get("url") or "",
        alt=item["alt"] or "",
        status=MEDIA_STATUSES.get(item["status"], "processing"),
    )


def _metafields(connection):
    """Return the merchant's metafields; those of apps are theirs. None: not read."""
    if connection is None:
        return None
    return tuple(
        Metafield(item["namespace"], item["key"], item["type"], item["value"])
        for item in connection["nodes"]
        if not item["namespace"].startswith(("app--", "$app"))
    )


def _publications(connection):
    """Return the ids of the sales channels; a bulk export does not tell them."""
    if connection is None:
        return None
    return tuple(item["publication"]["id"] for item in connection["nodes"])


def translations(texts):
    """Return the texts in other languages that are up to date. None: not read."""
    if texts is None:
        return None
    named = [(text.get("of") or TEXTS.get(text["key"]), text) for text in texts]
    return tuple(
        Translation(text["locale"], name, text["value"])
        for name, text in named
        if name and text["value"] and not text["outdated"]
    )


def option_names(product) -> dict[str, str]:
    """Return id -> what we call the text, of each option and value that is chosen."""
    found = {}
    for option in product.get("options") or ():
        chosen = {
            value["id"]: option_text(option["name"], value["name"])
            for value in option["optionValues"]
            if value["name"] != ONLY_VARIANT
        }
        if chosen:
            found[option["id"]] = option_text(option["name"])
            found.update(chosen)
    return found


def _variant(item, currency):
    stock = item["inventoryItem"]
    cost = stock["unitCost"]
    return Variant(
        external_id=item["id"],
        title="" if item["title"] == ONLY_VARIANT else item["title"],
        sku=item["sku"] or "",
        barcode=item["barcode"] or "",
        price=_price(item["price"], currency),
        compare_at=_price(item["compareAtPrice"], currency),
        cost=money(cost) if cost else None,
        weight_kg=_kilograms(stock["measurement"]["weight"]),
        hs_code=stock["harmonizedSystemCode"] or "",
        origin_country=stock["countryCodeOfOrigin"] or "",
        taxable=item["taxable"],
        tracked=stock["tracked"],
        requires_shipping=stock["requiresShipping"],
        options=tuple(
            (option["name"], option["value"])
            for option in item["selectedOptions"]
            if option["value"] != ONLY_VARIANT
        ),
        stock_id=id_of(stock),
        media_ids=tuple(m["id"] for m in (item.get("media") or {}).get("nodes", ())),
        metafields=_metafields(item.get("metafields")),
    )


def _price(amount, currency):
    """Return a plain amount with the shop's currency."""
    return None if amount is None else Money(Decimal(amount), currency)


def _kilograms(weight):
    if not weight:
        return None
    return fraction(weight["value"]) * KILOGRAMS[weight["unit"]]
