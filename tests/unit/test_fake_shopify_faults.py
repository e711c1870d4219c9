"""The fake's faults: before the effect and after it, by count and by chance."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
import requests

from tests.fake_platform import FakeShopify, FakeShopifyControl
from tests.fake_platform.client import ShopClient

NAME = "{ shop { name } }"
SIDE = "{ amount currencyCode }"
BAG = f"{{ shopMoney {SIDE} presentmentMoney {SIDE} }}"
MONEY = """fragment O on Order {
  id name totalPriceSet B subtotalPriceSet B totalTaxSet B
  currentTotalPriceSet B currentTotalTaxSet B totalDiscountsSet B totalOutstandingSet B
  taxLines { title rate priceSet B } transactions { id kind amountSet B }
  refunds { id totalRefundedSet B }
  lineItems(first: 50) { nodes { id title quantity originalUnitPriceSet B
    discountedTotalSet B totalDiscountSet B taxLines { title rate priceSet B }
    discountAllocations { allocatedAmountSet B discountApplication { index } } } }
  shippingLines(first: 10) { nodes { title originalPriceSet B discountedPriceSet B
    taxLines { title rate priceSet B } } } }""".replace(" B", " " + BAG)
TAG = """mutation($id: ID!) { tagsAdd(id: $id, tags: ["seen"]) {
  userErrors { message } } }"""


@pytest.fixture(scope="module")
def fake():
    """Run one fake for the module."""
    with FakeShopify() as server:
        yield server


@pytest.fixture
def client(fake):
    """Return a client of a fresh shop."""
    yield ShopClient(fake.control.create_shop("fault.shop", profile="small"))
    fake.control.remove_shop("fault.shop")


@pytest.fixture
def order(fake, client):
    """Place an order."""
    return fake.control.place_orders("fault.shop", plain=True)[0]["id"]


def tags(client, order):
    """Return the tags of an order."""
    query = "query($id: ID!) { order(id: $id) { tags } }"
    return client.data(query, {"id": order})["order"]["tags"]


@pytest.mark.parametrize(("kind", "status"), [("http_500", 500), ("http_502", 502)])
def test_a_status_before_the_effect(fake, client, order, kind, status):
    fake.control.add_fault("fault.shop", kind, match="tagsAdd")
    assert client.post(NAME).status_code == 200
    assert client.post(TAG, {"id": order}).status_code == status
    assert tags(client, order) == []
    assert client.post(TAG, {"id": order}).status_code == 200
    assert tags(client, order) == ["seen"]


def test_a_lost_answer_after_the_effect(fake, client, order):
    fake.control.add_fault("fault.shop", "reset", when="after", match="tagsAdd")
    with pytest.raises(requests.ConnectionError):
        client.post(TAG, {"id": order})
    assert tags(client, order) == ["seen"]


def test_silence_until_the_client_gives_up(fake, client, order):
    fake.control.add_fault("fault.shop", "timeout", seconds=0.6, match="tagsAdd")
    with pytest.raises(requests.Timeout):
        client.post(TAG, {"id": order}, timeout=0.2)
    assert tags(client, order) == []


def test_a_slow_answer_still_comes(fake, client):
    fake.control.add_fault("fault.shop", "slow", seconds=0.2)
    before = time.monotonic()
    assert client.post(NAME).status_code == 200
    assert time.monotonic() - before >= 0.2


def test_429_says_when_to_come_back(fake, client):
    fake.control.add_fault("fault.shop", "http_429", retry_after=2)
    answer = client.post(NAME)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")


def test_other_refusals_by_switch(fake, client, order):
    fake.control.add_fault("fault.shop", "throttled")
    assert client.codes(NAME) == ["THROTTLED"]
    fake.control.add_fault("fault.shop", "internal_error")
    assert client.codes(NAME) == ["INTERNAL_SERVER_ERROR"]
    fake.control.add_fault("fault.shop", "unauthorized")
    assert client.post(NAME).status_code == 401
    fake.control.add_fault("fault.shop", "not_json")
    assert client.post(NAME).text.startswith("<html>")
    fake.control.add_fault("fault.shop", "user_error", match="tagsAdd")
    errors = client.data(TAG, {"id": order})["tagsAdd"]["userErrors"]
    assert len(errors) == 1
    fake.control.configure("fault.shop", status=402)
    assert client.post(NAME).status_code == 402


def test_faults_are_counted_skipped_and_drawn(fake, client):
    fake.control.add_fault("fault.shop", "http_500", skip=1, count=2)
    statuses = [client.post(NAME).status_code for _n in range(5)]
    assert statuses == [200, 500, 500, 200, 200]
    fake.control.clear_faults("fault.shop")
    fake.control.add_fault("fault.shop", "http_500", count=-1, probability=0.5, seed=3)
    drawn = [client.post(NAME).status_code for _n in range(40)]
    assert 8 < drawn.count(500) < 32
    fake.control.clear_faults("fault.shop")
    assert client.post(NAME).status_code == 200
    with pytest.raises(ValueError, match="unknown fault"):
        fake.control.add_fault("fault.shop", "earthquake")


def test_two_hundred_requests_take_less_than_two_seconds_of_work(fake, client):
    fake.control.configure("fault.shop", maximum=10000)
    before = time.process_time()
    for _number in range(200):
        client.data(NAME)
    assert time.process_time() - before < 2


def test_fifty_orders_with_all_their_money_take_less_than_half_a_second(fake, client):
    placed = fake.control.place_orders("fault.shop", count=50)
    query = (
        MONEY + " query($ids: [ID!]!) { nodes(ids: $ids) { ... on Order { ...O } } }"
    )
    variables = {"ids": [row["id"] for row in placed]}
    client.data(query, variables)
    before = time.process_time()
    nodes = client.data(query, variables)["nodes"]
    assert time.process_time() - before < 0.5
    assert [node["name"] for node in nodes] == [row["name"] for row in placed]


def test_the_program_says_when_it_is_ready_and_stops_cleanly(tmp_path):
    state = tmp_path / "state.json"
    command = [sys.executable, "-m", "tests.fake_platform", "serve", "--seed", "demo",
               "--state", str(state)]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        ready = json.loads(process.stdout.readline())
        assert ready["ready"]
        shop = ready["shopify"]
        orders = FakeShopifyControl(shop["url"]).orders(shop["shop"])
        assert len(orders) == 60
        client = ShopClient(shop)
        count = "{ productVariantsCount { count } locationsCount { count } }"
        data = client.data(count)
        assert data["productVariantsCount"]["count"] > 200
        assert data["locationsCount"]["count"] == 3
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert json.loads(state.read_text())[0]["domain"] == shop["shop"]


def test_missing_contracts_are_named(tmp_path):
    environment = {**os.environ, "RETAIL_CONTRACTS": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.fake_platform", "serve"],
        env=environment, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "RETAIL_CONTRACTS" in done.stderr
    assert "./setup/test" in done.stderr
