"""What is about a person is masked, the evidence of money stays."""

import json

import pytest

from odoo.addons.retail_connector_base.canonical import codec
from odoo.addons.retail_connector_base.platforms.personal import MASK, mask, mask_text

from .test_order_rule import order

ORDER = {
    "id": "gid://1",
    "name": "#1001",
    "email": "ada@example.com",
    "note": "Ring twice",
    "totalPrice": "12.10",
    "currencyCode": "EUR",
    "customer": {"id": "7", "displayName": "Ada L", "numberOfOrders": 3},
    "shippingAddress": {
        "name": "Ada L",
        "address1": "Way 1",
        "countryCodeV2": "DE",
        "zip": "10115",
    },
    "shippingLines": [{"title": "Express", "price": "4.90"}],
    "lineItems": [
        {
            "name": "Shirt",
            "title": "Shirt",
            "quantity": 2,
            "customAttributes": [{"key": "Engraving", "value": "For Ada"}],
        }
    ],
    "tags": ["vip", "ask ada@example.com"],
}


def test_persons_go_and_money_and_goods_stay():
    masked = mask(ORDER, "order")
    text = json.dumps(masked, ensure_ascii=False)
    for word in ("ada@example", "Ada L", "Way 1", "10115", "Ring twice", "For Ada"):
        assert word not in text
    kept = ("#1001", "12.10", "EUR", "Express", "4.90", "Shirt", "DE", "gid://1")
    for word in kept:
        assert word in text
    assert masked["customer"]["id"] == "7"
    assert masked["lineItems"][0]["quantity"] == 2
    assert ORDER["email"] == "ada@example.com", "the original is left alone"


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("party", {"id": "1", "name": "Ada"}, {"id": "1", "name": MASK}),
        ("product", {"id": "1", "name": "Shirt"}, {"id": "1", "name": "Shirt"}),
        ("receipt", {"cashier": {"name": "Bo"}}, {"cashier": {"name": MASK}}),
        ("party", {"name": "", "phone": None}, {"name": "", "phone": None}),
    ],
)
def test_a_name_is_a_persons_only_inside_of_one(kind, value, expected):
    assert mask(value, kind) == expected


def test_a_masked_document_is_still_a_document_with_its_amounts():
    before = codec.encode(order())
    after = codec.decode(mask_text(before, "order"))
    assert after.total == order().total
    assert after.lines[0].subtotal == order().lines[0].subtotal
    assert mask_text("no json", "order") == MASK
    assert mask_text("", "order") == ""
