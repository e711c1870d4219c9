"""Collections: products chosen one by one, or by the conditions of their sources."""

KINDS = {
    "productTag": ("CollectionSourceInclusionConditionProductTag", "tags"),
    "productTitle": ("CollectionSourceInclusionConditionProductTitle", "title"),
    "productType": ("CollectionSourceInclusionConditionProductType", "productType"),
    "productVendor": ("CollectionSourceInclusionConditionProductVendor", "vendor"),
}


def members(shop, collection):
    """Return the ids of the products of a collection."""
    products = shop.table("Product").values()
    if not collection["_smart"]:
        return {
            p["id"] for p in products if collection["id"] in p.get("_collections", ())
        }
    return {
        product["id"]
        for product in products
        if any(_fulfils(product, source) for source in collection["_sources"])
    }


def _fulfils(product, source):
    results = [_holds(product, condition) for condition in source["conditions"]]
    return any(results) if source["matchType"] == "ANY" else all(results)


def _holds(product, condition):
    value = product[KINDS[condition["kind"]][1]]
    values = value if isinstance(value, list) else [value]
    texts = [str(item).lower() for item in values]
    wanted = [item.lower() for item in condition["values"]]
    test = {
        "TAGGED_WITH": lambda text, want: text == want,
        "EQUALS": lambda text, want: text == want,
        "CONTAINS": lambda text, want: want in text,
    }[condition["relation"]]
    found = [any(test(text, want) for text in texts) for want in wanted]
    return all(found) if condition["matchType"] == "ALL" else any(found)


def source_of(shop, given):
    """Return a stored source for its input."""
    given = given["source"]
    inclusion = given.get("inclusion") or {}
    return {
        "id": shop.new_id("CollectionConditionsSource"),
        "title": given["title"],
        "matchType": inclusion.get("matchType") or "ALL",
        "conditions": [
            condition_of(shop, entry) for entry in inclusion.get("conditions") or ()
        ],
    }


def condition_of(shop, entry):
    """Return a stored condition for its input."""
    [(kind, given)] = entry.items()
    return {
        "id": shop.new_id("CollectionSourceCondition"),
        "kind": kind,
        "relation": given["relation"],
        "matchType": given["matchType"],
        "values": list(given["values"]),
    }


def source_view(source):
    """Return a source as the API shows it."""
    return {
        "__typename": "CollectionConditionsSource",
        "id": source["id"],
        "title": source["title"],
        "targetType": "PRODUCTS",
        "shareable": False,
        "inclusion": {
            "matchType": source["matchType"],
            "conditions": [
                {"__typename": KINDS[condition["kind"]][0], **condition}
                for condition in source["conditions"]
            ],
        },
    }
