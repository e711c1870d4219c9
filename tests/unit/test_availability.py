"""What a channel may promise, and what to do about a level, without a database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.retail_connector_base.exporters.availability import (
    Rule,
    Supply,
    promise,
    units,
)
from odoo.addons.retail_connector_base.exporters.decision import (
    HOLD,
    READ,
    SAME,
    SEND,
    WAIT,
    Known,
    cautious,
    decide,
    request_key,
    row_key,
    settled_until,
    too_many_zeros,
)

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

amounts = st.decimals(-10_000, 10_000, places=2, allow_nan=False, allow_infinity=False)
positive = st.decimals(0, 10_000, places=2)
supplies = st.builds(Supply, amounts, positive, positive, positive)
rules = st.builds(Rule, positive, st.none() | positive, positive)
moments = st.integers(0, 600).map(lambda second: NOON + timedelta(seconds=second))


def supply(on_hand, reserved=0, demand=0, incoming=0):
    return Supply(*(Decimal(n) for n in (on_hand, reserved, demand, incoming)))


@pytest.mark.parametrize(
    ("stock", "rule", "expected"),
    [
        (supply(10), Rule(), 10),
        (supply(10, 4), Rule(), 6),
        (supply(10, 4, 3), Rule(), 3),
        (supply(10, 4, 3), Rule(buffer=Decimal(2)), 1),
        (supply(10, 4, 3), Rule(buffer=Decimal(9)), 0),
        (supply(-5), Rule(), 0),
        (supply(10), Rule(cap=Decimal(7)), 7),
        (supply(10), Rule(cap=Decimal(0)), 0),
        (supply(10, 2), Rule(buffer=Decimal(3), cap=Decimal(7)), 5),
        (supply(4), Rule(minimum=Decimal(5)), 0),
        (supply(5), Rule(minimum=Decimal(5)), 5),
        (supply("2.9"), Rule(), 2),
        (supply(0, 0, 0, 8), Rule(), 8),
    ],
)
def test_promise_is_what_is_left_after_every_claim(stock, rule, expected):
    assert promise(stock, rule) == expected


@given(supplies, rules)
def test_promise_is_never_negative_nor_above_cap_or_stock(stock, rule):
    quantity = promise(stock, rule)
    assert quantity >= 0
    assert quantity <= max(stock.free - rule.buffer, 0)
    if rule.cap is not None:
        assert quantity <= rule.cap
    assert quantity == 0 or quantity >= rule.minimum


@given(supplies, rules, positive)
def test_more_demand_or_buffer_never_promises_more(stock, rule, more):
    busier = Supply(stock.on_hand, stock.reserved, stock.demand + more, stock.incoming)
    safer = Rule(rule.buffer + more, rule.cap, rule.minimum)
    assert promise(busier, rule) <= promise(stock, rule)
    assert promise(stock, safer) <= promise(stock, rule)


@given(st.integers(0, 2_000), st.integers(1, 1_000))
def test_sums_of_floats_do_not_lose_a_unit(count, tenths):
    total = sum([tenths / 10] * count)
    assert promise(Supply(units(total))) == tenths * count // 10


def test_nothing_known_is_nothing():
    assert units(None) == 0
    assert promise(Supply()) == 0


def test_a_level_never_seen_is_read_first():
    assert decide(5, Known(), NOON) == READ


def test_a_level_the_shop_may_have_changed_since_is_read_again():
    assert decide(5, Known(5, NOON, NOON + MINUTE), NOON + 2 * MINUTE) == READ


def test_an_equal_level_is_left_alone():
    assert decide(5, Known(5, NOON), None) == SAME
    assert decide(0, Known(0, NOON, NOON), None, verified=False) == SAME


def test_a_moved_level_waits_until_the_orders_are_in():
    known = Known(9, NOON, NOON)
    assert decide(10, known, NOON - MINUTE) == WAIT
    assert decide(10, known, None) == WAIT
    assert decide(10, known, NOON) == SEND


def test_an_unmoved_level_is_sent_at_once():
    assert decide(10, Known(9, NOON), None) == SEND
    assert decide(0, Known(9, NOON), None) == SEND
    assert decide(10, Known(None, NOON), None) == SEND


def test_an_unverified_zero_is_held():
    assert decide(0, Known(9, NOON), NOON, verified=False) == HOLD
    assert decide(1, Known(9, NOON), NOON, verified=False) == SEND


def test_an_oversold_level_is_not_raised_to_zero():
    assert decide(0, Known(-7, NOON), NOON) == SAME
    assert decide(3, Known(-7, NOON), NOON) == SEND


def test_no_level_is_opened_to_hold_nothing():
    assert decide(0, Known(None, NOON), NOON) == SAME


@given(
    st.integers(0, 9),
    st.none() | st.integers(0, 9),
    st.none() | moments,
    st.none() | moments,
    st.none() | moments,
    st.booleans(),
)
def test_only_a_known_explained_and_verified_difference_is_sent(
    target, remote, seen, moved, settled, verified
):
    if decide(target, Known(remote, seen, moved), settled, verified) == SEND:
        assert seen is not None
        assert target != remote
        assert moved is None or (moved <= seen and settled and moved <= settled)
        assert target or (verified and remote > 0)


small = st.integers(0, 60)


@given(small, small, small, small)
def test_a_cautious_number_gives_back_no_sale(base, sold, imported, restocked):
    """Whatever part of the sales Odoo knows, the shop never shows more than is left."""
    sold, imported = min(sold, base), min(imported, sold, base)
    left = base - sold + restocked
    target = base - imported + restocked
    known = Known(base - sold, NOON, NOON, base)
    amount = cautious(target, known)
    assert amount == known.remote or 0 < amount <= left


def test_a_cautious_number_needs_something_to_go_by():
    assert cautious(9, Known(3, NOON, NOON, None)) == 3
    assert cautious(9, Known(5, NOON, NOON, 3)) == 5
    assert cautious(9, Known(None, NOON, NOON, 3)) is None
    assert cautious(15, Known(8, NOON, NOON, 10)) == 13
    assert cautious(1, Known(8, NOON, NOON, 10)) == 8


def test_settled_until_is_the_oldest_doubt_less_the_grace():
    assert settled_until(NOON, MINUTE, None, None) == NOON - MINUTE
    assert settled_until(NOON, MINUTE, NOON - 3 * MINUTE, None) == NOON - 4 * MINUTE
    assert settled_until(NOON, MINUTE, None, NOON - 9 * MINUTE) == NOON - 10 * MINUTE


def test_keys_follow_content_only():
    assert row_key(1, 2, 3, 4, 5) == row_key(1, 2, 3, 4, 5)
    assert row_key(1, 2, 3, 4, None) != row_key(1, 2, 3, 4, 0)
    assert len({row_key(1, 2, n, 4, 5) for n in range(100)}) == 100
    assert request_key(["a", "b"]) == request_key(["b", "a"])
    assert request_key(["a"]) != request_key(["a", "b"])


def test_many_zeros_at_once_are_suspicious():
    assert not too_many_zeros(19, 20, 30, 20)
    assert too_many_zeros(20, 60, 30, 20)
    assert not too_many_zeros(20, 100, 30, 20)
    assert not too_many_zeros(500, 500, 0, 20)
