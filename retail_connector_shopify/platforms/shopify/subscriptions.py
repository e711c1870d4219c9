"""Make the shop send its webhooks to us, and stop it."""

from odoo.addons.retail_connector_base.platforms import RefusedError

from .client import AdminClient
from .webhooks import address

# What we ask the platform to send. Money is told in more than one way, so that a lost
# message costs nothing; what says the same of an order is read once.
SUBSCRIBED = (
    "APP_SCOPES_UPDATE",
    "APP_UNINSTALLED",
    "BULK_OPERATIONS_FINISH",
    "COLLECTIONS_CREATE",
    "COLLECTIONS_DELETE",
    "COLLECTIONS_UPDATE",
    "COMPANIES_CREATE",
    "COMPANIES_DELETE",
    "COMPANIES_UPDATE",
    "COMPANY_CONTACTS_CREATE",
    "COMPANY_LOCATIONS_CREATE",
    "COMPANY_LOCATIONS_UPDATE",
    "CUSTOMERS_CREATE",
    "CUSTOMERS_DELETE",
    "CUSTOMERS_MERGE",
    "CUSTOMERS_UPDATE",
    "DISPUTES_CREATE",
    "DISPUTES_UPDATE",
    "FULFILLMENTS_CREATE",
    "FULFILLMENTS_UPDATE",
    "FULFILLMENT_ORDERS_CANCELLED",
    "FULFILLMENT_ORDERS_HOLD_RELEASED",
    "FULFILLMENT_ORDERS_MERGED",
    "FULFILLMENT_ORDERS_MOVED",
    "FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE",
    "FULFILLMENT_ORDERS_PLACED_ON_HOLD",
    "FULFILLMENT_ORDERS_SPLIT",
    "INVENTORY_LEVELS_DISCONNECT",
    "INVENTORY_LEVELS_UPDATE",
    "LOCATIONS_ACTIVATE",
    "LOCATIONS_CREATE",
    "LOCATIONS_DEACTIVATE",
    "LOCATIONS_DELETE",
    "LOCATIONS_UPDATE",
    "ORDERS_CANCELLED",
    "ORDERS_CREATE",
    "ORDERS_DELETE",
    "ORDERS_EDITED",
    "ORDERS_UPDATED",
    "ORDER_TRANSACTIONS_CREATE",
    "PRODUCTS_CREATE",
    "PRODUCTS_DELETE",
    "PRODUCTS_UPDATE",
    "REFUNDS_CREATE",
    "RETURNS_APPROVE",
    "RETURNS_CANCEL",
    "RETURNS_CLOSE",
    "RETURNS_DECLINE",
    "RETURNS_PROCESS",
    "RETURNS_REOPEN",
    "RETURNS_REQUEST",
    "RETURNS_UPDATE",
    "SHOP_UPDATE",
    "TENDER_TRANSACTIONS_CREATE",
)


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
