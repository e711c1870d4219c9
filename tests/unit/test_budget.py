"""The shared allowance, and how long to wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.retail_connector_base.platforms.backoff import (
    JITTER,
    LONGEST,
    wait_seconds,
)
from odoo.addons.retail_connector_base.platforms.budget import (
    PATIENCE,
    Bucket,
    Budget,
    OverBudget,
)


class Clock:
    """A clock that a sleep moves."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def clock():
    """Return a clock that stands still."""
    return Clock()


@pytest.fixture
def budget(clock):
    """Return a budget of 100 points that restores 10 a second."""
    budget = Budget(clock=clock, sleep=clock.sleep)
    budget.settle(0, 0, available=100, rate=10, maximum=100)
    return budget


def test_nothing_is_held_back_before_the_limits_are_known(clock):
    Budget(clock=clock, sleep=clock.sleep).take(10_000)


def test_points_are_spent_and_restored(budget, clock):
    budget.take(60)
    assert budget.bucket.level(clock()) == 40
    clock.now += 3
    assert budget.bucket.level(clock()) == 70
    clock.now += 99
    assert budget.bucket.level(clock()) == 100


def test_a_short_wait_is_waited(budget, clock):
    budget.take(100)
    budget.take(15)
    assert clock.now == 1001.5


def test_a_long_wait_goes_back_to_the_queue(budget):
    budget.take(100)
    with pytest.raises(OverBudget) as caught:
        budget.take(50)
    assert caught.value.retry_after == pytest.approx(5)
    assert caught.value.code == "throttled"


def test_more_than_the_bucket_holds_waits_for_a_full_one(budget, clock):
    budget.take(100)
    with pytest.raises(OverBudget) as caught:
        budget.take(1000)
    assert caught.value.retry_after == pytest.approx(10)
    clock.now += 10
    budget.take(1000)


def test_what_a_request_did_not_need_comes_back(budget, clock):
    budget.take(50)
    budget.settle(requested=50, actual=10, available=90, rate=10, maximum=100)
    assert budget.bucket.level(clock()) == 90


def test_requests_under_way_stay_promised(budget, clock):
    budget.take(30)  # ours
    budget.take(30)  # another worker's, the platform has not seen it yet
    budget.settle(requested=30, actual=30, available=70, rate=10, maximum=100)
    assert budget.bucket.level(clock()) == 40


def test_the_platform_may_know_of_others(budget, clock):
    budget.take(10)
    budget.settle(requested=10, actual=10, available=5, rate=10, maximum=100)
    assert budget.bucket.level(clock()) == 5


def test_a_block_is_waited_out(budget, clock):
    budget.block(30)
    with pytest.raises(OverBudget) as caught:
        budget.take(1)
    assert caught.value.retry_after == pytest.approx(30)
    clock.now += 30
    budget.take(1)


@given(st.lists(st.floats(0.1, 50), min_size=1, max_size=60))
def test_never_more_than_the_platform_allows(costs):
    clock = Clock()
    budget = Budget(clock=clock, sleep=clock.sleep)
    budget.settle(0, 0, available=100, rate=10, maximum=100)
    started, spent = clock(), 0.0
    for cost in costs:
        try:
            budget.take(cost)
        except OverBudget as error:
            clock.now += max(error.retry_after, PATIENCE)
            budget.take(cost)
        spent += cost
    assert spent <= 100 + 10 * (clock() - started) + 1e-6


def test_a_bucket_nobody_told_of_has_no_wait():
    assert Bucket().wait(10, now=5) == 0


@given(st.integers(1, 60), st.floats(0, 1))
def test_waits_grow_up_to_the_longest(tries, chance):
    wait = wait_seconds(tries, rng=lambda: chance)
    assert 0 < wait <= LONGEST * (1 + JITTER)
    assert wait_seconds(tries + 1, rng=lambda: chance) >= wait


@given(st.integers(1, 60), st.floats(1, 9999), st.floats(0, 1))
def test_never_earlier_than_the_platform_asks(tries, asked, chance):
    assert wait_seconds(tries, asked, lambda: chance) >= asked
