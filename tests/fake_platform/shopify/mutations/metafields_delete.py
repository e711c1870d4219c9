"""metafieldsDelete: what is not there is no error."""

from ..errors import refuse
from ..registry import mutation
from .metafields_set import find


@mutation("metafieldsDelete")
def metafields_delete(call, metafields):
    """Delete metafields by owner, namespace and key."""
    deleted = []
    for place, entry in enumerate(metafields):
        owner = call.shop.get(entry["ownerId"])
        if owner is None:
            refuse(["metafields", str(place), "ownerId"], "Owner does not exist.")
        found = find(call.shop, owner, entry["namespace"], entry["key"])
        if found:
            owner["_metafields"].remove(found["id"])
            call.shop.remove(found["id"])
            call.shop.touch(owner)
        deleted.append({**entry} if found else None)
    return {"deletedMetafields": deleted}
