"""Collections and the sales channels of a shop."""

from odoo.addons.retail_connector_base.canonical import (
    Collection,
    CollectionRule,
    Publication,
)

from .mapper_product import translations
from .shapes import View, moment

# type of a condition -> our word for what it looks at
FIELDS = {
    "CollectionSourceInclusionConditionProductTag": "tag",
    "CollectionSourceInclusionConditionProductTitle": "title",
    "CollectionSourceInclusionConditionProductType": "type",
    "CollectionSourceInclusionConditionProductVendor": "vendor",
}
RELATIONS = {"TAGGED_WITH": "equals", "EQUALS": "equals", "CONTAINS": "contains"}


def collection(view: View, payload) -> Collection:
    """Return a collection; its rules only when we have words for all."""
    sources = payload["sources"]
    smart = any(
        source["__typename"] != "CollectionConditionsSource"
        or source["inclusion"]["conditions"]
        for source in sources
    )
    rules = _rules(sources)
    return Collection(
        external_id=payload["id"],
        title=payload["title"],
        description_html=payload["descriptionHtml"] or "",
        handle=payload["handle"],
        smart=smart,
        match="any" if rules and _is_any(sources[0]) else "all",
        rules=rules,
        translations=translations(payload.get("translations")),
        updated_at=moment(payload["updatedAt"]),
    )


def _is_any(source):
    return source["inclusion"]["matchType"] == "ANY"


def _rules(sources):
    """Return the rules of a single source, none unless all of them are known."""
    if len(sources) != 1 or "inclusion" not in sources[0]:
        return ()
    source = sources[0]
    rules = []
    for condition in source["inclusion"]["conditions"]:
        field = FIELDS.get(condition["__typename"])
        relation = RELATIONS.get(field and condition[field])
        values = condition.get("values") or ()
        if not field or not relation or len(values) != 1:
            return ()
        rules.append(CollectionRule(field, relation, values[0]))
    return tuple(rules)


def publication(view: View, payload) -> Publication:
    """Return a sales channel; one without a catalogue is called by its number."""
    catalog = payload["catalog"] or {}
    return Publication(payload["id"], catalog.get("title") or payload["id"])
