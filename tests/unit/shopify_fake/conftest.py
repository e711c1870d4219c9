"""A fresh shop for every test, on one server a module."""

import pytest

from tests.fake_platform import FakeShopify

from .shop import SHOP, connect


@pytest.fixture(scope="module")
def fake():
    """The server."""
    with FakeShopify() as server:
        yield server


@pytest.fixture
def shop(fake):
    """A fresh small shop; its credentials."""
    yield fake.control.create_shop(SHOP, "small")
    fake.control.remove_shop(SHOP)


@pytest.fixture
def control(fake, shop):
    """The control verbs of the fresh shop."""

    class Verbs:
        def __getattr__(self, verb):
            return lambda **given: getattr(fake.control, verb)(shop=SHOP, **given)

    return Verbs()


@pytest.fixture
def one(shop):
    """An adapter connected with the permanent token."""
    return connect(shop)


@pytest.fixture
def catalog(control):
    """The SKUs of what is kept in stock."""
    return [row["sku"] for row in control.catalog() if row["sku"] and row["tracked"]]
