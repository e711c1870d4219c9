"""The fake's stock mutations: compare-and-set, atomicity, idempotency keys."""

import pytest

from tests.fake_platform import FakeShopify
from tests.fake_platform.client import ShopClient

SET = """mutation($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id reason changes { name delta item { id sku } } }
    userErrors { field message code } } }"""
ACTIVATE = """mutation($item: ID!, $location: ID!, $available: Int, $key: String!) {
  inventoryActivate(inventoryItemId: $item, locationId: $location,
                    available: $available) @idempotent(key: $key) {
    inventoryLevel { id isActive quantities(names: ["available"]) { quantity } }
    userErrors { field message } } }"""


@pytest.fixture(scope="module")
def fake():
    """Run one fake for the module."""
    with FakeShopify() as server:
        yield server


@pytest.fixture
def client(fake):
    """Return a client of a fresh shop."""
    shop = fake.control.create_shop("stock.shop", profile="small")
    fake.control.configure("stock.shop", maximum=10000)
    yield ShopClient(shop)
    fake.control.remove_shop("stock.shop")


@pytest.fixture
def levels(fake, client):
    """Return the stock levels."""
    return fake.control.levels("stock.shop")


def entry(level, quantity, expected="same"):
    """Return a row of the mutation."""
    if expected == "same":
        expected = level["available"]
    return {
        "inventoryItemId": level["item"],
        "locationId": level["location"],
        "quantity": quantity,
        "changeFromQuantity": expected,
    }


def send(client, rows, key="k1", **more):
    """Set quantities and return the payload."""
    given = {"name": "available", "reason": "correction", "quantities": rows} | more
    return client.data(SET, {"input": given, "key": key})["inventorySetQuantities"]


def code(payload):
    """Return the codes of the user errors."""
    return [error["code"] for error in payload["userErrors"]]


def available(fake, level):
    """Return the available quantity of a level."""
    for row in fake.control.levels("stock.shop"):
        if row["id"] == level["id"]:
            return row["available"]
    return None


def test_quantities_are_set_and_told(fake, client, levels):
    payload = send(
        client, [entry(levels[0], 7), entry(levels[1], levels[1]["available"])]
    )
    assert payload["userErrors"] == []
    deltas = payload["inventoryAdjustmentGroup"]["changes"]
    assert [(row["name"], row["delta"]) for row in deltas] == [
        ("available", 7 - levels[0]["available"]),
        ("on_hand", 7 - levels[0]["available"]),
    ]
    assert available(fake, levels[0]) == 7


def test_the_arguments_of_2025_are_refused(client, levels):
    row = entry(levels[0], 7)
    given = {"name": "available", "reason": "correction", "quantities": [row]}
    given["ignoreCompareQuantity"] = True
    assert client.codes(SET, {"input": given, "key": "k"}) == ["INVALID_VARIABLE"]
    del row["changeFromQuantity"]
    row["compareQuantity"] = 1
    del given["ignoreCompareQuantity"]
    assert client.codes(SET, {"input": given, "key": "k"}) == ["INVALID_VARIABLE"]


def test_silence_about_the_quantity_before_is_refused(client, levels):
    row = entry(levels[0], 7)
    del row["changeFromQuantity"]
    given = {"name": "available", "reason": "correction", "quantities": [row]}
    answer = client.run(SET, {"input": given, "key": "k"})
    assert answer["errors"][0]["extensions"]["code"] == "INVALID_FIELD_ARGUMENTS"
    assert answer["data"] == {"inventorySetQuantities": None}


def test_a_missing_directive_is_refused(fake, client, levels):
    query = SET.replace("@idempotent(key: $key)", "").replace(", $key: String!", "")
    given = {"name": "available", "reason": "correction"}
    answer = client.run(
        query, {"input": {**given, "quantities": [entry(levels[0], 7)]}}
    )
    assert answer["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
    assert answer["errors"][0]["path"] == ["inventorySetQuantities"]
    assert available(fake, levels[0]) == levels[0]["available"]


def test_a_stale_row_stops_the_whole_call(fake, client, levels):
    fake.control.change_stock(
        "stock.shop", levels[1]["sku"], delta=1, location=levels[1]["location"]
    )
    payload = send(client, [entry(levels[0], 7), entry(levels[1], 7)])
    assert code(payload) == ["CHANGE_FROM_QUANTITY_STALE"]
    assert payload["userErrors"][0]["field"][:3] == ["input", "quantities", "1"]
    assert payload["inventoryAdjustmentGroup"] is None
    assert available(fake, levels[0]) == levels[0]["available"]


def test_null_skips_the_comparison(fake, client, levels):
    assert code(send(client, [entry(levels[0], 3, None)])) == []
    assert available(fake, levels[0]) == 3


def test_a_repeat_with_the_same_key_has_no_second_effect(fake, client, levels):
    rows = [entry(levels[0], 7)]
    first = send(client, rows, key="once")
    fake.control.change_stock(
        "stock.shop", levels[0]["sku"], available=99, location=levels[0]["location"]
    )
    assert send(client, rows, key="once") == first
    assert available(fake, levels[0]) == 99
    assert fake.control.stats("stock.shop")["idempotent_replays"] == 1


def test_a_key_with_other_arguments_is_refused(fake, client, levels):
    send(client, [entry(levels[0], 7)], key="once")
    payload = send(client, [entry(levels[0], 8)], key="once")
    assert code(payload) == ["IDEMPOTENCY_KEY_PARAMETER_MISMATCH"]
    assert available(fake, levels[0]) == 7


def test_a_key_whose_attempt_failed_is_spent(fake, client, levels):
    rows = [entry(levels[0], 7, levels[0]["available"] + 1)]
    assert code(send(client, rows, key="once")) == ["CHANGE_FROM_QUANTITY_STALE"]
    assert code(send(client, rows, key="once")) == [
        "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"
    ]


def test_251_rows_are_too_many(client, levels):
    row = entry(levels[0], 7)
    given = {"name": "available", "reason": "correction", "quantities": [row] * 251}
    answer = client.run(SET, {"input": given, "key": "k"})
    assert answer["errors"][0]["extensions"]["code"] == "MAX_INPUT_SIZE_EXCEEDED"
    assert "251" in answer["errors"][0]["message"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"inventoryItemId": "gid://shopify/InventoryItem/1"},
            "INVALID_INVENTORY_ITEM",
        ),
        ({"locationId": "gid://shopify/Location/1"}, "INVALID_LOCATION"),
        ({"quantity": 1_000_000_001}, "INVALID_QUANTITY_TOO_HIGH"),
        ({"quantity": -1_000_000_001}, "INVALID_QUANTITY_TOO_LOW"),
    ],
)
def test_a_wrong_row_is_refused(client, levels, change, expected):
    assert code(send(client, [entry(levels[0], 7) | change])) == [expected]


