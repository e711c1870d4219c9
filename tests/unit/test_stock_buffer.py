"""Measured buffers: quantiles of sales elsewhere."""

import math
import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.retail_connector_base.exporters.availability import Rule
from odoo.addons.retail_connector_base.exporters.buffer import (
    buffer_for,
    poisson_quantile,
)
from odoo.addons.retail_connector_base.exporters.stock_line import rule_of

from tests.benchmarks import oversell_runs


def chance_at_most(units, mean):
    """Return P(N <= units) for N ~ Poisson(mean), summed term by term."""
    return sum(
        math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1))
        for k in range(units + 1)
    )


@given(st.floats(0.001, 400), st.floats(0.5, 0.9999))
def test_the_quantile_is_the_least_that_suffices(mean, level):
    units = poisson_quantile(mean, level)
    assert chance_at_most(units, mean) >= level - 1e-9
    assert units == 0 or chance_at_most(units - 1, mean) < level + 1e-9


def test_large_means_follow_the_normal_distribution():
    assert poisson_quantile(499, 0.99) == pytest.approx(
        poisson_quantile(501, 0.99), abs=4
    )


@pytest.mark.parametrize("level", [0, 1, 1.5, -1])
def test_an_impossible_level_is_refused(level):
    with pytest.raises(ValueError, match="level"):
        poisson_quantile(1, level)


def test_no_sales_or_no_lag_need_no_buffer():
    assert buffer_for(0, 7200, 0.99) == buffer_for(5, 0, 0.99) == Decimal(0)


def test_a_buffer_is_limited():
    assert buffer_for(100, 3600, 0.99, most=20) == Decimal(20)
    assert buffer_for(100, 3600, 0.99) > 100


def test_simulated_sales_exceed_the_buffer_as_rarely_as_promised():
    chance, level, rate, lag = random.Random(4), 0.95, 3.0, 3600
    held = int(buffer_for(rate, lag, level))
    exceeded = 0
    for _round in range(20000):
        sold, clock = 0, chance.expovariate(rate)
        while clock < lag / 3600:
            sold, clock = sold + 1, clock + chance.expovariate(rate)
        exceeded += sold > held
    assert exceeded / 20000 <= (1 - level) * 1.1


def test_a_products_own_buffer_comes_before_the_measured_one():
    defaults = Rule(buffer=Decimal(2), minimum=Decimal(3))
    assert rule_of(defaults, 0, 0).buffer == 2
    assert rule_of(defaults, 0, 0, computed=5).buffer == 5
    assert rule_of(defaults, 0, 0, computed=0).buffer == 0
    assert rule_of(defaults, 4, 0, computed=5).buffer == 4
    assert rule_of(defaults, -1, 0, computed=5).buffer == 0


def test_safe_stock_is_a_limit_and_never_becomes_nothing():
    defaults = Rule(cap=Decimal(50), minimum=Decimal(3))
    rule = rule_of(defaults, 0, 0, safe=1)
    assert (rule.cap, rule.minimum) == (1, 1)
    assert rule_of(defaults, 0, -1, safe=2).cap == 2
    assert rule_of(defaults, 0, 1, safe=2).cap == 1


def test_a_larger_buffer_sells_fewer_units_twice_and_loses_more_sales():
    outcomes = [
        oversell_runs.simulate(rate=2, lag=0.5, buffer=units, hours=4000, seed=3)
        for units in (0, 2, 5)
    ]
    oversold = [outcome.oversold for outcome in outcomes]
    lost = [outcome.lost for outcome in outcomes]
    assert oversold[0] > oversold[1] > oversold[2] >= 0
    assert lost[0] < lost[1] < lost[2]
