"""Requests about personal data: the three mandatory webhooks, and their document.

They are not subscribed by the API but named in the app's configuration. Their body is
the request itself: there is nothing to read again. What a request to erase says beside
ids is not even stored.
"""

from collections.abc import Mapping
from typing import Any

from odoo.addons.retail_connector_base.canonical import PrivacyRequest
from odoo.addons.retail_connector_base.platforms import RejectedDocument

from .shapes import View, gid, moment

KIND = "privacy"
WHOLE = {"shop_id", "shop_domain"}
# topic -> (kind of request, the body's list of orders)
TOPICS = {
    "customers/data_request": ("access", "orders_requested"),
    "customers/redact": ("erase", "orders_to_redact"),
    "shop/redact": ("erase_shop", ""),
}


def request(
    topic: str, payload: Mapping[str, Any], shop: str, at: str
) -> dict[str, Any] | None:
    """Return what is kept of a webhook's body; None: it is of another topic.

    :param shop: whose message the headers say it is
    """
    if topic not in TOPICS:
        return None
    _bear_out(topic, payload, shop)
    kind, orders = TOPICS[topic]
    customer = (payload.get("customer") or {}).get("id")
    whom = gid("Customer", customer) if customer else gid("Shop", payload["shop_id"])
    asked = (payload.get("data_request") or {}).get("id")
    kept = {
        "id": f"{topic}:{whom}" + (f":{asked}" if asked else ""),
        "kind": kind,
        "customer": gid("Customer", customer) if customer else "",
        "orders": [gid("Order", number) for number in payload.get(orders) or ()],
        "requested_at": at,
    }
    if kind == "access":
        kept["email"] = payload["customer"].get("email") or ""
    return kept


def _bear_out(topic, payload, shop):
    """Refuse a body that is of another topic or shop: only the body is signed."""
    _kind, orders = TOPICS[topic]
    fits = orders in payload if orders else set(payload) == WHOLE
    if not fits or not payload.get("shop_id"):
        raise RejectedDocument(f"the body is not of {topic}", "topic")
    if str(payload.get("shop_domain")).lower() != shop.lower():
        raise RejectedDocument("the body names another shop", "shop_domain")


def privacy(view: View, payload: Mapping[str, Any]) -> PrivacyRequest:
    """Return the request."""
    return PrivacyRequest(
        external_id=payload["id"],
        kind=payload["kind"],
        customer_id=payload["customer"],
        order_ids=tuple(payload["orders"]),
        email=payload.get("email") or "",
        requested_at=moment(payload["requested_at"] or None),
    )