def test_other_wrong_input_is_refused(client, levels):
    row = entry(levels[0], 7)
    assert code(send(client, [row], reason="because")) == ["INVALID_REASON"]
    assert code(send(client, [row], key="k2", name="damaged")) == ["INVALID_NAME"]
    twice = send(client, [row, row], key="k3")
    assert set(code(twice)) == {"NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR"}
    below = send(client, [entry(levels[0], -1)], key="k4", name="on_hand")
    assert "INVALID_QUANTITY_NEGATIVE" in code(below)


def test_a_quantity_where_nothing_is_stocked_leaves_an_inactive_level(fake, client):
    made = fake.control.add_product("stock.shop", "Lamp", "LAMP-1", stock=[5])
    places = {row["location"] for row in fake.control.levels("stock.shop")}
    stocked = next(
        r["location"] for r in fake.control.levels("stock.shop") if r["sku"] == "LAMP-1"
    )
    other = sorted(places - {stocked})[0]
    level = {"item": made["item_id"], "location": other, "available": 0}
    assert code(send(client, [entry(level, 4)])) == []
    query = """query($item: ID!, $location: ID!) { inventoryItem(id: $item) {
      variant { inventoryQuantity }
      inventoryLevel(locationId: $location) { id }
      inactive: inventoryLevel(locationId: $location, includeInactive: true) {
        isActive quantities(names: ["available"]) { quantity } } } }"""
    variables = {"item": made["item_id"], "location": other}
    item = client.data(query, variables)["inventoryItem"]
    assert item["inventoryLevel"] is None
    assert item["inactive"] == {"isActive": False, "quantities": [{"quantity": 4}]}
    assert item["variant"]["inventoryQuantity"] == 5
    answer = client.data(ACTIVATE, {**variables, "key": "a"})["inventoryActivate"]
    assert answer["inventoryLevel"]["isActive"]
    assert answer["inventoryLevel"]["quantities"] == [{"quantity": 4}]
    again = client.data(ACTIVATE, {**variables, "available": 1, "key": "b"})
    assert again["inventoryActivate"]["userErrors"][0]["field"] == ["available"]


def test_deltas_are_added(fake, client, levels):
    query = """mutation($input: InventoryAdjustQuantitiesInput!) {
      inventoryAdjustQuantities(input: $input) @idempotent(key: "d") {
        userErrors { code } } }"""
    row = entry(levels[0], 0) | {"delta": 4}
    del row["quantity"]
    given = {"name": "available", "reason": "received", "changes": [row]}
    assert client.data(query, {"input": given})["inventoryAdjustQuantities"] == {
        "userErrors": []
    }
    assert available(fake, levels[0]) == levels[0]["available"] + 4


def test_an_order_moves_units_from_available_to_committed(fake, client, levels):
    level = levels[0]
    wish = [{"sku": level["sku"], "quantity": 2}]
    order = fake.control.place_orders("stock.shop", lines=wish, plain=True)[0]
    query = """query($item: ID!, $location: ID!) { inventoryItem(id: $item) {
      inventoryLevel(locationId: $location) {
        quantities(names: ["available", "committed", "on_hand"]) { quantity } } } }"""

    def quantities():
        item = client.data(
            query, {"item": level["item"], "location": level["location"]}
        )
        rows = item["inventoryItem"]["inventoryLevel"]["quantities"]
        return [row["quantity"] for row in rows]

    start = level["available"]
    assert quantities() == [start - 2, 2, start]
    fake.control.order_action("stock.shop", order["id"], "fulfil")
    assert quantities() == [start - 2, 0, start - 2]
    fake.control.order_action("stock.shop", order["id"], "refund")
    assert quantities() == [start, 0, start]
