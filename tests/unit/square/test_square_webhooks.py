"""Signed over address and body; a hint each; signing in."""

import json

import pytest

from odoo.addons.retail_connector_base.platforms import (
    BadSignature,
    ConfigError,
    RejectedDocument,
)
from odoo.addons.retail_connector_pos.platforms.square import SquareAdapter

from tests.fake_platform.receiver import Receiver

from .sales import coffee

URL = "https://example.com/webhook"


def test_the_check_vector():
    body = b'{"hello":"world"}'
    mark = "2kRE5qRU2tR+tBGlDwMEw2avJ7QM4ikPYD/PJ3bd9Og="
    headers = {"x-square-hmacsha256-signature": mark}
    SquareAdapter.verify(["asdf1234"], headers, body, URL)
    for secret, text, url in (
        ("other", body, URL),
        ("asdf1234", body + b" ", URL),
        ("asdf1234", body, URL + "/"),
    ):
        with pytest.raises(BadSignature):
            SquareAdapter.verify([secret], headers, text, url)
    with pytest.raises(BadSignature):
        SquareAdapter.verify(["asdf1234"], {}, body, URL)


def test_what_is_told_arrives_signed_and_names_what_to_read(connect, fake):
    saved = {}
    with Receiver() as receiver:
        square = connect(saved, {"webhook_url": receiver.url})
        topics = square.subscribe(receiver.url)
        assert topics == square.subscribe(receiver.url)  # one subscription
        assert len(fake.subscriptions) == 1
        order = fake.sell("L1", [coffee()])
        payout = fake.pay_out("L1", [order["tenders"][0]["id"]])
        assert fake.deliver(times=2, backwards=True) == [200] * 6
        notices = []
        for _path, headers, body in receiver.wait(6):
            names = {name.lower(): value for name, value in headers.items()}
            SquareAdapter.verify([saved["webhook_key"]], names, body, receiver.url)
            notices.append(SquareAdapter.notice(names, body))
        square.unsubscribe()
    assert not fake.subscriptions
    assert len({notice.key for notice in notices}) == 3
    assert {(n.kind, n.entity_id, n.lane) for n in notices} == {
        ("receipt", order["id"], "store:L1"),
        ("settlement", payout, ""),
    }


@pytest.mark.parametrize(
    ("topic", "told", "kind"),
    [
        (
            "refund.updated",
            {"refund": {"order_id": "O1", "location_id": "L1"}},
            "receipt",
        ),
        ("payment.created", {"payment": {"id": "P1"}}, ""),
        ("customer.deleted", {"customer": {"id": "C1"}}, "party"),
        ("gift_card.updated", {"gift_card": {"id": "G1"}}, "giftcard"),
        (
            "loyalty.event.created",
            {"loyalty_event": {"id": "E1", "loyalty_account_id": "A1"}},
            "loyalty",
        ),
        ("catalog.version.updated", {"catalog_version": {"updated_at": "x"}}, ""),
        ("oauth.authorization.revoked", {"revocation": {}}, "connection"),
    ],
)
def test_topics(topic, told, kind):
    body = {
        "event_id": "e1",
        "type": topic,
        "created_at": "2026-11-09T10:00:00Z",
        "data": {"id": "X1", "type": "x", "object": told},
    }
    notice = SquareAdapter.notice({}, json.dumps(body).encode())
    assert (notice.kind, notice.key, notice.topic) == (kind, "e1", topic)
    assert bool(notice.entity_id) == bool(kind)


def test_a_message_without_name_is_rejected():
    with pytest.raises(RejectedDocument):
        SquareAdapter.notice({}, b'{"type": "order.updated"}')


# --- signing in ---


def test_signing_in_and_renewing(connect, fake, clock):
    saved = {}
    app = {"client_id": "app", "client_secret": "secret"}
    square = connect(saved, **app)
    url = square.sign_in().sign_in_url(app, "https://odoo.example/cb", "state")
    assert "MERCHANT_PROFILE_READ" in url
    assert url.startswith(fake.url)
    fresh = square.signed_in({"code": "code-1"}, "https://odoo.example/cb")
    values = {name: value for name, (value, _ends) in fresh.items()}
    ends = fresh["access_token"][1]
    square = connect(saved, **app, **values, access_token_expires_at=ends)
    health = square.check()
    assert health.name == "Demo Seller"
    assert "ORDERS_READ" in health.scopes
    assert "ITEMS_WRITE" in health.missing_scopes
    assert fake.count("oauth2/token") == 2  # handed out, and asked what it allows
    clock.wait(31 * 86400)
    assert square.check().name == "Demo Seller"
    assert fake.count("oauth2/token") == 4
    assert saved["access_token"] != values["access_token"]
    assert square.subscribe(URL) == {}  # a seller's token may not


def test_a_withdrawn_sign_in_stops_the_connection(connect, fake):
    square = connect(access_token="revoked")
    with pytest.raises(ConfigError):
        square.fetch_many("connection", ["connection"])
    with pytest.raises(ConfigError):
        connect(client_id="app").check()
