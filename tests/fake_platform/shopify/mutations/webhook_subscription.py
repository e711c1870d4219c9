"""webhookSubscriptionCreate, -Update and -Delete."""

from urllib.parse import urlsplit

from ..errors import refuse
from ..registry import mutation

OWN_HOSTS = (".myshopify.com", ".shopify.com")


@mutation("webhookSubscriptionCreate")
def webhook_subscription_create(call, topic, webhook_subscription):
    """Subscribe an address to a topic."""
    entry = webhook_subscription
    uri = entry.get("uri") or entry.get("callbackUrl")
    _check(call.shop, topic, uri, entry.get("filter"))
    record = call.shop.add(
        "WebhookSubscription",
        {
            "topic": topic,
            "uri": uri,
            "callbackUrl": uri,
            "format": entry.get("format") or "JSON",
            "filter": entry.get("filter"),
            "name": entry.get("name"),
            "includeFields": entry.get("includeFields") or [],
            "metafieldNamespaces": entry.get("metafieldNamespaces") or [],
            "metafields": entry.get("metafields") or [],
            "apiVersion": _version(call),
            "endpoint": {"__typename": "WebhookHttpEndpoint", "callbackUrl": uri},
            "_failures": 0,
        },
    )
    return {"webhookSubscription": record["id"]}


@mutation("webhookSubscriptionUpdate")
def webhook_subscription_update(call, id, webhook_subscription):
    """Change a subscription."""
    record = _wanted(call.shop, id)
    entry = dict(webhook_subscription)
    uri = entry.pop("uri", None) or entry.pop("callbackUrl", None)
    if uri:
        _check(
            call.shop,
            record["topic"],
            uri,
            entry.get("filter", record["filter"]),
            record,
        )
        record["uri"] = record["callbackUrl"] = uri
        record["endpoint"] = {"__typename": "WebhookHttpEndpoint", "callbackUrl": uri}
    record.update(entry)
    call.shop.touch(record)
    return {"webhookSubscription": record["id"]}


@mutation("webhookSubscriptionDelete")
def webhook_subscription_delete(call, id):
    """End a subscription."""
    _wanted(call.shop, id)
    call.shop.remove(id)
    return {"deletedWebhookSubscriptionId": id}


def _version(call):
    handle = call.shop.platform.webhooks.api_version
    return {"handle": handle, "displayName": handle, "supported": True}


def _wanted(shop, gid):
    record = shop.want(gid, "WebhookSubscription")
    if record is None:
        refuse(["id"], "Webhook subscription does not exist")
    return record


def _check(shop, topic, uri, filter_, itself=None):
    """Refuse the addresses the platform refuses."""
    path = ["webhookSubscription", "callbackUrl"]
    if not uri:
        refuse(path, "Address can't be blank")
    parts = urlsplit(uri)
    allowed = ("https",) if shop.settings["https_only"] else ("https", "http")
    if parts.scheme not in allowed:
        refuse(path, f"Address protocol {parts.scheme}:// is not supported")
    if (parts.hostname or "").endswith(OWN_HOSTS):
        refuse(path, "Address cannot be a Shopify or an internal domain")
    for record in shop.table("WebhookSubscription").values():
        same = (record["topic"], record["uri"], record["filter"]) == (
            topic,
            uri,
            filter_,
        )
        if same and record is not itself:
            refuse(path, "Address for this topic has already been taken")
