"""Settlements become balanced entries, whatever is in them, and nothing is a plug."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.retail_connector_base.canonical import Money, SettlementEntry
from odoo.addons.retail_connector_base.canonical.payout import ENTRY_KINDS, SETTLES
from odoo.addons.retail_connector_finance.posting import (
    FEE_OF,
    ROLES,
    Booked,
    PostingProblem,
    returned_posting,
    role_of,
    settlement_posting,
    split_by_month,
)
from odoo.addons.retail_connector_finance.posting.exchange import converted
from odoo.addons.retail_connector_finance.posting.settlement import Terms

MOMENT = datetime(2026, 10, 3, 12, tzinfo=UTC)
ACCOUNTS = {role: number for number, role in enumerate(ROLES, 1)}
NAMES = {number: role for role, number in ACCOUNTS.items()}
CLEARING = 900


def entry(number, kind, gross, fee="0", tax=None, currency="GBP", at=MOMENT, **values):
    gross, fee = Money(Decimal(gross), currency), Money(Decimal(fee), currency)
    return SettlementEntry(
        str(number), kind, gross, fee, gross - fee, at,
        fee_tax=None if tax is None else Money(Decimal(tax), currency), **values,
    )  # fmt: skip


def terms(currency="GBP", company="GBP", rate=1, **values):
    return Terms(currency, company, Fraction(rate), ACCOUNTS, **values)


def item(key, amount, currency="GBP", balance=None, tender=None, free=False):
    amount = Decimal(amount)
    return Booked(
        key, CLEARING, currency, Decimal(tender or amount), amount,
        amount if balance is None else Decimal(balance), free,
    )  # fmt: skip


def by_role(posting):
    found = {}
    for leg in posting.legs:
        found[leg.role] = found.get(leg.role, 0) + leg.balance
    return {role: f"{amount:.2f}" for role, amount in found.items()}


# --- the worked journals ---


def test_w5_a_payout_with_everything():
    entries = [
        entry(1, "sale", "9980.00", "290.15"),
        entry(2, "chargeback", "-120.00", "15.00"),
        entry(3, "reserve", "-300.00"),
        entry(4, "shipping_label", "-11.75"),
    ]
    posting = settlement_posting(entries, {"1": item(7, "9980")}, terms())
    assert by_role(posting) == {
        "bank": "9243.10",
        "fee": "290.15",
        "chargeback": "120.00",
        "chargeback_fee": "15.00",
        "reserve": "300.00",
        "shipping_label": "11.75",
        "clearing": "-9980.00",
    }


def test_w5_a_dispute_that_was_won():
    won = entry(1, "chargeback_reversal", "120.00", "-15.00")
    assert by_role(settlement_posting([won], {}, terms())) == {
        "bank": "135.00", "chargeback": "-120.00", "chargeback_fee": "-15.00",
    }  # fmt: skip


def test_w5_a_reserve_that_is_released():
    posting = settlement_posting([entry(1, "reserve_release", "300")], {}, terms())
    assert by_role(posting) == {"bank": "300.00", "reserve": "-300.00"}


def test_w3_a_refund_leaves_by_the_clearing_account():
    entries = [entry(1, "sale", "200"), entry(2, "refund", "-120")]
    booked = {"1": item(1, "200"), "2": item(2, "-120")}
    posting = settlement_posting(entries, booked, terms())
    assert by_role(posting) == {"bank": "80.00", "clearing": "-80.00"}
    assert {leg.clears: leg.balance for leg in posting.legs if leg.clears} == {
        1: -200, 2: 120,
    }  # fmt: skip


def test_w6_a_foreign_payout_names_the_realised_difference():
    entries = [entry(1, "sale", "10000", "290", currency="USD")]
    booked = {"1": item(1, "10000", "USD", balance="8120.00")}
    posting = settlement_posting(
        entries, booked, terms("USD", "GBP", Fraction("0.8080"))
    )
    assert by_role(posting) == {
        "bank": "7845.68", "fee": "234.32", "clearing": "-8120.00", "fx_loss": "40.00",
    }  # fmt: skip


def test_w8_marketplace_tax_goes_where_it_was_collected():
    entries = [
        entry(1, "sale", "108.25", "3.44", currency="USD"),
        entry(2, "marketplace_tax", "-8.25", currency="USD"),
    ]
    posting = settlement_posting(
        entries, {"1": item(1, "108.25", "USD")}, terms("USD", "USD")
    )
    assert by_role(posting) == {
        "bank": "96.56", "fee": "3.44", "marketplace_tax": "8.25",
        "clearing": "-108.25",
    }  # fmt: skip


def test_w9_a_payout_over_the_months_end_is_split():
    september = datetime(2026, 9, 30, 23, tzinfo=UTC)
    entries = [
        entry(1, "sale", "4120", at=september),
        entry(2, "sale", "500", at=MOMENT),
    ]
    parts = split_by_month(entries, date(2026, 10, 4), lambda moment: moment.date())
    assert [(day, [one.external_id for one in part]) for day, part in parts] == [
        (date(2026, 9, 30), ["1"]), (date(2026, 10, 4), ["2"]),
    ]  # fmt: skip
    first = settlement_posting(
        parts[0][1], {"1": item(1, "4120")}, terms(), counterpart="carried_forward"
    )
    assert by_role(first) == {"carried_forward": "4120.00", "clearing": "-4120.00"}


def test_the_tax_inside_a_fee_has_its_own_leg():
    sale = entry(1, "sale", "100", "3.60", tax="0.60")
    charge = entry(2, "fee", "-12.00", tax="2.00")
    posting = settlement_posting([sale, charge], {"1": item(1, "100")}, terms())
    assert by_role(posting) == {
        "bank": "84.40", "fee": "13.00", "fee_tax": "2.60", "clearing": "-100.00",
    }  # fmt: skip


def test_a_payout_that_came_back_empties_the_bank_again():
    assert by_role(returned_posting(Decimal("84.40"), terms())) == {
        "payout_returned": "84.40", "bank": "-84.40",
    }  # fmt: skip


# --- what is refused ---


def test_a_payment_that_is_not_booked_is_waited_for():
    with pytest.raises(PostingProblem) as problem:
        settlement_posting([entry(1, "sale", "10")], {}, terms())
    assert problem.value.cause == "settlement_tender_missing"


def test_an_amount_that_differs_is_parked_with_the_difference():
    with pytest.raises(PostingProblem) as problem:
        settlement_posting([entry(1, "sale", "9.99")], {"1": item(1, "10")}, terms())
    assert problem.value.cause == "settlement_amount_differs"
    assert problem.value.difference == Decimal("-0.01")


def test_a_converted_payment_may_differ_within_the_tolerance_only():
    booked = {"1": item(1, "100", free=True)}
    posting = settlement_posting([entry(1, "sale", "98.50")], booked, terms())
    assert by_role(posting) == {
        "bank": "98.50", "clearing": "-100.00", "fx_loss": "1.50",
    }  # fmt: skip
    with pytest.raises(PostingProblem):
        settlement_posting([entry(1, "sale", "90")], booked, terms())


def test_what_is_settled_already_is_not_settled_again():
    with pytest.raises(PostingProblem) as problem:
        settlement_posting(
            [entry(1, "sale", "10")], {"1": item(1, "0", tender="10")}, terms()
        )
    assert problem.value.cause == "settlement_twice"


def test_a_role_without_account_is_named():
    few = Terms("GBP", "GBP", Fraction(1), {"bank": 1})
    with pytest.raises(PostingProblem) as problem:
        settlement_posting([entry(1, "reserve", "-5")], {}, few)
    assert (problem.value.cause, problem.value.subject) == (
        "settlement_unmapped", "reserve",
    )  # fmt: skip


def test_a_kind_in_no_table_is_booked_only_where_a_person_says():
    lines = [entry(1, "unknown", "-5.00", "0.10")]
    with pytest.raises(PostingProblem) as problem:
        settlement_posting(lines, {}, terms())
    assert problem.value.cause == "settlement_type_unknown"
    posting = settlement_posting(lines, {}, terms(), chosen={"1": 77})
    assert by_role(posting) == {"bank": "-5.10", "chosen": "5.00", "fee": "0.10"}


@pytest.mark.parametrize("kind", ENTRY_KINDS)
def test_every_kind_has_a_named_account_and_no_other(kind):
    if kind in SETTLES:
        return
    assert role_of(kind) in ROLES
    posting = settlement_posting([entry(1, kind, "-5.00")], {}, terms())
    assert by_role(posting) == {role_of(kind): "5.00", "bank": "-5.00"}


# --- whatever comes ---


@st.composite
def payouts(draw):
    """A payout of random lines in one currency, and the items it settles."""
    entries, booked = [], {}
    rate = Fraction(draw(st.integers(1, 30_000)), 10_000)
    for number in range(draw(st.integers(1, 12))):
        kind = draw(st.sampled_from(ENTRY_KINDS))
        cents = draw(st.integers(1, 500_000))
        sign = draw(st.sampled_from((1, -1)))
        if kind in SETTLES:
            sign = 1 if kind == "sale" else -1
        fee = draw(st.integers(0, 900))
        tax = draw(st.one_of(st.none(), st.integers(0, fee)))
        gross = Decimal(sign * cents) / 100
        own = None if tax is None else Decimal(tax) / 100
        entries.append(entry(number, kind, gross, Decimal(fee) / 100, own, "USD"))
        if kind in SETTLES:
            worth = (
                Decimal(sign * cents) * draw(st.integers(50, 150)) / 10000
            ).quantize(Decimal("0.01"))
            booked[str(number)] = item(number, gross, "USD", balance=worth)
    return entries, booked, rate


@given(payouts())
def test_a_posting_balances_and_its_bank_leg_is_the_deposit(payout):
    entries, booked, rate = payout
    posting = settlement_posting(entries, booked, terms("USD", "GBP", rate))
    assert sum(leg.balance for leg in posting.legs) == 0
    own = [leg for leg in posting.legs if leg.currency == "USD"]
    assert sum(leg.amount for leg in own) == 0
    net = sum(one.net.amount for one in entries)
    assert sum(leg.amount for leg in posting.legs if leg.role == "bank") == net
    for leg in posting.legs:
        if leg.clears is not None:
            assert leg.balance == -booked[str(leg.clears)].balance


@given(payouts())
def test_only_accounts_of_the_lines_are_used(payout):
    entries, booked, rate = payout
    posting = settlement_posting(entries, booked, terms("USD", "GBP", rate))
    allowed = {"bank", "fx_loss", "fx_gain", "clearing", "fee_tax"}
    allowed |= {role_of(one.kind) for one in entries}
    allowed |= {FEE_OF.get(one.kind, "fee") for one in entries}
    assert {leg.role for leg in posting.legs} <= allowed
    for leg in posting.legs:
        assert NAMES.get(leg.account, "clearing") == leg.role


@given(payouts(), st.randoms())
def test_the_order_of_the_lines_is_irrelevant(payout, random):
    entries, booked, _rate = payout
    mixed = list(entries)
    random.shuffle(mixed)
    both = [
        settlement_posting(one, booked, terms("USD", "USD", 1))
        for one in (entries, mixed)
        if not any(b.balance != b.amount for b in booked.values())
    ]
    if both:
        assert by_role(both[0]) == by_role(both[1])


@given(
    st.lists(st.integers(-10_000, 10_000), min_size=1, max_size=9),
    st.integers(1, 10**6),
)
def test_conversion_keeps_the_sum(cents, rate):
    amounts = [Decimal(one) / 100 for one in cents]
    amounts.append(-sum(amounts))
    values = converted(amounts, Fraction(rate, 10_000), Decimal("0.01"))
    assert sum(values) == 0
    for amount, value in zip(amounts, values, strict=True):
        assert abs(Fraction(amount) * Fraction(rate, 10_000) - Fraction(value)) < (
            Fraction(1, 100)
        )
