"""A connection to the fake shop, and small readers of what its control tells."""

from odoo.addons.retail_connector_base.platforms.http import Http
from odoo.addons.retail_connector_shopify.platforms.shopify import ShopifyAdapter

SHOP = "unit-shop.myshopify.com"


def connect(shop, saved=None, budget=None, **values):
    """Return an adapter; a value of None takes a setting away.

    :param saved: list that takes the tokens the adapter has stored
    """
    given = {"shop": SHOP, "access_token": shop["access_token"], **values}
    saved = [] if saved is None else saved
    return ShopifyAdapter(
        {name: value for name, value in given.items() if value},
        options={"base_url": shop["base_url"]},
        http=Http("test"),
        budget=budget,
        save_token=lambda *token: saved.append(token),
    )


def impatient(one, seconds=0.3):
    """Let the adapter's requests wait no longer than this for an answer."""
    one.client.timeout = (5, seconds)
    return one


def calls(control, name):
    """Return how often an operation was called."""
    return control.stats()["calls"][name]


def ids(rows):
    """Return the ids of what the control verbs tell."""
    return [row["id"] for row in rows]
