"""Stock and prices to Lightspeed X-Series: compared first, repeated safely."""

from decimal import Decimal

import pytest

from odoo.addons.retail_connector_base.platforms import PushItem, TransientError

from tests.fake_platform.lightspeed import FakeLightspeed

from .lightspeed_case import connect
from .test_lightspeed import Clock


@pytest.fixture
def shop():
    with FakeLightspeed(Clock()) as fake:
        fake.add_product("MUG", "9.90", stock=10)
        yield fake
        assert not getattr(fake, "violations", None)


def level(shop, quantity, compare, outlet="Main", key="1"):
    return PushItem(
        key,
        {
            "stock_id": shop.product_id("MUG"),
            "location_id": next(
                o["id"] for o in shop.outlets.values() if o["name"] == outlet
            ),
            "quantity": quantity,
            "compare": compare,
        },
    )


def errors(results):
    return [result.error and result.error.code for result in results]


def test_levels_of_a_product_go_in_one_change_and_stale_ones_stay(shop):
    adapter = connect(shop)
    items = [
        level(shop, "7", "10", key="1"),
        level(shop, "3", "8", "Harbour", key="2"),
    ]
    assert errors(adapter.push_many("stock", items, "k")) == [None, "stale"]
    assert sorted(shop.levels.values()) == [Decimal(7), Decimal(10)]
    [key] = [f"{i.payload['stock_id']}|{i.payload['location_id']}" for i in items[:1]]
    read = adapter.fetch_many("stock", [key, f"{key}x"])
    assert adapter.parse("stock", read[key]).available == Decimal(7)
    assert read[f"{key}x"] is None


def test_a_lost_answer_is_repeated_without_harm(shop):
    adapter = connect(shop)
    shop.add_fault("reset", when="after", match="PUT /api/2.1")
    with pytest.raises(TransientError):
        adapter.push_many("stock", [level(shop, "7", "10")], "k")
    assert errors(adapter.push_many("stock", [level(shop, "7", "10")], "k")) == [None]
    assert shop.count("PUT /api/2.1") == 1


def test_a_price_is_set_on_the_side_the_shelf_shows(shop):
    product = shop.product_id("MUG")
    payload = {"variant_id": product, "list_id": "", "price": "12.50"}
    items = [
        PushItem("1", payload),
        PushItem("2", {**payload, "list_id": "book"}),
        PushItem("3", {**payload, "variant_id": "gone"}),
    ]
    assert errors(connect(shop).push_many("price", items, "k")) == [
        None,
        "no_list",
        "no_product",
    ]
    assert shop.products[product]["price_including_tax"] == 12.5
