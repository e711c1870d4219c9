"""Lines on which a ledger computes exactly the tax that is booked."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.retail_connector_finance.posting.tax_lines import (
    HALF,
    MILLION,
    cut,
    error,
    lines,
    rounded,
    share,
)

RATES = st.sampled_from([0, 50_000, 55_000, 82_500, 190_000, 200_000, 99_750, 333_333])
BASES = st.integers(1, 2_000_00)


def exact(bases, taxes, rate, line):
    """Return whether a ledger that rounds once a line gets the booked tax."""
    base = sum(bases[place] for place in line)
    return rounded(base, rate) == sum(taxes[place] for place in line)


@pytest.mark.parametrize(
    ("base", "rate", "tax"),
    [(1299, 200_000, 260), (10, 50_000, 1), (-10, 50_000, -1), (9, 50_000, 0)],
)
def test_half_a_unit_is_rounded_away_from_zero(base, rate, tax):
    assert rounded(base, rate) == tax


@given(st.lists(st.tuples(BASES, st.booleans()), max_size=60), RATES, st.booleans())
def test_each_item_is_on_one_line_and_each_line_is_exact(items, rate, credit):
    sign = -1 if credit else 1
    bases = [sign * base for base, _more in items]
    taxes = [rounded(base, rate) for base in bases]
    errors = [
        error(*one) for one in zip(bases, [rate] * len(bases), taxes, strict=True)
    ]
    found, unfit = lines(errors)
    assert not unfit, "an error of half a unit or less always fits"
    assert sorted(place for line in found for place in line) == list(range(len(items)))
    assert all(exact(bases, taxes, rate, line) for line in found)
    assert len(found) < 4 * abs(sum(errors)) / MILLION + 4


@given(st.lists(st.tuples(BASES, st.integers(-3, 3)), min_size=1, max_size=60), RATES)
def test_whatever_was_booked_either_fits_exactly_or_is_named(items, rate):
    bases = [base for base, _off in items]
    taxes = [rounded(base, rate) + off for base, off in items]
    errors = [error(b, rate, t) for b, t in zip(bases, taxes, strict=True)]
    found, unfit = lines(errors)
    placed = [place for line in found for place in line]
    assert sorted([*placed, *unfit]) == list(range(len(items)))
    assert all(exact(bases, taxes, rate, line) for line in found)
    assert all(abs(errors[place]) >= HALF for place in unfit)
    kept = sum(errors[place] for place in placed)
    assert len(found) < 4 * abs(kept) / MILLION + 4


@given(st.lists(BASES, min_size=1, max_size=12), RATES, st.integers(-20, 20))
def test_the_parts_of_a_documents_tax_add_up_to_it(bases, rate, off):
    tax = rounded(sum(bases), rate) + off
    parts = share(bases, rate, tax)
    assert sum(parts) == tax
    if not off:  # rounded once for the document: no part is a unit away
        assert all(
            abs(error(b, rate, t)) < MILLION for b, t in zip(bases, parts, strict=True)
        )


def test_a_large_error_is_answered_by_items_of_the_other_sign():
    found, unfit = lines([900_000, -300_000, -200_000, 100_000])
    assert (len(found), unfit) == (1, [])
    assert lines([900_000, 800_000]) == ([], [0, 1])
    assert lines([-HALF]) == ([], [0])
    assert lines([HALF]) == ([[0]], [])
    assert lines([]) == ([], [])


@given(BASES, RATES, st.integers(-2, 2), st.booleans())
def test_an_item_is_cut_only_into_parts_that_say_its_tax(base, rate, off, credit):
    base, off = (-base, -off) if credit else (base, off)
    tax = rounded(base, rate) + off
    parts = cut(base, rate, tax)
    if parts is None:
        return
    assert sum(parts) == base
    assert all(part * base > 0 for part in parts)
    assert sum(rounded(part, rate) for part in parts) == tax


def test_a_price_with_its_tax_inside_is_said_on_two_lines():
    # 9.99 with 20 % inside: 1.666 would be computed on 8.33, 1.66 is booked.
    assert cut(833, 200_000, 166) == (416, 417)
    assert cut(-832, 200_000, -167) == (-414, -418)
    assert cut(5000, 200_000, 1003) is None
    assert cut(833, 0, 1) is None


def test_a_day_of_a_thousand_orders_is_a_few_lines():
    draw = random.Random(7)
    bases = [draw.randint(500, 30000) for _order in range(1000)]
    errors = [error(base, 190_000, rounded(base, 190_000)) for base in bases]
    found, _unfit = lines(errors)
    aggregated = rounded(sum(bases), 190_000)
    assert aggregated != sum(rounded(base, 190_000) for base in bases)
    assert len(found) <= 4 * abs(sum(errors)) / MILLION + 4 < 60
