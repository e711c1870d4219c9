"""collectionCreate, collectionUpdate and collectionDelete."""

from ..collections import condition_of, source_of
from ..errors import refuse
from ..registry import mutation
from .metafields_set import check_metafield, set_metafield

PLAIN = ("title", "descriptionHtml", "handle", "sortOrder")


@mutation("collectionCreate")
def collection_create(call, collection=None, input=None):
    """Create a collection; without sources its products are chosen one by one."""
    shop = call.shop
    if not collection["title"].strip():
        refuse(["title"], "Title can't be blank")
    for place, entry in enumerate(collection.get("metafields") or ()):
        for error in check_metafield(
            shop, ["metafields", str(place)], entry, "COLLECTION"
        ):
            refuse(error["field"], error["message"])
    sources = [source_of(shop, entry) for entry in collection.get("sources") or ()]
    record = shop.add(
        "Collection",
        {
            "title": collection["title"],
            "descriptionHtml": collection.get("descriptionHtml") or "",
            "handle": _handle(shop, collection),
            "sortOrder": collection.get("sortOrder") or "BEST_SELLING",
            "seo": {"title": None, "description": None},
            "_sources": sources,
            "_smart": any(source["conditions"] for source in sources),
        },
    )
    for entry in collection.get("metafields") or ():
        set_metafield(shop, {**entry, "ownerId": record["id"]})
    shop.emit("collections/create", record)
    return {"collection": record["id"]}


@mutation("collectionUpdate")
def collection_update(call, collection=None, input=None):
    """Change what is given of a collection."""
    shop = call.shop
    record = shop.want(collection.get("id"), "Collection")
    if record is None:
        refuse(None, "Collection does not exist")
    for name in PLAIN:
        if name in collection:
            record[name] = collection[name]
    gone = set(collection.get("sourcesToDelete") or ())
    record["_sources"] = [s for s in record["_sources"] if s["id"] not in gone]
    for entry in collection.get("sourcesToUpdate") or ():
        _update_source(shop, record, entry["condition"])
    record["_sources"] += [
        source_of(shop, entry) for entry in collection.get("sourcesToCreate") or ()
    ]
    record["_smart"] = any(source["conditions"] for source in record["_sources"])
    shop.touch(record)
    shop.emit("collections/update", record)
    return {"collection": record["id"], "job": None}


@mutation("collectionDelete")
def collection_delete(call, input):
    """Delete a collection; its products stay."""
    record = call.shop.want(input["id"], "Collection")
    if record is None:
        refuse(["id"], "Collection does not exist")
    call.shop.remove(input["id"])
    call.shop.emit("collections/delete", record)
    shop = next(iter(call.shop.table("Shop")))
    return {"deletedCollectionId": input["id"], "shop": shop}


def _update_source(shop, record, given):
    source = next((s for s in record["_sources"] if s["id"] == given["id"]), None)
    if source is None:
        refuse(["sourcesToUpdate"], "Source does not exist")
    inclusion = given.get("inclusion") or {}
    source["matchType"] = inclusion.get("matchType") or source["matchType"]
    gone = set(inclusion.get("conditionsToDelete") or ())
    source["conditions"] = [c for c in source["conditions"] if c["id"] not in gone]
    source["conditions"] += [
        condition_of(shop, entry) for entry in inclusion.get("conditionsToCreate") or ()
    ]


def _handle(shop, given):
    base = given.get("handle") or "-".join(given["title"].lower().split())
    taken = {c["handle"] for c in shop.table("Collection").values()}
    number, handle = 0, base
    while handle in taken:
        number += 1
        handle = f"{base}-{number}"
    return handle
