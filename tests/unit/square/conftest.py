"""A seller, and an adapter that speaks to it.

The addons can be imported only after pytest has read all of these files.
"""

import pytest

from tests.fake_platform.square import FakeSquare

START = 1_794_000_000.0  # a moment in November 2026


class Clock:
    """A time that moves only when it is told to."""

    def __init__(self, now=START):
        self.now = now

    def __call__(self):
        return self.now

    def wait(self, seconds):
        """Let time pass."""
        self.now += seconds


@pytest.fixture
def clock():
    """Return the time of both sides."""
    return Clock()


@pytest.fixture
def fake(clock):
    """Return a seller with two locations."""
    with FakeSquare(clock) as seller:
        yield seller


@pytest.fixture
def connect(fake, clock):
    """Return a function that makes adapters."""
    from odoo.addons.retail_connector_base.platforms.http import Http
    from odoo.addons.retail_connector_pos.platforms.square import SquareAdapter

    def make(saved=None, options=None, **values):
        saved = saved if saved is not None else {}
        return SquareAdapter(
            values or {"access_token": "personal-token"},
            options={"base_url": fake.url, **(options or {})},
            http=Http("test"),
            clock=clock,
            save_token=lambda name, value, ends: saved.__setitem__(name, value),
        )

    return make


@pytest.fixture
def square(connect):
    """Return an adapter with a personal token."""
    return connect()
