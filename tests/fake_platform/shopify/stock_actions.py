"""Helpers of the control verbs about products, stock and subscriptions."""

from . import inventory, options
from .fields_catalogue import translatable
from .payloads import payload_of
from .seed import add_product, add_variant

PRODUCT_FIELDS = {"title", "status", "vendor", "productType", "tags"}


def catalog(shop):
    """Return all variants."""
    rows = []
    for variant in shop.table("ProductVariant").values():
        product, item = shop.get(variant["product"]), shop.get(variant["inventoryItem"])
        rows.append(
            {
                "product_id": product["id"],
                "variant_id": variant["id"],
                "item_id": item["id"],
                "product": product["title"],
                "variant": variant["title"],
                "options": variant["selectedOptions"],
                "type": product["productType"],
                "sku": variant["sku"],
                "barcode": variant["barcode"],
                "price": variant["price"],
                "cost": item["unitCost"]["amount"] if item["unitCost"] else None,
                "gift_card": product["isGiftCard"],
                "tracked": item["tracked"],
                "reduced_tax": product["_reduced"],
                "available": {
                    shop.get(shop.get(gid)["location"])["name"]: shop.get(gid)[
                        "_quantities"
                    ]["available"]
                    for gid in item["_levels"]
                },
            }
        )
    return rows


def variant_of(shop, sku):
    """Return the variant with a SKU (or global id)."""
    for variant in shop.table("ProductVariant").values():
        if sku in (variant["sku"], variant["id"], variant["inventoryItem"]):
            return variant
    raise LookupError(f"no variant {sku!r}")


def location_of(shop, location=None):
    """Return a location by id or name, the first one without either."""
    for record in shop.table("Location").values():
        if location in (None, record["id"], record["name"]):
            return record
    raise LookupError(f"no location {location!r}")


def level(shop, sku, location=None):
    """Return the stock level of a variant at a location."""
    item = variant_of(shop, sku)["inventoryItem"]
    place = location_of(shop, location)["id"]
    return inventory.level_of(shop, item, place) or inventory.activate(
        shop, item, place
    )


def change_product(shop, sku, values):
    """Change a variant or its product and tell the subscribers."""
    variant = variant_of(shop, sku)
    product = shop.get(variant["product"])
    for name, value in values.items():
        (product if name in PRODUCT_FIELDS else variant)[name] = value
    if "sku" in values:
        shop.get(variant["inventoryItem"])["sku"] = values["sku"]
    variants = [shop.get(gid) for gid in product["_variants"]]
    product["_skus"] = [entry["sku"] for entry in variants]
    product["_barcodes"] = [entry["barcode"] for entry in variants]
    shop.touch(variant)
    shop.touch(product)
    shop.emit("products/update", product)
    return {"product_id": product["id"], "variant_id": variant["id"]}


def add(shop, title, sku, price, barcode, stock, kind="Shirts", cost=None):
    """Create a product with one variant, stocked as given per location."""
    product = add_product(shop, title, kind, [])
    units = [0] * len(shop.table("Location")) if stock is None else stock
    variant = add_variant(
        shop,
        product,
        [],
        1,
        sku=sku,
        price=price,
        cost=cost,
        barcode=barcode,
        stock=units,
    )
    shop.emit("products/create", product)
    return {
        "product_id": product["id"],
        "variant_id": variant["id"],
        "item_id": variant["inventoryItem"],
    }


def translate(shop, gid, locale, texts):
    """Translate texts of a product; an empty one is taken away."""
    record = shop.get(gid)
    contents = translatable(record)["translatableContent"]
    digests = {content["key"]: content["digest"] for content in contents}
    kept = record.setdefault("_translations", {}).setdefault(locale, {})
    for key, text in texts.items():
        kept[key] = [text, digests[key]]
        if not text:
            del kept[key]
    shop.touch(record)
    return dict(kept)


def translate_option(shop, gid, locale, option, value, text):
    """Translate the name of an option, or of one of its values."""
    product = shop.get(gid)
    [found] = [own for own in product["options"] if own["name"] == option]
    if value:
        [found] = [own for own in found["optionValues"] if own["name"] == value]
    kept = translate(shop, found["id"], locale, {"name": text})
    shop.touch(product)
    return kept


def delete(shop, sku):
    """Delete a product; its line items stay, without it."""
    product = shop.get(variant_of(shop, sku)["product"])
    for gid in product["_variants"]:
        item = shop.get(shop.get(gid)["inventoryItem"])
        for level_id in item["_levels"]:
            shop.remove(level_id)
        shop.remove(item["id"])
        shop.remove(gid)
    options.forget(shop, product)
    shop.remove(product["id"])
    for line in shop.table("LineItem").values():
        if line["product"] == product["id"]:
            line["product"] = line["variant"] = None
    shop.emit("products/delete", product)
    return {"product_id": product["id"]}


def subscription(topic, uri):
    """Return a subscription record."""
    return {
        "topic": topic.upper().replace("/", "_"),
        "uri": uri,
        "callbackUrl": uri,
        "format": "JSON",
        "filter": None,
        "name": None,
        "includeFields": [],
        "metafieldNamespaces": [],
        "metafields": [],
        "apiVersion": {
            "handle": "2026-10",
            "displayName": "2026-10",
            "supported": True,
        },
        "endpoint": {"__typename": "WebhookHttpEndpoint", "callbackUrl": uri},
    }


def addresses(shop, topic):
    """Return the addresses subscribed to a topic."""
    name = topic.upper().replace("/", "_")
    found = shop.table("WebhookSubscription").values()
    return [entry["uri"] for entry in found if entry["topic"] == name]


def payload(shop, topic, gid):
    """Return the payload of a topic for a record."""
    record = shop.get(gid)
    if record is None:
        raise LookupError(f"no record {gid!r}")
    return payload_of(shop, topic, record)
