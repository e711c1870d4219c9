"""What end-to-end tests share: one browser, one Odoo with a month of work."""

import pytest

from .browser import Screen, chromium
from .server import seeded_server

SEED = """
from tests.e2e.seed_ledger import add_ledger
from tests.e2e.seed_screens import fill
fill(env)
add_ledger(env)
"""


@pytest.fixture(scope="session")
def chrome():
    """Give a browser; each screen in it is a window of its own."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def seeded():
    """Give a server on a copy of the template with a month of work in every state."""
    with seeded_server(SEED) as odoo:
        yield odoo


@pytest.fixture
def screen(chrome, seeded):
    """Give an administrator's window; its errors fail the test."""
    with Screen(chrome, seeded.url) as window:
        yield window
        window.check("at the end")
