"""Odoo's number of an order, written on the order: as a metafield, as tags, or both.

Metafields of 25 orders are one request, all or none; the tags of ten orders are one,
each order for itself. Both have the same effect however often they are sent; tags are
added, so that those of others stay.
"""

from collections.abc import Sequence

from odoo.addons.retail_connector_base.platforms import (
    PushItem,
    PushResult,
    RefusedError,
    TransientError,
)

from .client import AdminClient

SIZE = 25  # metafields a request
TAGGED = 10  # orders whose tags are one request
NAMESPACE, KEY = "odoo", "reference"


def push(client: AdminClient, items: Sequence[PushItem], key: str) -> list[PushResult]:
    """Write references; return one result per item."""
    refused = _metafields(client, [i for i in items if i.payload["metafield"]])
    tagged = [i for i in items if i.payload["tags"] and i.key not in refused]
    for place in range(0, len(tagged), TAGGED):
        refused.update(_tags(client, tagged[place : place + TAGGED]))
    return [
        PushResult(item.key, item.payload["id"], error=refused.get(item.key))
        for item in items
    ]


def _metafields(client, items):
    """Set the metafields; return key -> error. The one at fault takes all with it."""
    if not items:
        return {}
    answer = client.run(
        "order_references",
        {
            "metafields": [
                {
                    "ownerId": item.payload["id"],
                    "namespace": NAMESPACE,
                    "key": KEY,
                    "type": "single_line_text_field",
                    "value": item.payload["reference"],
                }
                for item in items
            ]
        },
    )["metafieldsSet"]
    errors = answer["userErrors"]
    if not errors:
        return {}
    named = {}
    for error in errors:
        place = next((part for part in error["field"] or () if part.isdigit()), None)
        if place is not None:
            code = (error["code"] or "").lower() or None
            named[items[int(place)].key] = RefusedError(error["message"], code)
    if not named:
        return {item.key: RefusedError(errors[0]["message"]) for item in items}
    # Nothing was written: without the culprit the others can go at once.
    again = TransientError(errors[0]["message"], "batch_refused", retry_after=1)
    return {item.key: named.get(item.key, again) for item in items}


def _tags(client, items):
    """Add the tags of up to ten orders in one request; return key -> error."""
    variables = {}
    for place in range(TAGGED):
        given = items[min(place, len(items) - 1)].payload
        variables[f"id{place}"] = given["id"]
        variables[f"tags{place}"] = given["tags"]
        variables[f"on{place}"] = place < len(items)  # else it is left out
    answer = client.run("order_tags", variables)
    return {
        item.key: RefusedError(error["message"])
        for place, item in enumerate(items)
        for error in answer[f"order{place}"]["userErrors"][:1]
    }
