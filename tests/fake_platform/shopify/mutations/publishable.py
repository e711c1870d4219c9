"""publishablePublish and publishableUnpublish: on which sales channels a thing is."""

from ..errors import UserErrors, not_found, user_error
from ..registry import mutation


@mutation("publishablePublish")
def publishable_publish(call, id, input):
    """Publish; once more changes nothing."""
    record = _wanted(call.shop, id, input)
    places = record.setdefault("_publications", {})
    for entry in input:
        at = entry.get("publishDate") or call.shop.now()
        places.setdefault(entry["publicationId"], at)
    return _answer(call.shop, record)


@mutation("publishableUnpublish")
def publishable_unpublish(call, id, input):
    """Take off; what is not there stays away."""
    record = _wanted(call.shop, id, input)
    for entry in input:
        record.setdefault("_publications", {}).pop(entry["publicationId"], None)
    return _answer(call.shop, record)


def _wanted(shop, gid, given):
    record = shop.want(gid, "Product") or shop.want(gid, "Collection")
    if record is None:
        raise not_found(gid)
    errors = [
        user_error(["input", str(place), "publicationId"], "Publication does not exist")
        for place, entry in enumerate(given)
        if shop.want(entry.get("publicationId"), "Publication") is None
    ]
    if errors:
        raise UserErrors(*errors)
    return record


def _answer(shop, record):
    shop.touch(record)
    if record["__typename"] == "Product":
        shop.emit("products/update", record)
    return {"publishable": record["id"], "shop": next(iter(shop.table("Shop")))}
