"""Amounts are carried to the cent, in whatever parts a line is invoiced."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.retail_connector_base.importers.amounts import (
    LineAmounts,
    amounts_of,
    extra_tax_data,
    in_company_currency,
    line_amounts,
    share,
)

from .documents import orders

CENT = Decimal("0.01")


@given(orders())
def test_lines_add_up_to_the_order(document):
    found = []
    for line in document.lines:
        ids = list(range(1, len(line.taxes) + 1))
        found.append(line_amounts(line, document.prices_include_tax, ids))
    assert sum(amounts.gross for amounts in found) == document.total.amount
    taxes = sum(sum(a.taxes.values(), Decimal(0)) for a in found)
    assert taxes == document.total_tax.amount


@given(orders())
def test_taxes_that_share_an_odoo_tax_are_added_up(document):
    for line in document.lines:
        amounts = line_amounts(line, document.prices_include_tax, [7] * len(line.taxes))
        assert set(amounts.taxes) <= {7}
        assert sum(amounts.taxes.values(), Decimal(0)) == line.tax.amount


@given(orders())
def test_what_a_line_carries_can_be_read_back(document):
    for line in document.lines:
        ids = list(range(1, len(line.taxes) + 1))
        amounts = line_amounts(line, document.prices_include_tax, ids)
        assert amounts_of(extra_tax_data(amounts, 1)) == amounts


@given(
    st.integers(1, 9),
    st.integers(-100_000, 100_000),
    st.lists(st.integers(-20_000, 20_000), max_size=3),
    st.randoms(),
)
def test_parts_of_a_line_add_up_to_it(quantity, net, taxes, random):
    whole = LineAmounts(
        Decimal(quantity),
        Decimal(1),
        Decimal(0),
        net * CENT,
        {index: tax * CENT for index, tax in enumerate(taxes)},
    )
    done, parts = Decimal(0), []
    while done < quantity:
        step = Decimal(random.randint(1, quantity - int(done)))
        parts.append(share(whole, done, step, "EUR"))
        done += step
    assert sum(part.net for part in parts) == whole.net
    for tax, amount in whole.taxes.items():
        assert sum(part.taxes[tax] for part in parts) == amount
    assert all(part.net == part.net.quantize(CENT) for part in parts)


def test_discount_is_for_the_eye_and_the_amount_is_exact():
    from .test_order_rule import order

    [line] = order().lines
    amounts = line_amounts(line, False, [])
    assert amounts.discount == 0
    data = extra_tax_data(amounts, 3)
    assert data["manual_total_excluded_currency"] == 10.0
    assert data["manual_tax_amounts"] == {"0": {}}


def test_company_amounts_are_rounded_once():
    assert in_company_currency(Decimal(10), Decimal("0.8537"), "USD") == Decimal(
        "11.71"
    )
    assert in_company_currency(Decimal(10), Decimal("0.0067"), "JPY") == Decimal(1493)
