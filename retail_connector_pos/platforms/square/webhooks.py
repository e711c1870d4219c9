"""What Square tells of its own accord: hints, each read again before it counts."""

import json

from odoo.addons.retail_connector_base.platforms import (
    Notice,
    RejectedDocument,
)
from odoo.addons.retail_connector_base.platforms.signature import verify_base64

from .client import VERSION
from .shapes import moment, version

SIGNATURE = "x-square-hmacsha256-signature"
CONNECTION = "connection"  # no document: are we still connected?
NAME = "Retail Connector"
SALES = ("order.created", "order.updated")
PAYMENTS = ("payment.created", "payment.updated", "refund.created", "refund.updated")
PAYOUTS = ("payout.sent", "payout.paid", "payout.failed")
CARDS = ("gift_card.created", "gift_card.updated")
CUSTOMERS = ("customer.created", "customer.updated", "customer.deleted")
LOYALTY = (
    "loyalty.account.created",
    "loyalty.account.updated",
    "loyalty.event.created",
)
OTHERS = ("catalog.version.updated", "inventory.count.updated")
REVOKED = "oauth.authorization.revoked"
TOPICS = (*SALES, *PAYMENTS, *PAYOUTS, *CARDS, *CUSTOMERS, *LOYALTY, *OTHERS, REVOKED)


def verify(secrets, headers, body, url):
    """Raise BadSignature unless Square signed the address and the body together."""
    verify_base64(secrets, url.encode() + body, headers.get(SIGNATURE, ""))


def notice(body) -> Notice:
    """Return what a webhook is about; what has no place is only recorded."""
    try:
        message = json.loads(body)
        key, topic = message["event_id"], message["type"]
    except (ValueError, LookupError, TypeError):
        raise RejectedDocument("a webhook without event_id and type") from None
    data = message.get("data") or {}
    told = next(iter((data.get("object") or {}).values()), None) or {}
    about = _about(topic, data, told if isinstance(told, dict) else {})
    return Notice(
        key=key, topic=topic, occurred_at=moment(message.get("created_at")), **about
    )


def _about(topic, data, told):
    """Return what of a notice depends on the topic."""
    if topic in SALES or topic in PAYMENTS:
        order, place = told.get("order_id"), told.get("location_id")
        if not order or not place:
            return {}  # the next reading finds it
        at = version(told.get("updated_at")) if topic in SALES else ""
        return {
            "kind": "receipt",
            "entity_id": order,
            "version": at,
            "lane": f"store:{place}",
        }
    if topic in PAYOUTS:
        return {"kind": "settlement", "entity_id": data["id"]}
    if topic in CARDS:
        return {"kind": "giftcard", "entity_id": data["id"]}
    if topic in LOYALTY:
        # An event belongs to its account, and is read with it.
        account = told.get("loyalty_account_id") or told.get("id") or data["id"]
        return {"kind": "loyalty", "entity_id": account}
    if topic in CUSTOMERS:
        deleted = topic.endswith("deleted")
        return {"kind": "party", "entity_id": data["id"], "deleted": deleted}
    if topic == REVOKED:
        return {"kind": CONNECTION, "entity_id": CONNECTION}
    return {}


def subscribe(client, url, save):
    """Make Square send its webhooks to ``url``; return topic -> subscription.

    Only the application's own token may do this; without it a person subscribes in
    Square's console and enters the signature key.
    """
    kept = _ours(client, url)
    if kept and set(kept.get("event_types") or ()) != set(TOPICS):
        unsubscribe(client, url)
        kept = None
    if kept is None:
        answer = client.change(
            "/v2/webhooks/subscriptions",
            {
                "subscription": {
                    "name": NAME,
                    "event_types": list(TOPICS),
                    "notification_url": url,
                    "api_version": VERSION,
                }
            },
        )
        kept = answer["subscription"]
    if kept.get("signature_key") and save:
        save("webhook_key", kept["signature_key"], None)
    return dict.fromkeys(TOPICS, kept["id"])


def unsubscribe(client, url):
    """Delete our subscription."""
    kept = _ours(client, url)
    if kept:
        client.send("DELETE", f"/v2/webhooks/subscriptions/{kept['id']}")


def _ours(client, url):
    rows = client.all("/v2/webhooks/subscriptions", "subscriptions")
    found = [row for row in rows if row.get("notification_url") == url]
    if not found:
        return None
    # A list leaves the signature key out.
    return client.get(f"/v2/webhooks/subscriptions/{found[0]['id']}")["subscription"]
