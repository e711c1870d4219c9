"""tagsAdd and tagsRemove."""

from ..errors import not_found, refuse
from ..registry import mutation

TOPICS = {
    "Order": "orders/updated",
    "Product": "products/update",
    "Customer": "customers/update",
}


@mutation("tagsAdd")
def tags_add(call, id, tags):
    """Add tags; a tag is there once, whatever its case."""
    record = _tagged(call.shop, id)
    known = {tag.lower() for tag in record["tags"]}
    new = {tag.strip().lower(): tag.strip() for tag in reversed(tags) if tag.strip()}
    return _save(
        call.shop,
        record,
        record["tags"] + [tag for lower, tag in new.items() if lower not in known],
    )


@mutation("tagsRemove")
def tags_remove(call, id, tags):
    """Remove tags."""
    record = _tagged(call.shop, id)
    gone = {tag.strip().lower() for tag in tags}
    return _save(
        call.shop, record, [t for t in record["tags"] if t.lower() not in gone]
    )


def _tagged(shop, gid):
    record = shop.get(gid)
    if record is None:
        raise not_found(gid)
    if record["__typename"] not in TOPICS:
        refuse(["id"], "The resource cannot be tagged.")
    return record


def _save(shop, record, tags):
    if tags != record["tags"]:
        record["tags"] = sorted(tags)
        shop.touch(record)
        shop.emit(TOPICS[record["__typename"]], record)
    return {"node": record["id"]}
