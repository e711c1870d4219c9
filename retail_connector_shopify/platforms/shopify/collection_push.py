"""Collections out. One that has no id yet is looked for by our own key first."""

from odoo.addons.retail_connector_base.platforms import (
    NotFoundError,
    PushResult,
    RefusedError,
)

from . import translation_push
from .product_input import KEY, SPACE
from .product_push import define
from .shapes import version

# our word -> (condition, {our relation: its own})
CONDITIONS = {
    "tag": ("productTag", {"equals": "TAGGED_WITH"}),
    "title": ("productTitle", {"equals": "EQUALS", "contains": "CONTAINS"}),
    "type": ("productType", {"equals": "EQUALS", "contains": "CONTAINS"}),
    "vendor": ("productVendor", {"equals": "EQUALS", "contains": "CONTAINS"}),
}


def push(client, items, key):
    """Deliver collections; return one result per item."""
    results = []
    for item in items:
        try:
            answer = _deliver(client, item.payload)
            results.append(PushResult(item.key, answer["id"], answer=answer))
        except (RefusedError, NotFoundError) as error:
            results.append(PushResult(item.key, error=error))
    return results


def _deliver(client, payload):
    known = _known(client, payload)
    given = {
        "title": payload["title"],
        "descriptionHtml": payload["description_html"],
    }
    if payload["handle"]:
        given["handle"] = payload["handle"]
    if known is None:
        if payload["rules"]:
            given["sources"] = [{"source": _source(payload)}]
        own = {"namespace": SPACE, "key": KEY, "type": "id", "value": payload["key"]}
        given["metafields"] = [own]
        name, field = "collection_create", "collectionCreate"
    else:
        given["id"] = known["id"]
        given.update(_sources(payload, known))
        name, field = "collection_update", "collectionUpdate"
    answer = client.run(name, {"collection": given})[field]
    for error in answer["userErrors"]:
        raise RefusedError(error["message"])
    made = answer["collection"]
    translation_push.agree(client, made["id"], payload.get("translations") or {})
    return {"id": made["id"], "version": version(made["updatedAt"])}


def _known(client, payload):
    """Return the collection as it is, None when there is none yet."""
    if payload["id"]:
        found = client.run("collections_by_id", {"ids": [payload["id"]]})["nodes"][0]
        if not found:
            raise NotFoundError("The collection is gone in the shop.")
        return found
    try:
        found = client.run("collection_find", {"key": payload["key"]})
    except RefusedError as error:
        if error.code != "not_found":
            raise
        define(client)
        return None
    return found["collectionByIdentifier"]


def _source(payload):
    return {
        "title": payload["title"],
        "inclusion": {
            "matchType": "ANY" if payload["match"] == "any" else "ALL",
            "conditions": [_condition(rule) for rule in payload["rules"]],
        },
    }


def _condition(rule):
    condition, relations = CONDITIONS[rule["field"]]
    relation = relations.get(rule["relation"])
    if relation is None:
        raise RefusedError(
            f"The shop knows no rule '{rule['field']} {rule['relation']}'.",
            "rule_unknown",
        )
    given = {"relation": relation, "matchType": "ANY", "values": [rule["value"]]}
    return {condition: given}


def _sources(payload, known):
    """Return how the rules change; those that are not in our words stay."""
    if not payload["smart"] or not payload["rules"]:
        return {}
    wanted = _source(payload)
    own = [
        s for s in known["sources"] if s["__typename"] == "CollectionConditionsSource"
    ]
    if not own:
        return {"sourcesToCreate": [{"source": wanted}]}
    inclusion = {
        "matchType": wanted["inclusion"]["matchType"],
        "conditionsToDelete": [c["id"] for c in own[0]["inclusion"]["conditions"]],
        "conditionsToCreate": wanted["inclusion"]["conditions"],
    }
    return {
        "sourcesToUpdate": [{"condition": {"id": own[0]["id"], "inclusion": inclusion}}]
    }
