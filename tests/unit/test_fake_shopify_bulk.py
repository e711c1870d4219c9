"""The fake's bulk operations: rules, life, files."""

import json
import time

import pytest
import requests

from tests.fake_platform import FakeShopify
from tests.fake_platform.client import ShopClient
from tests.fake_platform.receiver import Receiver

RUN = """mutation($query: String!, $group: Boolean!) {
  bulkOperationRunQuery(query: $query, groupObjects: $group) {
    bulkOperation { id status } userErrors { field message code } } }"""
STATE = """query($id: ID!) { bulkOperation(id: $id) {
  id status errorCode objectCount rootObjectCount fileSize url partialDataUrl } }"""
ORDERS = """{ orders { edges { node { id name totalPriceSet { shopMoney { amount } }
  transactions { id amountSet { shopMoney { amount } } }
  lineItems { edges { node { id title quantity } } } } } } }"""


@pytest.fixture(scope="module")
def fake():
    """Run one fake for the module."""
    with FakeShopify() as server:
        yield server


@pytest.fixture
def client(fake):
    """Return a client of a shop with some orders."""
    shop = fake.control.create_shop("bulk.shop", profile="small")
    fake.control.configure("bulk.shop", bulk_seconds=0.02)
    fake.control.place_orders("bulk.shop", count=6)
    yield ShopClient(shop)
    fake.control.remove_shop("bulk.shop")


def start(client, query=ORDERS, group=False):
    """Start an operation; return the payload."""
    return client.data(RUN, {"query": query, "group": group})["bulkOperationRunQuery"]


def finished(client, payload):
    """Wait for the end of an operation and return its state."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        state = client.data(STATE, {"id": payload["bulkOperation"]["id"]})
        if state["bulkOperation"]["status"] not in ("CREATED", "RUNNING", "CANCELING"):
            return state["bulkOperation"]
        time.sleep(0.01)
    raise AssertionError("still running")


def lines(state):
    """Return the lines of the file."""
    text = requests.get(state["url"], timeout=5).text
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("{ orders { nodes { id } } }", "Selecting via 'nodes' is not supported"),
        ("{ shop { name } }", "at least one connection"),
        ('{ node(id: "gid://shopify/Order/1") { id } }', "top level `node` field"),
        ("{ orders { edges { node { id ", "Invalid bulk query"),
        ("{ orders { edges { node { nope } } } }", "Invalid bulk query"),
        ("mutation { tagsAdd(id: 1, tags: []) { userErrors { message } } }",
         "Only `query` operations"),
        ("{ orders { edges { node { lineItems { edges { node { id } } } } } } }",
         "must select the 'id' field"),
        ("{ orders { edges { node { id refunds { id refundLineItems { edges { node "
         "{ quantity } } } } } } } }", "within a list field"),
        ("{ products { edges { node { id variants { edges { node { id media { edges "
         "{ node { id } } } } } } } } } }", "nesting depth greater than 2"),
        ("{ " + " ".join(f"a{n}: orders {{ edges {{ node {{ id }} }} }}"
                         for n in range(6)) + " }", "more than 5 connections"),
        ("{ orders(query: \"" + "x" * 65536 + "\") { edges { node { id } } } }",
         "Query is too large"),
    ],
)  # fmt: skip
def test_a_query_against_the_rules_is_refused(client, query, words):
    payload = start(client, query)
    assert payload["bulkOperation"] is None
    assert payload["userErrors"][0]["code"] == "INVALID"
    assert words in " ".join(error["message"] for error in payload["userErrors"])


def test_the_file_has_a_line_per_object_and_names_parents(client, fake):
    state = finished(client, start(client))
    assert state["status"] == "COMPLETED"
    found = lines(state)
    assert int(state["objectCount"]) == len(found)
    assert int(state["rootObjectCount"]) == 6
    assert int(state["fileSize"]) == len(requests.get(state["url"], timeout=5).content)
    orders = [line for line in found if "__parentId" not in line]
    children = [line for line in found if "__parentId" in line]
    assert [o["name"] for o in orders] == [
        o["name"] for o in fake.control.orders("bulk.shop")
    ]
    assert {line["__parentId"] for line in children} <= {o["id"] for o in orders}
    assert all("lineItems" not in order for order in orders)
    assert orders[0]["totalPriceSet"]["shopMoney"]["amount"]
    assert isinstance(orders[0]["transactions"], list)


def test_grouped_children_follow_their_parent(client):
    parent = None
    for line in lines(finished(client, start(client, group=True))):
        if "__parentId" in line:
            assert line["__parentId"] == parent
        else:
            parent = line["id"]


def test_nothing_found_means_no_file(client):
    query = ORDERS.replace("orders {", 'orders(query: "tag:none") {', 1)
    state = finished(client, start(client, query))
    assert (state["status"], state["url"], state["objectCount"]) == (
        "COMPLETED",
        None,
        "0",
    )


def test_the_sixth_at_once_is_refused_and_one_can_be_cancelled(client, fake):
    fake.control.configure("bulk.shop", bulk_seconds=1)
    running = [start(client)["bulkOperation"]["id"] for _number in range(5)]
    refused = start(client)
    assert refused["userErrors"][0]["code"] == "OPERATION_IN_PROGRESS"
    assert running[0] in refused["userErrors"][0]["message"]
    cancel = """mutation($id: ID!) { bulkOperationCancel(id: $id) {
      bulkOperation { status } userErrors { message } } }"""
    payload = client.data(cancel, {"id": running[0]})["bulkOperationCancel"]
    assert payload["bulkOperation"]["status"] == "CANCELING"
    assert (
        finished(client, payload | {"bulkOperation": {"id": running[0]}})["status"]
        == "CANCELED"
    )
    again = client.data(cancel, {"id": running[0]})["bulkOperationCancel"]
    assert "cannot be canceled" in again["userErrors"][0]["message"]


def test_a_denied_field_fails_the_operation(client, fake):
    fake.control.configure("bulk.shop", scopes=["read_products"])
    state = finished(client, start(client))
    assert (state["status"], state["errorCode"]) == ("FAILED", "ACCESS_DENIED")


def test_a_failed_one_leaves_a_part(client, fake):
    fake.control.add_fault("bulk.shop", "bulk_failed", code="TIMEOUT")
    state = finished(client, start(client))
    assert (state["status"], state["errorCode"]) == ("FAILED", "TIMEOUT")
    assert state["url"] is None
    assert requests.get(state["partialDataUrl"], timeout=5).text.endswith("\n")


def test_a_truncated_file_ends_within_a_line(client, fake):
    fake.control.add_fault("bulk.shop", "bulk_truncated")
    state = finished(client, start(client))
    assert not requests.get(state["url"], timeout=5).text.endswith("\n")


def test_a_broken_download_is_noticed(client, fake):
    state = finished(client, start(client))
    fake.control.add_fault("bulk.shop", "bulk_truncated", when="after")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        requests.get(state["url"], timeout=5)
    assert lines(state)


def test_the_end_is_announced(client, fake):
    with Receiver() as receiver:
        fake.control.subscribe("bulk.shop", "bulk_operations/finish", receiver.url)
        payload = start(client)
        _path, _headers, body = receiver.wait(1)[0]
    told = json.loads(body)
    assert told["admin_graphql_api_id"] == payload["bulkOperation"]["id"]
    assert (told["status"], told["type"]) == ("completed", "query")
