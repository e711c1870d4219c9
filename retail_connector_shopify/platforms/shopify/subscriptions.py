"""Make the shop send its webhooks to us, and stop it."""

from odoo.addons.retail_connector_base.platforms import RefusedError

from .client import AdminClient
from .webhooks import SUBSCRIBED, address


def subscribe(client: AdminClient, url: str) -> dict[str, str]:
    """Subscribe the topics that are not yet sent to ``url``; return topic -> id.

    Done again it repairs: the platform deletes a subscription that failed for hours.
    """
    wanted = address(url, client.shop)
    found = {
        item["topic"]: item["id"]
        for item in _existing(client)
        if item["uri"] == wanted and item["topic"] in SUBSCRIBED
    }
    for topic in SUBSCRIBED:
        if topic not in found:
            found[topic] = _create(client, topic, wanted)
    return found


def unsubscribe(client: AdminClient, url: str) -> None:
    """Delete the subscriptions to ``url``, or all of the app's when it is not known.

    Another database may be connected with the same app: its subscriptions stay.
    """
    for item in list(_existing(client)):
        if not url or item["uri"] == address(url, client.shop):
            client.run("webhook_delete", {"id": item["id"]})


def _existing(client):
    return client.all("webhooks", "webhookSubscriptions")


def _create(client, topic, uri):
    given = {"topic": topic, "input": {"uri": uri, "format": "JSON"}}
    answer = client.run("webhook_create", given)["webhookSubscriptionCreate"]
    for error in answer["userErrors"]:
        raise RefusedError(f"{topic}: {error['message']}", "webhook_refused")
    return answer["webhookSubscription"]["id"]
