"""An adapter that speaks to the fake retailer."""

from odoo.addons.retail_connector_base.platforms.http import Http
from odoo.addons.retail_connector_pos.platforms.lightspeed import LightspeedAdapter


def connect(fake, saved=None, **values):
    """Return an adapter; it signs in by the app's refresh token.

    :param saved: dict that gets the tokens the platform hands out
    """
    saved = saved if saved is not None else {}

    def save(name, value, ends):
        saved[name] = value

    given = {
        "domain_prefix": "example",
        "client_id": "app",
        "client_secret": "secret",
        "refresh_token": "refresh-1",
        **values,
    }
    return LightspeedAdapter(
        given,
        options={"base_url": fake.url, "webhook_url": "https://odoo.example/hook"},
        http=Http("test"),
        save_token=save,
        clock=fake.clock,
    )


def read_all(adapter, kind, since=None, cursor=None):
    """Return (notices, where the next reading begins) of one complete reading."""
    found = []
    for _page in range(100):
        page = adapter.changes(kind, since, cursor)
        found += page.notices
        if page.cursor is None:
            return found, page.resume
        cursor = page.cursor
    raise AssertionError("a reading that does not end")


def documents(adapter, notices, kind="receipt"):
    """Return entity id -> document of the notices of a kind."""
    return {
        notice.entity_id: adapter.parse(kind, notice.payload)
        for notice in notices
        if notice.kind == kind
    }
