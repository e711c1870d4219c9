"""What an edit changes, and what the ledger has to book for it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.retail_connector_base.importers.amounts import LineAmounts
from odoo.addons.retail_connector_base.importers.order_merge import (
    corrections,
    waits_for_decision,
)

CENT = Decimal("0.01")


def amounts(quantity, net, tax, price="10", discount="0"):
    return LineAmounts(
        Decimal(quantity), Decimal(price), Decimal(discount), Decimal(net),
        {1: Decimal(tax)},
    )  # fmt: skip


def test_more_units_are_one_difference():
    [part] = corrections(amounts(2, "20.00", "2.01"), amounts(3, "30.00", "3.01"))
    assert (part.quantity, part.net, part.taxes) == (1, 10, {1: 1})


def test_a_lower_price_takes_back_and_books_anew():
    old, new = amounts(2, "20.00", "2.00"), amounts(2, "15.00", "1.50")
    back, again = corrections(old, new)
    assert (back.quantity, back.net, back.taxes[1]) == (-2, -20, -2)
    assert again == new


def test_fewer_units_that_cost_more_are_no_difference():
    assert len(corrections(amounts(2, "20", "2"), amounts(1, "25", "2.5"))) == 2


def test_what_did_not_change_books_nothing():
    assert corrections(amounts(2, "20", "2"), amounts(2, "20", "2")) == []


numbers = st.integers(-500, 500).map(lambda n: CENT * n)


@given(
    st.lists(st.tuples(st.integers(-5, 5), numbers, numbers), min_size=2, max_size=2)
)
def test_corrections_always_lead_from_the_old_line_to_the_new(pair):
    old, new = (amounts(*values) for values in pair)
    parts = corrections(old, new)
    assert sum(part.quantity for part in parts) == new.quantity - old.quantity
    assert sum(part.net for part in parts) == new.net - old.net
    assert sum(part.taxes[1] for part in parts) == new.taxes[1] - old.taxes[1]


@pytest.mark.parametrize(
    ("difference", "units", "policy", "waits"),
    [
        ("5", 1, "add", False),
        ("-5", -1, "add", True),
        ("-5", -1, "auto", False),
        ("5", 1, "auto", False),
        ("5", 1, "task", True),
        ("0", -1, "add", True),
        ("0", 0, "add", False),
    ],
)
def test_policy_says_what_waits(difference, units, policy, waits):
    found = waits_for_decision(Decimal(difference), Decimal(units), policy)
    assert found is waits
