"""Write products as the API's mutations do: lists are replaced, the rest is patched."""

from . import catalogue_checks as checks
from .catalogue_files import attach, variant_file
from .mutations.metafields_set import set_metafield
from .options import set_options
from .seed import add_product, add_variant
from .words import REDUCED

DEFAULT_OPTIONS = [("Title", "Default Title")]
PLAIN = {
    "title": "title",
    "descriptionHtml": "descriptionHtml",
    "vendor": "vendor",
    "productType": "productType",
    "status": "status",
    "templateSuffix": "templateSuffix",
}
ITEM = (
    "tracked", "requiresShipping", "countryCodeOfOrigin", "provinceCodeOfOrigin",
    "harmonizedSystemCode",
)  # fmt: skip


def set_product(call, product, given):
    """Create or change a product from a ProductSetInput; return the record."""
    shop = call.shop
    checks.check_product(shop, product, given)
    created = product is None
    if created:
        product = add_product(shop, given["title"], given.get("productType") or "", [])
        product.update(vendor=shop.name, tags=[], descriptionHtml="", description="")
        product["status"] = "ACTIVE"
        product["handle"] = free_handle(shop, product)
    patch(shop, product, given)
    files = attach(shop, product, given["files"]) if "files" in given else {}
    if "variants" in given:
        replace_variants(shop, product, given, files)
    elif created:
        add_variant(
            shop, product, [], 1, sku=None, price="0.00", cost=None, barcode=None,
            stock=[],
        )  # fmt: skip
    if "collections" in given:
        product["_collections"] = list(given["collections"])
    if "metafields" in given:
        replace_metafields(shop, product, given["metafields"])
    saved(shop, product, created)
    return product


def saved(shop, product, created=False):
    """Note what the search looks at, and tell the subscribers."""
    variants = [shop.get(gid) for gid in product["_variants"]]
    product["_skus"] = [variant["sku"] for variant in variants]
    product["_barcodes"] = [variant["barcode"] for variant in variants]
    product["_reduced"] = product["productType"] in REDUCED
    shop.touch(product)
    shop.emit("products/create" if created else "products/update", product)


def free_handle(shop, product, wanted=None):
    """Return a handle that no other product has."""
    base = wanted or product["handle"] or "product"
    taken = {p["handle"] for p in shop.table("Product").values() if p is not product}
    number, handle = 0, base
    while handle in taken:
        number += 1
        handle = f"{base}-{number}"
    return handle


def patch(shop, product, given):
    """Change the fields that are given."""
    for name, key in PLAIN.items():
        if name in given:
            product[key] = given[name]
    if given.get("handle"):
        product["handle"] = given["handle"]
    if "tags" in given:
        product["tags"] = sorted({tag.strip() for tag in given["tags"] if tag.strip()})
    if "seo" in given:
        seo = given["seo"] or {}
        product["seo"] = {
            name: seo.get(name, product["seo"][name]) or None
            for name in ("title", "description")
        }


# --- variants ---


def options_of(entry):
    """Return (name, value) pairs of a variant's input."""
    return tuple((o["optionName"], o["name"]) for o in entry["optionValues"])


def replace_variants(shop, product, given, files):
    """Make the variants those that are given, in their order."""
    set_options(
        shop,
        product,
        [
            (option["name"], [value["name"] for value in option["values"]])
            for option in given["productOptions"]
        ],
    )
    only = [option["name"] for option in given["productOptions"]] == ["Title"]
    product["hasOnlyDefaultVariant"] = only and len(given["variants"]) == 1
    before = {gid: shop.get(gid) for gid in product["_variants"]}
    by_options = {
        tuple((o["name"], o["value"]) for o in variant["selectedOptions"]): gid
        for gid, variant in before.items()
    }
    product["_variants"], kept = [], []
    for place, entry in enumerate(given["variants"], 1):
        combo = options_of(entry)
        gid = entry.get("id") or by_options.get(combo)
        if gid in before and gid not in kept:
            variant = before[gid]
            product["_variants"].append(gid)
        else:
            variant = add_variant(
                shop, product, list(combo), place, sku=None, price="0.00", cost=None,
                barcode=None, stock=[],
            )  # fmt: skip
            item = shop.get(variant["inventoryItem"])
            item["measurement"]["weight"] = {"unit": "KILOGRAMS", "value": 0.0}
            item["countryCodeOfOrigin"] = None
            product["_variants"] = list(dict.fromkeys(product["_variants"]))
        kept.append(variant["id"])
        variant["position"] = place
        variant["selectedOptions"] = [{"name": n, "value": v} for n, v in combo]
        variant["title"] = " / ".join(value for _name, value in combo)
        set_variant(shop, variant, entry)
        if "file" in entry:
            variant["_media"] = [variant_file(files, entry["file"])]
    for gid in before.keys() - set(kept):
        remove_variant(shop, gid)


def set_variant(shop, variant, entry):
    """Change the fields of a variant that are given."""
    for name in ("barcode", "price", "compareAtPrice", "taxable", "inventoryPolicy"):
        if name in entry:
            variant[name] = entry[name]
    item = shop.get(variant["inventoryItem"])
    given = entry.get("inventoryItem") or {}
    for name in ITEM:
        if name in given:
            item[name] = given[name]
    if "cost" in given:
        cost = given["cost"]
        money = {"amount": str(cost), "currencyCode": shop.currency}
        item["unitCost"] = money if cost is not None else None
    weight = (given.get("measurement") or {}).get("weight")
    if weight:
        item["measurement"]["weight"] = dict(weight)
    for source in (entry, given):
        if "sku" in source:
            variant["sku"] = item["sku"] = source["sku"]
    for metafield in entry.get("metafields") or ():
        set_metafield(shop, {**metafield, "ownerId": variant["id"]})
    shop.touch(variant)
    shop.touch(item)


def remove_variant(shop, gid):
    """Delete a variant with its stock."""
    variant = shop.get(gid)
    item = shop.get(variant["inventoryItem"])
    for level in item["_levels"]:
        shop.remove(level)
    shop.remove(item["id"])
    shop.remove(gid)


# --- metafields ---


def replace_metafields(shop, owner, given):
    """Make the metafields those that are given."""
    kept = [
        set_metafield(shop, {**entry, "ownerId": owner["id"]})["id"] for entry in given
    ]
    for gid in owner.get("_metafields", ()):
        if gid not in kept:
            shop.remove(gid)
    owner["_metafields"] = list(dict.fromkeys(kept))


__all__ = ["DEFAULT_OPTIONS", "saved", "set_product", "set_variant"]
