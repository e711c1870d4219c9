"""What of a product is told to a shop, in groups with a fingerprint each. Pure.

A *part* is the plain content of one group of fields. Two parts are equal when their
fingerprints are; only a part that differs from what the shop was told travels.
"""

import hashlib
import json

from ..canonical import Product

# group -> label; a connection says of each who owns it
GROUPS = {
    "text": "Title and description",
    "seo": "Search engine texts",
    "tags": "Tags",
    "status": "Status",
    "variants": "Variants, SKU, barcode, weight, customs, cost",
    "tax": "Taxable",
    "media": "Pictures",
    "metafields": "Metafields",
    "collections": "Collections",
    "publications": "Sales channels",
    "translations": "Translations",
}

NEVER_EMPTIED = ("weight_kg", "hs_code", "origin_country", "cost")


def option_key(options) -> str:
    """Return the text that tells a variant from its siblings."""
    return "|".join(f"{name}={value}" for name, value in options)


def parts_of(product: Product) -> dict:
    """Return group -> content of a product; a group that is not known is left out."""
    parts = {
        "text": {
            "title": product.title,
            "description_html": product.description_html,
            "vendor": product.vendor,
            "product_type": product.product_type,
            "handle": product.handle,
        },
        "seo": {"title": product.seo_title, "description": product.seo_description},
        "tags": sorted(set(product.tags), key=str.casefold),
        "status": product.status,
        "variants": {
            "options": list(product.options),
            "items": {option_key(v.options): _variant(v) for v in product.variants},
        },
        "tax": {option_key(v.options): v.taxable for v in product.variants},
    }
    if product.media is not None:
        parts["media"] = _media(product)
    if product.metafields is not None:
        parts["metafields"] = _metafields(product)
    for name in ("collections", "publications"):
        if getattr(product, name) is not None:
            parts[name] = sorted(getattr(product, name))
    if product.translations is not None:
        parts["translations"] = {}
        for text in product.translations:
            parts["translations"].setdefault(text.locale, {})[text.key] = text.value
    return parts


def _variant(variant):
    return {
        "options": [list(option) for option in variant.options],
        "sku": variant.sku,
        "barcode": variant.barcode,
        "weight_kg": _plain(variant.weight_kg),
        "hs_code": variant.hs_code,
        "origin_country": variant.origin_country,
        "cost": _plain(variant.cost and variant.cost.amount),
        "tracked": variant.tracked,
        "requires_shipping": variant.requires_shipping,
    }


def _plain(number):
    """Return a number as text without trailing zeros; nothing and zero are empty."""
    return format(number.normalize(), "f") if number else ""


def _media(product):
    """Return the pictures in order, named by content where we made them."""
    shown = {}
    for variant in product.variants:
        for media_id in variant.media_ids:
            shown.setdefault(media_id, []).append(option_key(variant.options))
    return [
        {
            "name": media.checksum or media.external_id,
            "alt": media.alt,
            "variants": sorted(shown.get(media.checksum or media.external_id, ())),
        }
        for media in product.media
    ]


def _metafields(product):
    owners = {"": product.metafields}
    for variant in product.variants:
        if variant.metafields:
            owners[option_key(variant.options) or "="] = variant.metafields
    return {
        owner: {f"{m.namespace}.{m.key}": [m.type, m.value] for m in metafields}
        for owner, metafields in owners.items()
        if metafields or not owner
    }


def fingerprint(part) -> str:
    """Return a short text that is equal for equal parts."""
    text = json.dumps(part, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def fingerprints(parts) -> dict:
    """Return group -> fingerprint."""
    return {group: fingerprint(part) for group, part in parts.items()}


def flat(part, prefix=""):
    """Return dotted path -> value of a part, for a person to compare."""
    if isinstance(part, dict):
        rows = {}
        for key, value in part.items():
            rows.update(flat(value, f"{prefix}{key or '*'} / "))
        return rows
    if isinstance(part, list):
        part = ", ".join(
            str(item["name"]) if isinstance(item, dict) else str(item) for item in part
        )
    return {prefix.removesuffix(" / "): "" if part is None else str(part)}


def differences(before, after):
    """Return (path, old text, new text) of what differs between two parts."""
    old, new = flat(before) if before is not None else {}, flat(after)
    return [
        (path, old.get(path, ""), new.get(path, ""))
        for path in [*new, *(path for path in old if path not in new)]
        if old.get(path, "") != new.get(path, "")
    ]


def changed_variants(before, after):
    """Return the keys of the variants to send, None when the whole set has to be.

    The set travels whole when variants or options were added or removed, because a
    platform replaces the list then. Their order alone is no change.
    """
    if before is None or before["options"] != after["options"]:
        return None
    if before["items"].keys() != after["items"].keys():
        return None
    return [key for key, item in after["items"].items() if before["items"][key] != item]


def without_blanks(before, after):
    """Return a part of variants in which what Odoo does not know stays as it is.

    A weight or tariff number that was never kept in Odoo must not be emptied there.
    """
    if before is None:
        return after
    items = {
        key: {
            **item,
            **{
                name: before["items"][key][name]
                for name in NEVER_EMPTIED
                if key in before["items"] and not item[name]
            },
        }
        for key, item in after["items"].items()
    }
    return {**after, "items": items}
