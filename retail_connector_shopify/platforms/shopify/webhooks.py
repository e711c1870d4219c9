"""Webhooks: who sent them, and what they are about.

A webhook is a hint. Its body is in the shape of the old API and may be stale when it
arrives, so nothing is imported from it: a Notice names the entity, which is then read
again. Only the body is signed. The topic stands in a header, therefore the body has to
bear it out: an id of another kind than the topic's is refused.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

from odoo.addons.retail_connector_base.platforms import (
    BadSignature,
    Notice,
    RejectedDocument,
)
from odoo.addons.retail_connector_base.platforms.signature import verify_base64

from . import mapper_privacy
from .mapper_stock import level_id
from .shapes import GID, gid, moment, version

# Both generations of headers; the names reach us in lower case.
PREFIXES = ("x-shopify-", "shopify-")
SHOP_SUFFIX = ".myshopify.com"


def header(headers: Mapping[str, str], name: str) -> str:
    """Return a header of the platform under either of its names."""
    found = (headers.get(prefix + name) for prefix in PREFIXES)
    return next(filter(None, found), "")


def verify(
    secrets: Sequence[str], headers: Mapping[str, str], body: bytes, url: str
) -> None:
    """Raise BadSignature unless the shop signed the body and the address is its own.

    One app has one secret for all shops that installed it. The address we subscribe
    ends with the shop's domain, so that a webhook of one shop is not taken for
    another's.
    """
    verify_base64(secrets, body, header(headers, "hmac-sha256"))
    addressee = urlsplit(url).path.rpartition("/")[2].lower()
    sender = header(headers, "shop-domain").lower()
    if addressee.endswith(SHOP_SUFFIX) and sender != addressee:
        raise BadSignature("the webhook is of another shop")


def address(url: str, shop: str) -> str:
    """Return the address to subscribe for a shop."""
    return f"{url.rstrip('/')}/{shop}"


def notice(headers: Mapping[str, str], body: bytes) -> Notice:
    """Return what a verified webhook is about."""
    topic = header(headers, "topic")
    try:
        payload = json.loads(body)
    except ValueError as error:
        raise RejectedDocument(str(error), "body") from None
    if not isinstance(payload, dict):
        raise RejectedDocument("not an object", "body")
    event = header(headers, "event-id") or header(headers, "webhook-id")
    event = event or hashlib.sha256(body).hexdigest()
    at, shop = header(headers, "triggered-at"), header(headers, "shop-domain")
    if asked := mapper_privacy.request(topic, payload, shop, at):
        return Notice(
            key=f"{event}:{topic}:{asked['id']}",
            topic=topic,
            kind=mapper_privacy.KIND,
            entity_id=asked["id"],
            occurred_at=moment(at or None),
            payload=asked,
        )
    if topic == MERGE and (merged := _merged(payload)):
        return Notice(
            key=f"{event}:{topic}:{merged['id']}",
            topic=topic,
            kind="party_merge",
            entity_id=merged["id"],
            occurred_at=moment(at or None),
            payload=merged,
            lane=f"party:{merged['kept']}",
        )
    kind, find, deleted = TOPICS.get(topic, ("", _nothing, False))
    entity_id = find(payload)
    if not entity_id:
        kind = ""
    # The platform repeats an event under the same id, and announces one event under
    # several topics.
    own = kind and entity_id == payload.get("admin_graphql_api_id")
    return Notice(
        key=f"{event}:{topic}:{entity_id}",
        topic=topic,
        kind=kind,
        entity_id=entity_id,
        version=version(payload.get("updated_at")) if own else "",
        occurred_at=moment(at or None),
        deleted=deleted,
    )


# --- which entity: functions of the payload ---


def _nothing(payload):
    return ""


def _itself(kind):
    def find(payload):
        found = payload.get("admin_graphql_api_id")
        if found:
            if not str(found).startswith(f"{GID}{kind}/"):
                raise RejectedDocument(f"{found} is no {kind}", "admin_graphql_api_id")
            return found
        return _global(kind, payload.get("id"))

    return find


def _order_of(payload):
    """Return the order that a refund, parcel, payment or return belongs to."""
    order = payload.get("order") or {}
    return (
        order.get("admin_graphql_api_id")
        or payload.get("admin_graphql_api_order_id")
        or _global("Order", payload.get("order_id"))
    )


def _work_of(payload):
    """Return the first fulfilment order a message names, however deep it stands."""
    if isinstance(payload, dict):
        payload = list(payload.values())
    if isinstance(payload, list):
        return next(filter(None, map(_work_of, payload)), "")
    wanted = f"{GID}FulfillmentOrder/"
    return payload if str(payload).startswith(wanted) else ""


def _edited_order(payload):
    return _order_of(payload.get("order_edit") or {})


def _company_of(payload):
    """Return the company that a place or contact belongs to."""
    company = payload.get("company") or {}
    return (
        company.get("admin_graphql_api_id")
        or payload.get("admin_graphql_api_company_id")
        or _global("Company", company.get("id") or payload.get("company_id"))
    )


def _merged(payload):
    """Return which customer is left of which two; None: they are not merged (yet)."""
    kept = payload.get("admin_graphql_api_customer_kept_id")
    gone = payload.get("admin_graphql_api_customer_deleted_id")
    if not kept or not gone or str(payload.get("status")).lower() in UNMERGED:
        return None
    return {"id": f"{kept}<{gone}", "kept": kept, "gone": gone}


def _level(payload):
    item = _global("InventoryItem", _item_number(payload))
    place = _global("Location", payload.get("location_id"))
    return level_id(item, place) if item and place else ""


def _item_number(payload):
    """Return the item's number, exact from the level's id when it is there."""
    query = urlsplit(payload.get("admin_graphql_api_id") or "").query
    exact = parse_qs(query).get("inventory_item_id")
    return exact[0] if exact else payload.get("inventory_item_id")


def _shop(payload):
    return _global("Shop", payload.get("shop_id") or payload.get("id"))


def _dispute(payload):
    return _global("ShopifyPaymentsDispute", payload.get("id"))


def _global(kind, number):
    if not number:
        return ""
    return number if str(number).startswith(GID) else gid(kind, number)


CONNECTION = "connection"  # what may we still do there?
MERGE = "customers/merge"
UNMERGED = ("failed", "in_progress", "requested")  # states of a merge
# topic -> (kind, which entity, is it gone). What is not here is recorded, no more.
TOPICS = {
    "app/uninstalled": (CONNECTION, _shop, False),
    "app/scopes_update": (CONNECTION, _shop, False),
    **{
        f"orders/{what}": ("order", _itself("Order"), False)
        for what in (
            "create", "updated", "cancelled", "paid", "fulfilled",
            "partially_fulfilled", "link_requested",
        )
    },
    "orders/edited": ("order", _edited_order, False),
    "orders/risk_assessment_changed": ("order", _order_of, False),
    "orders/delete": ("order", _itself("Order"), True),
    **{
        topic: ("order", _order_of, False)
        for topic in (
            "order_transactions/create", "tender_transactions/create",
        )
    },
    "refunds/create": ("refund", _order_of, False),
    **{
        f"returns/{what}": ("return", _order_of, False)
        for what in (
            "request", "approve", "decline", "cancel", "close", "reopen", "process",
            "update",
        )
    },
    **{
        f"draft_orders/{what}": ("quotation", _itself("DraftOrder"), what == "delete")
        for what in ("create", "update", "delete")
    },
    "disputes/create": ("dispute", _dispute, False),
    "disputes/update": ("dispute", _dispute, False),
    "fulfillments/create": ("fulfilment", _order_of, False),
    "fulfillments/update": ("fulfilment", _order_of, False),
    **{
        f"fulfillment_orders/{what}": ("fulfilment", _work_of, False)
        for what in (
            "moved", "split", "merged", "placed_on_hold", "hold_released", "cancelled",
            "order_routing_complete",
        )
    },
    "products/create": ("product", _itself("Product"), False),
    "products/update": ("product", _itself("Product"), False),
    "products/delete": ("product", _itself("Product"), True),
    "collections/create": ("collection", _itself("Collection"), False),
    "collections/update": ("collection", _itself("Collection"), False),
    "collections/delete": ("collection", _itself("Collection"), True),
    **{
        f"customers/{what}": ("party", _itself("Customer"), False)
        for what in ("create", "update", "enable", "disable")
    },
    "customers/delete": ("party", _itself("Customer"), True),
    MERGE: ("", _nothing, False),  # unless it took place, see _merged
    **{
        f"companies/{what}": ("company", _itself("Company"), False)
        for what in ("create", "update")
    },
    "companies/delete": ("company", _itself("Company"), True),
    **{
        f"company_{what}": ("company", _company_of, False)
        for what in (
            "locations/create", "locations/update", "locations/delete",
            "contacts/create", "contacts/update", "contacts/delete",
        )
    },
    **{
        f"locations/{what}": ("location", _itself("Location"), False)
        for what in ("create", "update", "activate", "deactivate")
    },
    "locations/delete": ("location", _itself("Location"), True),
    **{
        f"inventory_levels/{what}": ("stock", _level, False)
        for what in ("update", "connect", "disconnect")
    },
}  # fmt: skip
