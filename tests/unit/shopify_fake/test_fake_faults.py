"""A shop that throttles, fails, is slow or forgets our token."""

import time

import pytest

from odoo.addons.retail_connector_base.platforms import (
    ConfigError,
    TransientError,
    UnknownOutcome,
)
from odoo.addons.retail_connector_base.platforms.http import Budget

from .shop import connect, ids, impatient


def test_throttling_is_waited_for_or_handed_back(one, control):
    order = control.place_orders()[0]["id"]
    control.configure(maximum=200, restore_rate=100)
    one.fetch_many("order", [order])
    started = time.monotonic()
    for _ in range(4):
        one.fetch_many("order", [order])
    assert control.stats()["throttled"] == 0 or time.monotonic() - started > 0.1
    control.configure(maximum=100, restore_rate=1)
    with pytest.raises(TransientError) as failed:
        one.fetch_many("order", [order])
    assert failed.value.code == "throttled"
    assert failed.value.retry_after > 30


def test_a_shared_budget_keeps_below_the_limit(shop, control):
    order = control.place_orders()[0]["id"]
    control.configure(maximum=400, restore_rate=200)
    one = connect(shop, [], budget=Budget())
    for _ in range(6):
        one.fetch_many("order", [order])
    assert control.stats().get("throttled", 0) == 0


@pytest.mark.parametrize(
    "kind",
    ["http_500", "http_502", "http_503", "http_429", "not_json", "internal_error"],
)
def test_a_failing_platform_is_tried_again_later(one, control, kind):
    control.add_fault(kind=kind)
    with pytest.raises(TransientError) as failed:
        one.changes("order", None, None)
    assert not isinstance(failed.value, UnknownOutcome)
    one.changes("order", None, None)


def test_a_token_that_ends_in_between_is_renewed(shop, control):
    saved = []
    app = {"client_id": shop["client_id"], "client_secret": shop["client_secret"]}
    one = connect(shop, saved, **app)
    control.add_fault(kind="unauthorized")
    one.changes("order", None, None)
    assert len(saved) == 1


@pytest.mark.parametrize(
    ("status", "error"), [(402, ConfigError), (423, TransientError)]
)
def test_a_frozen_or_locked_shop(one, control, status, error):
    control.configure(status=status)
    with pytest.raises(error):
        one.check()


def test_a_slow_answer_to_a_question_is_asked_for_again(one, control):
    control.add_fault(kind="slow", seconds=1)
    with pytest.raises(TransientError) as failed:
        impatient(one).changes("order", None, None)
    assert not isinstance(failed.value, UnknownOutcome)
    one.changes("order", None, None)


def test_nothing_we_ask_for_is_deprecated(one, control):
    orders = ids(control.place_orders(count=5))
    one.check()
    one.fetch_many("order", orders)
    for kind in ("order", "product", "party", "location"):
        one.changes(kind, None, None)
    one.fetch_many("product", [row["product_id"] for row in control.catalog()])
    one.fetch_many("party", ids(control.customers()))
    assert (one.client.deprecations, one.client.served_version) == ("", "2026-10")
