"""Who we are to the shop, and what it sends us."""

from datetime import UTC, datetime, timedelta

import pytest

from odoo.addons.retail_connector_base.platforms import ConfigError, DisconnectedError

from .shop import SHOP, connect, ids


def test_a_test_of_the_connection_tells_who_and_what(one):
    found = one.check()
    assert (found.currency, found.timezone) == ("EUR", "Europe/Berlin")
    assert found.missing_scopes == ()
    assert "Warehouse" in [place.name for place in found.locations]
    assert not [text for text in found.problems if "60 days" not in text]


def test_a_missing_scope_is_told_before_it_fails(one, control):
    granted = ["read_orders", "read_products", "read_returns", "write_inventory"]
    control.configure(scopes=granted)
    found = one.check()
    assert {"read_customers", "read_locations"} < set(found.missing_scopes)
    assert not {"read_orders", "read_products"} & set(found.missing_scopes)
    assert found.locations == ()
    with pytest.raises(ConfigError, match="ccess"):
        one.fetch_many("party", ids(control.customers()))


def test_an_app_gets_its_token_itself_and_again_when_it_ends(shop, control):
    saved = []
    app = {"access_token": None, "client_id": shop["client_id"]}
    one = connect(shop, saved, client_secret=shop["client_secret"], **app)
    one.check()
    (name, token, expires_at) = saved[0]
    assert (name, one.client.tokens.token) == ("access_token", token)
    assert expires_at - datetime.now(UTC) > timedelta(hours=23)
    control.expire_tokens()
    one.check()
    assert len(saved) == 2


def test_an_uninstalled_app_is_a_persons_problem(shop, control):
    control.uninstall()
    app = {"access_token": None, "client_id": shop["client_id"]}
    with pytest.raises(ConfigError) as failed:
        connect(shop, [], client_secret=shop["client_secret"], **app).check()
    assert failed.value.code == "app_not_installed"


def test_a_hint_about_the_connection_is_verified(one, control):
    shop = "gid://shopify/Shop/1"
    found = one.fetch_many("connection", [shop])
    assert one.parse("connection", found[shop]).lacks == ()
    control.configure(scopes=["read_orders"])
    found = one.fetch_many("connection", [shop])
    lacks = {
        lack.flow: lack.scopes for lack in one.parse("connection", found[shop]).lacks
    }
    assert lacks["stock_out"] == ("write_inventory", "read_locations")
    assert "decision_in" not in lacks
    control.uninstall()
    with pytest.raises(DisconnectedError) as failed:
        one.fetch_many("connection", [shop])
    assert failed.value.code == "uninstalled"


def test_webhooks_are_subscribed_once_and_repaired(one, control):
    url = "https://odoo.example.com/retail/webhook/tok"
    first = one.subscribe(url)
    assert one.subscribe(url) == first
    subscribed = control.subscriptions()
    assert {row["uri"] for row in subscribed} == {f"{url}/{SHOP}"}
    assert {row["topic"] for row in subscribed} == set(first)
    one.options["webhook_url"] = "https://other.example.com/retail/webhook/x"
    one.unsubscribe()
    assert len(control.subscriptions()) == len(first)
    one.options["webhook_url"] = url
    one.unsubscribe()
    assert control.subscriptions() == []
