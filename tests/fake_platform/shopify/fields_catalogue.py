"""Fields of products, collections and pictures that are worked out when asked for."""

import hashlib

from .catalogue_files import status
from .collections import members, source_view
from .mutations.metafields_set import definition_of
from .paging import Rows
from .registry import field, root
from .search import rows


@field("Product", "media")
def product_media(record, args, call):
    """Return the pictures in their order."""
    return Rows(list(record.get("_media", ())), reverse=bool(args.get("reverse")))


@field("ProductVariant", "media")
def variant_media(record, args, call):
    """Return the picture of a variant."""
    return Rows(list(record.get("_media", ())))


@field("MediaImage", "status", "fileStatus")
def media_status(record, args, call):
    """Return how far a picture is."""
    return status(record)


@field("MediaImage", "image")
def media_image(record, args, call):
    """Return the picture once it is ready."""
    return record["image"] if status(record) == "READY" else None


@field("MediaImage", "preview")
def media_preview(record, args, call):
    """Return the small picture once it is ready."""
    shown = record["image"] if status(record) == "READY" else None
    return {"image": shown, "status": status(record)}


@field("Product", "collections")
def product_collections(record, args, call):
    """Return the collections a product is in, chosen or by rules."""
    found = [
        collection
        for collection in call.shop.table("Collection").values()
        if record["id"] in members(call.shop, collection)
    ]
    return rows(call.shop, "Collection", None, "ID", args.get("reverse"), found)


@field("Product", "resourcePublicationsV2")
def product_publications(record, args, call):
    """Return the sales channels a product is published on."""
    return [
        {
            "isPublished": True,
            "publication": gid,
            "publishDate": at,
            "publishable": record,
        }
        for gid, at in record.get("_publications", {}).items()
    ]


@field("Product", "translations")
@field("Collection", "translations")
@field("ProductOption", "translations")
@field("ProductOptionValue", "translations")
@field("TranslatableResource", "translations")
def translations(record, args, call):
    """Return the texts in a language."""
    if "resourceId" in record:
        record = call.shop.get(record["resourceId"])
    texts = record.get("_translations", {}).get(args["locale"], {})
    contents = translatable(record)["translatableContent"]
    digests = {content["key"]: content["digest"] for content in contents}
    return [
        {
            "key": key,
            "locale": args["locale"],
            "value": value,
            "outdated": digest != digests[key],
        }
        for key, (value, digest) in texts.items()
    ]


@field("Collection", "products")
def collection_products(record, args, call):
    """Return the products of a collection."""
    return Rows(sorted(members(call.shop, record)))


@field("Collection", "sources")
def collection_sources(record, args, call):
    """Return what decides about the products of a collection."""
    return [source_view(source) for source in record["_sources"]]


@field("Metafield", "definition")
def metafield_definition(record, args, call):
    """Return the definition of a metafield."""
    return definition_of(
        call.shop, record["ownerType"], record["namespace"], record["key"]
    )


@root("publications")
def publications(call, catalog_type=None, reverse=False, **_window):
    """Return the sales channels."""
    found = list(call.shop.table("Publication").values())
    return rows(call.shop, "Publication", None, "ID", reverse, found)


@root("collections")
def collections(call, query=None, sort_key="ID", reverse=False, **_window):
    """Return the collections."""
    return rows(call.shop, "Collection", query, sort_key, reverse, warn=call.warnings)


@root("collection")
def collection(call, id):
    """Return a collection."""
    return call.shop.want(id, "Collection")


@root("metafieldDefinitions")
def metafield_definitions(
    call, owner_type, namespace=None, key=None, reverse=False, **_window
):
    """Return the definitions of an owner type."""
    found = [
        record
        for record in call.shop.table("MetafieldDefinition").values()
        if record["ownerType"] == owner_type
        and namespace in (None, record["namespace"])
        and key in (None, record["key"])
    ]
    return rows(call.shop, "MetafieldDefinition", None, "ID", reverse, found)


@root("productOperation")
def product_operation(call, id):
    """Return an operation; it goes on with every look at it."""
    record = call.shop.want(id, "ProductSetOperation")
    if record:
        record["status"] = {"CREATED": "ACTIVE"}.get(record["status"], "COMPLETE")
        record["product"] = (
            record["_product"] if record["status"] == "COMPLETE" else None
        )
        record["userErrors"] = (
            record["_errors"] if record["status"] == "COMPLETE" else []
        )
    return record


@root("translatableResourcesByIds")
def translatable_resources(call, resource_ids, **_window):
    """Return the texts of records with their digests."""
    found = [call.shop.get(gid) for gid in resource_ids]
    return [translatable(record) for record in found if record]


def translatable(record):
    """Return a record's texts that can be translated."""
    seo = record.get("seo") or {}
    texts = {
        "title": record.get("title"),
        "body_html": record.get("descriptionHtml"),
        "handle": record.get("handle"),
        "meta_title": seo.get("title"),
        "meta_description": seo.get("description"),
    }
    if record["__typename"] in ("ProductOption", "ProductOptionValue"):
        texts = {"name": record["name"]}
    return {
        "__typename": "TranslatableResource",
        "resourceId": record["id"],
        "translatableContent": [
            {
                "key": key,
                "value": value,
                "digest": hashlib.sha256(value.encode()).hexdigest() if value else None,
                "locale": "en",
                "type": "HTML" if key == "body_html" else "SINGLE_LINE_TEXT_FIELD",
            }
            for key, value in texts.items()
        ],
    }
