"""A merchant, and an adapter that speaks to it.

The addons can be imported only after pytest has read all of these files.
"""

import pytest

from tests.fake_platform.sumup import FakeSumup
from tests.fake_platform.sumup.server import KEY, MERCHANT

START = 1_794_000_000.0  # a moment in November 2026
DAY = 86400


class Clock:
    """A time that moves only when it is told to."""

    now = START

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def fake(clock):
    with FakeSumup(clock) as merchant:
        yield merchant


@pytest.fixture
def connect(fake, clock):
    from odoo.addons.retail_connector_base.platforms.http import Http
    from odoo.addons.retail_connector_pos.platforms.sumup import SumupAdapter

    def make(**values):
        return SumupAdapter(
            {"api_key": KEY, "merchant_code": MERCHANT, **values},
            options={"base_url": fake.url},
            http=Http("test"),
            clock=clock,
        )

    return make
