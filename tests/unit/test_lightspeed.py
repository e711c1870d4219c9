"""Lightspeed X-Series: every request fits the published contract; faults are met."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from odoo.addons.retail_connector_base.canonical import encode
from odoo.addons.retail_connector_base.platforms import (
    BadSignature,
    ConfigError,
    RejectedDocument,
    TransientError,
)
from odoo.addons.retail_connector_pos.platforms.lightspeed import LightspeedAdapter

from tests.fake_platform.lightspeed import FakeLightspeed

from .lightspeed_case import connect, documents, read_all


class Clock:
    """A clock that is set by hand."""

    def __init__(self):
        self.now = datetime(2026, 11, 9, 22, 0, tzinfo=UTC).timestamp()

    def __call__(self):
        return self.now

    def pass_minutes(self, minutes):
        self.now += minutes * 60


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def shop(clock):
    with FakeLightspeed(clock) as fake:
        fake.open_register()
        yield fake
        assert not getattr(fake, "violations", None)


def test_the_connection_names_stores_registers_and_ways_to_pay(shop):
    health = connect(shop).check()
    assert (health.name, health.currency, health.prices_include_tax) == (
        *("Kiwi Mugs", "NZD"),
        True,
    )
    main, harbour = sorted(health.locations, key=lambda s: -len(s.registers))
    assert (main.name, main.timezone) == ("Main", "Pacific/Auckland")
    assert [(r.name, r.first_sequence) for r in main.registers] == [
        ("Main 1", 1701),
        ("Main 2", 1701),
    ]
    assert {t.gateway: t.type for t in harbour.tenders} == {
        "Cash": "cash",
        "EFTPOS": "card",
        "Gift Card": "gift_card",
        "Loyalty": "voucher",
        "Store Credit": "voucher",
        "On account": "account",
        "Deposits": "other",
    }


def test_what_the_shelf_says_is_what_is_booked(shop):
    sale = shop.sell(("MUG", 3, "4.95"), ("TEE", 1, "19.99"))
    adapter = connect(shop)
    notices, _resume = read_all(adapter, "receipt")
    [opened, found] = notices
    assert (opened.kind, found.kind) == ("session", "receipt")
    assert found.lane == opened.lane == f"store:{sale['outlet_id']}"
    receipt = documents(adapter, notices)[sale["id"]]
    assert [line.subtotal.amount for line in receipt.lines] == [
        Decimal("14.85"),
        Decimal("19.99"),
    ]
    assert receipt.lines[0].unit_price.amount == Decimal("4.95")
    assert receipt.total.amount == Decimal("34.84")
    assert receipt.total_tax.amount == Decimal("4.54")
    assert receipt.place.sequence == 1701
    assert encode(receipt)


def test_late_sales_are_found_by_their_version_however_old(shop, clock):
    adapter = connect(shop)
    since = datetime.fromtimestamp(clock.now, UTC)
    _notices, resume = read_all(adapter, "receipt", since)
    late = shop.sell(("MUG", 1, "5.00"), sale_date="2026-11-06T01:00:00+00:00")
    notices, again = read_all(adapter, "receipt", since, resume)
    assert [n.entity_id for n in notices if n.kind == "receipt"] == [late["id"]]
    assert int(again) >= int(resume)


def test_history_is_left_alone_at_the_first_reading(shop, clock):
    shop.sell(("MUG", 1, "5.00"))
    clock.pass_minutes(60)
    since = datetime.fromtimestamp(clock.now, UTC)
    clock.pass_minutes(1)
    sale = shop.sell(("MUG", 1, "5.00"))
    notices, _resume = read_all(connect(shop), "receipt", since)
    assert [n.entity_id for n in notices if n.kind == "receipt"] == [sale["id"]]


def test_pages_go_on_until_a_list_is_empty(shop):
    sales = [shop.sell(("MUG", 1, "1.00")) for _number in range(230)]
    notices, _resume = read_all(connect(shop), "receipt")
    assert [n.entity_id for n in notices if n.kind == "receipt"] == [
        sale["id"] for sale in sales
    ]
    assert shop.count("GET /api/2.0/sales") == 4


def test_a_refresh_token_is_used_once_and_the_new_one_kept(shop):
    saved = {}
    adapter = connect(shop, saved)
    adapter.check()
    assert saved["refresh_token"] in shop.refresh_tokens
    shop.tokens.clear()
    connect(shop, **saved).check()
    with pytest.raises(ConfigError) as caught:
        connect(shop).check()
    assert caught.value.code == "reauthorise"


def test_a_personal_token_needs_no_sign_in(shop):
    adapter = connect(shop, refresh_token="", personal_token=shop.personal)
    assert adapter.check().name == "Kiwi Mugs"
    assert shop.count("token") == 0


def test_the_retailer_comes_with_the_sign_in_and_must_be_a_label(shop):
    adapter = connect(shop, refresh_token="", domain_prefix="")
    with pytest.raises(ConfigError):
        adapter.check()
    with pytest.raises(ConfigError):
        adapter.signed_in({"code": "code-1", "domain_prefix": "evil.example/"}, "x")
    fresh = adapter.signed_in({"code": "code-1", "domain_prefix": "example"}, "x")
    assert fresh["domain_prefix"] == ("example", None)
    assert fresh["refresh_token"][0] in shop.refresh_tokens


def test_a_broken_line_and_a_throttle_ask_to_come_again(shop):
    sale = shop.sell(("MUG", 1, "5.00"))
    adapter = connect(shop)
    adapter.check()
    shop.add_fault("reset", when="before", match="/sales", times=2)
    with pytest.raises(TransientError):
        adapter.changes("receipt", None, None)
    shop.add_fault("reset", when="after", match="/sales", times=1)
    [_opened, found] = adapter.changes("receipt", None, None).notices
    assert found.entity_id == sale["id"]
    shop.limit = 0
    with pytest.raises(TransientError) as caught:
        adapter.changes("receipt", None, None)
    assert caught.value.code == "throttled"


def test_a_throttle_tells_until_when(shop, clock):
    adapter = connect(shop)
    clock.now = datetime.now(UTC).timestamp()
    adapter.check()
    shop.limit = len(shop.served)
    with pytest.raises(TransientError) as caught:
        adapter.changes("receipt", None, None)
    assert 290 < caught.value.retry_after <= 301


def test_a_signed_hint_names_what_is_read_again(shop):
    adapter = connect(shop)
    topics = adapter.subscribe("https://odoo.example/hook")
    assert set(topics) == {
        "sale.update",
        "product.update",
        "customer.update",
        "register_closure.create",
    }
    assert adapter.subscribe("https://odoo.example/hook") == topics
    sale = shop.sell(("MUG", 1, "5.00"))
    [(_url, headers, body)] = shop.outgoing
    lower = {name.lower(): value for name, value in headers.items()}
    LightspeedAdapter.verify(["old", "secret"], lower, body, "")
    for secrets, signed, text in (
        ([], lower, body),
        (["other"], lower, body),
        (["secret"], lower, body + b"x"),
        (["secret"], {}, body),
    ):
        with pytest.raises(BadSignature):
            LightspeedAdapter.verify(secrets, signed, text, "")
    notice = LightspeedAdapter.notice(lower, body)
    assert (notice.kind, notice.entity_id) == ("receipt", sale["id"])
    assert notice.lane == f"store:{sale['outlet_id']}"
    assert notice.payload is None
    read = adapter.fetch_many("receipt", [notice.entity_id, "gone"])
    assert adapter.parse("receipt", read[sale["id"]]).total.amount == Decimal("5.00")
    assert read["gone"] is None
    adapter.unsubscribe()
    assert not shop.hooks


def test_a_hint_without_store_or_json_is_no_order(shop):
    headers, body = shop.message("sale.update", {"id": "1", "invoice_number": "1"})
    assert LightspeedAdapter.notice(headers, body).kind == ""
    with pytest.raises(RejectedDocument):
        LightspeedAdapter.notice({}, b"payload=nonsense")


def test_a_closure_states_what_each_way_to_pay_took(shop, clock):
    shop.sell(("MUG", 1, "5.00"))
    shop.sell(("MUG", 2, "5.00"), paid=[("EFTPOS", "10.00")])
    adapter = connect(shop)
    [opened] = documents(adapter, read_all(adapter, "session")[0], "session").values()
    assert opened.closed_at is None
    clock.pass_minutes(60)
    shop.close_register()
    adapter = connect(shop, refresh_token=next(iter(shop.refresh_tokens)))
    [closed] = documents(adapter, read_all(adapter, "session")[0], "session").values()
    assert closed.external_id == opened.external_id
    assert closed.shift_id == opened.shift_id == "1"
    assert closed.closed_at - closed.opened_at == timedelta(hours=1)
    assert {count.tender: count.expected.amount for count in closed.tenders} == {
        "Cash": Decimal("5.00"),
        "EFTPOS": Decimal("10.00"),
    }


def test_versions_order_what_happens_within_a_second(shop):
    sale = shop.sell(("MUG", 1, "5.00"))
    adapter = connect(shop)
    [_opened, first] = read_all(adapter, "receipt")[0]
    shop.void(sale)
    [_opened, second] = read_all(adapter, "receipt")[0]
    before = adapter.version_of("receipt", first.payload)
    after = adapter.version_of("receipt", second.payload)
    assert before == first.version < after == second.version
    assert adapter.parse("receipt", second.payload).action == "void"
