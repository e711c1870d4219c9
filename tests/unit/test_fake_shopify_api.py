"""The fake's Admin API: what the official schema and the platform's rules refuse."""

import pytest

from tests.fake_platform import FakeShopify
from tests.fake_platform.client import ShopClient

ORDERS = """query($first: Int, $after: String, $last: Int, $before: String) {
  orders(first: $first, after: $after, last: $last, before: $before, sortKey: ID) {
    nodes { id name }
    pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } }"""


@pytest.fixture(scope="module")
def fake():
    """Run one fake for the module."""
    with FakeShopify() as server:
        yield server


@pytest.fixture
def shop(fake, request):
    """Create a shop for one test."""
    domain = f"{request.node.name.replace('_', '-').replace('[', '-')[:50]}.shop"
    yield fake.control.create_shop(domain, profile="small")
    fake.control.remove_shop(domain)


@pytest.fixture
def client(shop):
    """Return a client of the shop."""
    return ShopClient(shop)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ shop { nme } }", "undefinedField"),
        ("{ shop { name }", "PARSE_ERROR"),
        ("{ order { id } }", "missingRequiredArguments"),
        ("{ orders(first: 1, colour: 2) { nodes { id } } }", "argumentNotAccepted"),
        ("{ orders(first: 1, sortKey: NOPE) { nodes { id } } }",
         "argumentLiteralsIncompatible"),
        ("{ orders(first: 1) }", "selectionMismatch"),
        ("query($a: Int) { shop { name } }", "variableNotUsed"),
        ("query { shop { name @nope } }", "undefinedDirective"),
        ("{ productByIdentifier(identifier: {id: \"x\", handle: \"y\"}) { id } }",
         "invalidOneOfInputObject"),
        ("{ orders { nodes { id } } }", "BAD_REQUEST"),
        ("{ orders(first: 251) { nodes { id } } }", "BAD_REQUEST"),
        ("{ orders(first: 1, last: 1) { nodes { id } } }", "BAD_REQUEST"),
        ("{ orders(first: 1, query: \"updated_at:>'soon'\") { nodes { id } } }",
         "BAD_REQUEST"),
        ("{ node(id: \"1\") { id } }", "RESOURCE_NOT_FOUND"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_refused_with_the_platforms_code(client, query, code):
    answer = client.post(query)
    assert answer.status_code == 200
    assert answer.json()["errors"][0]["extensions"]["code"] == code


def test_a_wrong_variable_is_refused(client):
    query = "query($first: Int!) { orders(first: $first) { nodes { id } } }"
    assert client.codes(query, {"first": "two"}) == ["INVALID_VARIABLE"]
    assert client.codes(query, {}) == ["INVALID_VARIABLE"]


def test_a_wrong_token_gets_401(client):
    client.token = "shpat_wrong"
    assert client.post("{ shop { name } }").status_code == 401


def test_a_granted_token_works_until_it_expires(fake, shop, client):
    answer = client.grant()
    assert answer.json()["expires_in"] == 86399
    client.token = answer.json()["access_token"]
    assert client.data("{ shop { name } }")["shop"]["name"]
    fake.control.expire_tokens(shop["shop"])
    assert client.post("{ shop { name } }").status_code == 401
    assert client.grant(client_secret="wrong").status_code == 400


def test_an_old_version_falls_forward_and_an_unknown_one_is_not_found(client):
    answer = client.post("{ shop { name } }", version="2025-01")
    assert answer.headers["X-Shopify-API-Version"] == "2026-01"
    assert client.post("{ shop { name } }", version="2031-01").status_code == 404


def test_deprecated_fields_are_named_in_a_header(client):
    query = "{ orders(first: 1) { nodes { totalPrice } } }"
    reason = client.post(query).headers["X-Shopify-API-Deprecated-Reason"]
    assert reason == "Order.totalPrice"


def test_a_missing_scope_is_denied_at_the_field(fake, shop, client):
    fake.control.configure(shop["shop"], scopes=["read_products"])
    answer = client.run("{ products(first: 1) { nodes { id } } shop { name } }")
    assert "errors" not in answer
    answer = client.run("{ orders(first: 1) { nodes { id } } }")
    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"


def test_a_denied_kind_does_not_deny_the_others_of_nodes(fake, shop, client):
    order = fake.control.place_orders(shop["shop"], plain=True)[0]["id"]
    product = fake.control.catalog(shop["shop"])[0]["product_id"]
    fake.control.configure(shop["shop"], scopes=["read_products"])
    query = """query($ids: [ID!]!) { nodes(ids: $ids) { id } }"""
    answer = client.run(query, {"ids": [order, product]})
    assert answer["data"]["nodes"] == [None, {"id": product}]
    assert answer["errors"][0]["path"] == ["nodes", 0]


def test_a_plain_list_is_cut_to_its_first_entries(fake, shop, client):
    order = fake.control.place_orders(shop["shop"], payment="authorized", plain=True)
    fake.control.order_action(shop["shop"], order[0]["id"], "pay")
    query = """query($id: ID!, $first: Int) { order(id: $id) {
      transactions(first: $first) { kind } } }"""
    found = [
        client.data(query, {"id": order[0]["id"], "first": first})["order"]
        for first in (1, None)
    ]
    assert [len(entry["transactions"]) for entry in found] == [1, 2]


def test_a_write_scope_implies_reading(fake, shop, client):
    fake.control.configure(shop["shop"], scopes=["write_orders"])
    assert client.data("{ orders(first: 1) { nodes { id } } }")


def test_paging_shows_every_row_once(fake, shop, client):
    placed = fake.control.place_orders(shop["shop"], count=7, plain=True)
    seen, after = [], None
    while True:
        page = client.data(ORDERS, {"first": 3, "after": after})["orders"]
        seen += [node["id"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert seen == [row["id"] for row in placed]
    last = client.data(ORDERS, {"last": 2})["orders"]
    assert [node["id"] for node in last["nodes"]] == seen[-2:]
    before = last["pageInfo"]["startCursor"]
    page = client.data(ORDERS, {"last": 2, "before": before})["orders"]
    assert [node["id"] for node in page["nodes"]] == seen[-4:-2]


def test_paging_goes_on_after_a_row_that_was_deleted(fake, shop, client):
    placed = fake.control.place_orders(shop["shop"], count=4, plain=True)
    cursor = client.data(ORDERS, {"first": 2})["orders"]["pageInfo"]["endCursor"]
    fake.control.order_action(shop["shop"], placed[1]["id"], "delete")
    page = client.data(ORDERS, {"first": 5, "after": cursor})["orders"]
    assert [node["id"] for node in page["nodes"]] == [r["id"] for r in placed[2:]]


def test_nodes_answer_in_order_with_null_for_the_missing(fake, shop, client):
    one, two = fake.control.place_orders(shop["shop"], count=2, plain=True)
    ids = [two["id"], "gid://shopify/Order/1", one["id"]]
    query = (
        "query($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on Order { name } } }"
    )
    nodes = client.data(query, {"ids": ids})["nodes"]
    assert [node and node["name"] for node in nodes] == [two["name"], None, one["name"]]
    codes = client.codes(query, {"ids": [one["id"]] * 251})
    assert codes == ["MAX_INPUT_SIZE_EXCEEDED"]


def test_search_filters_combine(fake, shop, client):
    control = fake.control
    one, two, three = control.place_orders(shop["shop"], count=3, plain=True)
    control.order_action(shop["shop"], two["id"], "update", tags=["vip"])
    control.order_action(shop["shop"], three["id"], "cancel")

    def found(query):
        text = "query($q: String) { orders(first: 9, query: $q) { nodes { name } } }"
        nodes = client.data(text, {"q": query})["orders"]["nodes"]
        return [node["name"] for node in nodes]

    assert found("tag:vip") == [two["name"]]
    assert found("status:open AND -tag:vip") == [one["name"]]
    assert found("tag:vip OR status:cancelled") == [two["name"], three["name"]]
    assert found(f"name:{one['name']}") == [one["name"]]
    number = one["id"].rpartition("/")[2]
    assert found(f"id:{number}") == [one["name"]]
    assert found(f"updated_at:>='{two['updated_at']}'")
    assert found("updated_at:<'2020-01-01'") == []
    assert found("(tag:vip OR tag:none) status:open") == [two["name"]]


def test_an_unknown_filter_filters_nothing_and_warns(fake, shop, client):
    fake.control.place_orders(shop["shop"], count=2, plain=True)
    answer = client.run('{ orders(first: 5, query: "colour:red") { nodes { id } } }')
    assert len(answer["data"]["orders"]["nodes"]) == 2
    assert answer["extensions"]["search"][0]["warnings"][0]["field"] == "colour"


def test_customers_are_found_by_the_day_of_their_change_only(fake, shop, client):
    query = """{ customers(first: 9, query: "updated_at:>='%sT23:59:59Z'") {
      nodes { updatedAt } } }"""
    day = client.data("{ customers(first: 1) { nodes { updatedAt } } }")
    day = day["customers"]["nodes"][0]["updatedAt"][:10]
    assert len(client.data(query % day)["customers"]["nodes"]) == 6


def test_search_sees_a_change_only_after_its_lag(fake, shop, client):
    fake.control.configure(shop["shop"], search_lag=60)
    placed = fake.control.place_orders(shop["shop"], count=1, plain=True)
    assert client.data(ORDERS, {"first": 5})["orders"]["nodes"] == []
    query = "query($id: ID!) { order(id: $id) { name } }"
    assert client.data(query, {"id": placed[0]["id"]})["order"]["name"]


def test_cost_is_taken_throttled_and_restored(fake, shop, client):
    query = (
        "{ orders(first: 50) { nodes { id lineItems(first: 50) { nodes { id } } } } }"
    )
    fake.control.configure(shop["shop"], maximum=300, restore_rate=2000)
    answer = client.run(query)
    cost = answer["extensions"]["cost"]
    # 2 + (1 + 2 + 1 * 7) * 7: two connections of fifty rows
    assert cost["requestedQueryCost"] == 72
    assert cost["actualQueryCost"] == 2
    assert cost["throttleStatus"]["maximumAvailable"] == 300
    fake.control.configure(shop["shop"], maximum=60, restore_rate=1)
    answer = client.run(query)
    assert answer["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert answer["extensions"]["cost"]["actualQueryCost"] is None
    assert "data" not in answer
    fake.control.configure(shop["shop"], maximum=500)
    assert "errors" not in client.run(query)


def test_a_query_above_the_limit_is_refused_whatever_is_left(client):
    inner = (
        "lineItems(first: 250) { nodes { id taxLines { title } variant { id product "
    )
    inner += "{ id } } } } fulfillmentOrders(first: 250) { nodes { id } }"
    inner += " returns(first: 250) { nodes { id } }"
    query = "{ orders(first: 250) { nodes { id refunds { refundLineItems(first: 250) "
    query += "{ nodes { quantity lineItem { id } } } } " + inner + " } } }"
    assert client.codes(query) == ["MAX_COST_EXCEEDED"]


def test_aliases_fragments_and_conditions_are_honoured(client):
    query = """query($with: Boolean!) {
      a: shop { ...S } b: shop { name @include(if: $with) id @skip(if: $with) } }
      fragment S on Shop { currencyCode plan { shopifyPlus } }"""
    data = client.data(query, {"with": True})
    assert data["a"] == {"currencyCode": "EUR", "plan": {"shopifyPlus": False}}
    assert list(data["b"]) == ["name"]
    assert list(client.data(query, {"with": False})["b"]) == ["id"]


def test_introspection_is_answered(client):
    data = client.data('{ __type(name: "Order") { name kind } }')
    assert data["__type"] == {"name": "Order", "kind": "OBJECT"}


def test_tags_and_metafields_are_kept(fake, shop, client):
    order = fake.control.place_orders(shop["shop"], plain=True)[0]["id"]
    add = 'mutation($id: ID!) { tagsAdd(id: $id, tags: ["a", "A", "b"]) {'
    add += " node { id ... on Order { tags } } userErrors { message } } }"
    assert client.data(add, {"id": order})["tagsAdd"]["node"]["tags"] == ["a", "b"]
    put = """mutation($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) {
      metafields { value compareDigest } userErrors { code } } }"""
    entry = {"ownerId": order, "namespace": "odoo", "key": "id", "value": "7"}
    made = client.data(put, {"m": [{**entry, "type": "single_line_text_field"}]})
    assert made["metafieldsSet"]["metafields"][0]["value"] == "7"
    stale = client.data(put, {"m": [{**entry, "value": "8", "compareDigest": "x"}]})
    assert stale["metafieldsSet"]["userErrors"] == [{"code": "STALE_OBJECT"}]
    query = """query($id: ID!) { order(id: $id) {
      metafield(namespace: "odoo", key: "id") { value } } }"""
    assert client.data(query, {"id": order})["order"]["metafield"]["value"] == "7"
