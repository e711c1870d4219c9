"""Odoo's number of an order, written on the order: as a metafield, as tags, or both.

Metafields of 25 orders are one request, all or none; a tag is a request of its own.
Both have the same effect however often they are sent.
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
NAMESPACE, KEY = "odoo", "reference"


def push(client: AdminClient, items: Sequence[PushItem], key: str) -> list[PushResult]:
    """Write references; return one result per item."""
    refused = _metafields(client, [i for i in items if i.payload["metafield"]])
    results = []
    for item in items:
        error = refused.get(item.key)
        if error is None and item.payload["tags"]:
            error = _tags(client, item.payload)
        results.append(PushResult(item.key, item.payload["id"], error=error))
    return results


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


def _tags(client, payload):
    answer = client.run("order_tag", {"id": payload["id"], "tags": payload["tags"]})
    for error in answer["tagsAdd"]["userErrors"]:
        return RefusedError(error["message"])
    return None
