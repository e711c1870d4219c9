"""The fake's control verbs: the same in process and over HTTP, the same every time."""

import pytest

from tests.fake_platform import FakeShopify, FakeShopifyControl
from tests.fake_platform.client import ShopClient

ORDERS = "{ orders(first: 9) { nodes { id name } } }"


@pytest.fixture(scope="module")
def fake():
    """Run one fake for the module."""
    with FakeShopify() as server:
        yield server


@pytest.fixture
def shop(fake):
    """Create a shop for one test."""
    yield fake.control.create_shop("control.shop", profile="small")
    fake.control.remove_shop("control.shop")


@pytest.fixture
def client(shop):
    """Return a client of the shop."""
    return ShopClient(shop)


def test_the_control_api_works_over_http(fake, shop):
    control = FakeShopifyControl(fake.url)
    rows = control.place_orders(shop["shop"], count=2, seed=5)
    assert [row["name"] for row in rows] == ["#1001", "#1002"]
    assert (
        control.digest(shop["shop"])["hash"]
        == fake.control.digest(shop["shop"])["hash"]
    )
    with pytest.raises(LookupError):
        control.place_orders("nowhere")
    with pytest.raises(LookupError):
        control.no_such_verb()


def test_the_same_seed_makes_the_same_shop_and_the_same_orders(fake):
    seen = set()
    for _time in range(2):
        shop = fake.control.create_shop("same.shop", profile="small", seed=3)
        fake.control.place_orders("same.shop", count=20, seed=4)
        seen.add((shop["access_token"], fake.control.digest("same.shop")["hash"]))
        fake.control.remove_shop("same.shop")
    assert len(seen) == 1


def test_saved_state_is_loaded_whole(fake, shop, client, tmp_path):
    fake.control.place_orders(shop["shop"], count=3)
    before = fake.control.digest(shop["shop"], volatile=True)
    fake.control.save(str(tmp_path / "state.json"))
    fake.control.place_orders(shop["shop"], count=1)
    fake.world.load(tmp_path / "state.json")
    assert fake.control.digest(shop["shop"], volatile=True) == before
    assert len(client.data(ORDERS)["orders"]["nodes"]) == 3
