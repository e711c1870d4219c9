"""Documents: exact, consistent with themselves, the same after a trip through JSON."""

import dataclasses
import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.retail_connector_base.canonical import (
    CashSession,
    InvariantError,
    Money,
    Order,
    OrderLine,
    Product,
    Refund,
    RefundLine,
    Settlement,
    SettlementEntry,
    TaxLine,
    Tender,
    Variant,
    allocate,
    decode,
    encode,
    minor_units,
    round_to_total,
)

from .documents import CURRENCIES, MOMENT, money, orders


def usd(text):
    return Money(Decimal(text), "USD")


def test_money_refuses_a_float():
    with pytest.raises(InvariantError, match="not exact"):
        Money(0.1, "USD")


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "ten", None, ""])
def test_money_refuses_what_is_no_number(bad):
    with pytest.raises(InvariantError):
        Money(bad, "USD")


def test_money_refuses_to_mix_currencies():
    with pytest.raises(InvariantError, match="EUR met USD"):
        usd("1") + Money("1", "EUR")
    with pytest.raises(InvariantError, match="sum in USD"):
        Money.sum([Money("1", "EUR")], "USD")


def test_smallest_units_follow_the_currency():
    assert (minor_units("JPY"), minor_units("KWD"), minor_units("USD")) == (0, 3, 2)
    assert Money("1.10", "USD").is_exact
    assert not Money("1.105", "USD").is_exact
    assert not Money("1.1", "JPY").is_exact


@given(st.data())
def test_allocation_adds_up_in_whole_units(data):
    currency = data.draw(st.sampled_from(CURRENCIES))
    total = data.draw(money(currency, -100_000))
    weights = data.draw(st.lists(st.decimals(0, 1000, places=2), min_size=1))
    parts = allocate(total, weights)
    assert Money.sum(parts, currency) == total
    assert all(part.is_exact for part in parts)
    unit = Decimal(1).scaleb(-minor_units(currency))
    if sum(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part.amount - total.amount * weight / sum(weights)) <= unit


@given(
    st.lists(st.integers(-500_000, 500_000), min_size=1, max_size=12),
    st.integers(7_000, 13_000),
    st.integers(-4, 4),
)
def test_figures_are_rounded_to_add_up_and_keep_their_sign(cents, rate, off):
    unit = Decimal("0.01")
    exact = [Decimal(part) * unit * rate / 10_000 for part in cents]
    total = sum(exact).quantize(unit) + off * unit
    parts = round_to_total(exact, total, unit)
    if max(map(abs, exact)) > 1:
        assert sum(parts) == total
    for part, precise in zip(parts, exact, strict=True):
        assert part * precise >= 0
        assert abs(part - precise) <= (abs(off) + len(exact)) * unit


@given(orders())
def test_an_order_survives_json(order):
    text = encode(order)
    assert decode(text) == order
    assert encode(decode(text)) == text


@given(orders(), st.sampled_from(["total", "total_tax", "paid"]))
def test_a_cent_too_much_is_refused_with_the_exact_difference(order, name):
    wrong = getattr(order, name) + Money("1", order.currency)
    with pytest.raises(InvariantError) as caught:
        dataclasses.replace(order, **{name: wrong})
    assert caught.value.path == f"order.{name}"
    assert caught.value.difference == Decimal(-1)


@given(orders())
def test_net_and_tax_make_gross_for_every_line(order):
    for line in order.lines:
        for included in (True, False):
            assert line.net(included) + line.tax == line.gross(included)


def test_a_line_must_be_price_times_quantity_less_discounts():
    with pytest.raises(InvariantError, match=r"line\[1\]\.subtotal.*-0\.01"):
        OrderLine("1", "product", "Cup", Decimal(3), usd("3.33"), usd("10.00"))


def test_a_tender_has_no_sign_of_its_own():
    with pytest.raises(InvariantError, match="kind carries the sign"):
        Tender("1", "refund", "success", "card", usd("-1"), MOMENT)
    refund = Tender("1", "refund", "success", "card", usd("1"), MOMENT)
    assert refund.effect == usd("-1")
    assert not Tender("1", "sale", "pending", "card", usd("1"), MOMENT).effect


def test_a_refund_adds_up():
    line = RefundLine(
        "product", usd("10"), "1", Decimal(1), (TaxLine("T", Decimal("0.1"), usd("1")),)
    )
    common = ("r1", "42", "USD")
    assert Refund(*common, False, MOMENT, (line,), usd("11")).total == usd("11")
    assert Refund(*common, True, MOMENT, (line,), usd("10")).total == usd("10")
    with pytest.raises(InvariantError, match=r"refund\.total"):
        Refund(*common, False, MOMENT, (line,), usd("10"))


def test_a_settlement_equals_its_deposit():
    entry = SettlementEntry(
        "b1", "sale", usd("100"), usd("3.20"), usd("96.80"), MOMENT, "t1", "42"
    )
    day = date(2026, 11, 22)
    made = Settlement("p1", "payments", "USD", day, usd("96.80"), (entry,))
    assert decode(encode(made)) == made
    with pytest.raises(InvariantError, match=r"settlement\.total"):
        Settlement("p1", "payments", "USD", day, usd("96.81"), (entry,))
    with pytest.raises(InvariantError, match="unknown kind"):
        dataclasses.replace(entry, kind="other")


def test_a_session_states_its_cash_difference():
    common = {
        "external_id": "s1",
        "location_id": "l1",
        "register_id": "r1",
        "currency": "USD",
        "business_date": date(2026, 11, 22),
        "opened_at": MOMENT,
        "opening_float": usd("100"),
        "cash_expected": usd("350.10"),
        "cash_counted": usd("350.00"),
    }
    made = CashSession(**common, over_short=usd("-0.10"))
    assert decode(encode(made)) == made
    with pytest.raises(InvariantError, match="over_short"):
        CashSession(**common, over_short=usd("0.10"))


def test_a_product_has_each_variant_once():
    variant = Variant("v1", sku="CUP")
    with pytest.raises(InvariantError, match="same variant twice"):
        Product("p1", "Cup", (variant, variant))
    with pytest.raises(InvariantError, match="needs a variant"):
        Product("p1", "Cup", ())


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda e: e.update(schema=2), "schema"),
        (lambda e: e.update(kind="invoice"), "kind"),
        (lambda e: e["document"].update(colour="red"), "order"),
        (lambda e: e["document"].update(created_at="yesterday"), "order.created_at"),
        (lambda e: e["document"]["total"].update(amount=1.5), "order.total.amount"),
        (lambda e: e["document"].pop("name"), "order"),
        (lambda e: e["document"].update(lines="none"), "order.lines"),
        (lambda e: e["document"].update(test="yes"), "order.test"),
    ],
)
def test_what_is_no_document_is_refused_by_field(change, path):
    order = decode(encode(EXAMPLE))
    envelope = json.loads(encode(order))
    change(envelope)
    with pytest.raises(InvariantError) as caught:
        decode(json.dumps(envelope))
    assert caught.value.path == path


def test_times_need_a_zone():
    with pytest.raises(InvariantError, match="without time zone"):
        dataclasses.replace(EXAMPLE, created_at=datetime(2026, 11, 20))  # noqa: DTZ001


def _example():
    line = OrderLine("1", "product", "Cup", Decimal(2), usd("5.00"), usd("10.00"))
    return Order(
        "42", "#42", "USD", False, MOMENT, MOMENT, (line,), usd("10.00"), usd("0.00")
    )


EXAMPLE = _example()
