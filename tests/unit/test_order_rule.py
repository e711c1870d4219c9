"""Each rule about an order, by name."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given

from odoo.addons.retail_connector_base.canonical import (
    Money,
    Order,
    OrderLine,
    PaymentTerms,
    Quotation,
    Tender,
)
from odoo.addons.retail_connector_base.importers.order_rule import (
    RELEASABLE,
    RULES,
    UNPAID,
    OrderPolicy,
    order_rule,
)

from .documents import orders

MOMENT = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
ZERO = Money(Decimal(0), "USD")
TEN = Money(Decimal(10), "USD")


def order(status="paid", price=TEN, paid=None, **values):
    """Return an order of one line."""
    tenders = ()
    if paid:
        tenders = (Tender("t", "sale", "success", "card", paid, MOMENT),)
    return Order(
        external_id="1",
        name="#1",
        currency="USD",
        prices_include_tax=False,
        created_at=MOMENT,
        updated_at=MOMENT,
        lines=(
            OrderLine(
                external_id="l",
                kind="product",
                title="Mug",
                quantity=Decimal(1),
                unit_price=price,
                subtotal=price,
            ),
        ),
        total=price,
        total_tax=ZERO,
        financial_status=status,
        tenders=tenders,
        paid=paid or ZERO,
        **values,
    )


def on_account(kind="net"):
    """Return an unpaid order with payment terms."""
    return order("pending", terms=PaymentTerms("Terms", kind, 30))


def expected(gateway):
    """Return an order whose payment is still expected by some means."""
    tender = Tender("t", "sale", "pending", gateway, TEN, MOMENT)
    return replace(order("pending"), tenders=(tender,))


def draft(closed=False):
    """Return a draft order of the shop."""
    known = order("pending")
    values = {name: getattr(known, name) for name in known.__dataclass_fields__}
    return Quotation(**values, closed=closed)


POST = OrderPolicy(pay_later=frozenset({"cod"}))
CASES = [
    ("paid", order(paid=TEN), OrderPolicy(), "confirm", ""),
    ("shadow", order(paid=TEN), OrderPolicy().holding(None, None), "held", "shadow"),
    ("authorized", order("authorized"), OrderPolicy(), "confirm", ""),
    ("partially_paid", order("partially_paid"), OrderPolicy(), "confirm", ""),
    ("partially_refunded", order("partially_refunded"), OrderPolicy(), "confirm", ""),
    ("unpaid", order("pending"), OrderPolicy(), "held", "unpaid"),
    ("unpaid_confirmed", order("pending"), OrderPolicy("always"), "confirm", ""),
    ("manual", order(), OrderPolicy("manual"), "held", "manual"),
    ("zero_total", order("pending", ZERO), OrderPolicy(), "confirm", ""),
    ("voided", order("voided"), OrderPolicy(), "cancelled", ""),
    ("expired", order("expired"), OrderPolicy("always"), "held", "payment_expired"),
    ("refunded", order("refunded"), OrderPolicy(), "held", "refunded"),
    ("cancelled", order(cancelled_at=MOMENT), OrderPolicy(), "cancelled", ""),
    (
        "cancelled_with_money",
        order(paid=TEN, cancelled_at=MOMENT),
        OrderPolicy(),
        "cancelled",
        "cancelled_with_money",
    ),
    ("test_order", order(test=True), OrderPolicy(), "ignore", "test_order"),
    ("paid", order(test=True), OrderPolicy(import_tests=True), "confirm", ""),
    ("risk", order(risk="high"), OrderPolicy(), "held", "risk"),
    ("paid", order(risk="medium"), OrderPolicy(), "confirm", ""),
    ("risk", order(risk="medium"), OrderPolicy(risk_hold="medium"), "held", "risk"),
    ("paid", order(risk="high"), OrderPolicy(risk_hold="never"), "confirm", ""),
    ("risk_pending", order(risk="pending"), OrderPolicy(), "held", "risk_pending"),
    ("paid", order(risk="pending"), OrderPolicy(risk_hold="never"), "confirm", ""),
    ("on_account", on_account(), OrderPolicy(), "confirm", ""),
    ("unpaid", on_account(), OrderPolicy(confirm_terms=False), "held", "unpaid"),
    ("unpaid", on_account("receipt"), OrderPolicy(), "held", "unpaid"),
    ("paid_on_delivery", expected("COD"), POST, "confirm", ""),
    ("unpaid", expected("Bank"), POST, "held", "unpaid"),
    ("quotation", draft(), OrderPolicy("always"), "held", "quotation"),
    ("quotation_sold", draft(True), OrderPolicy(), "cancelled", "quotation_sold"),
    (
        "empty",
        replace(order(price=ZERO), lines=()),
        OrderPolicy("always"),
        "held",
        "empty",
    ),
]


@pytest.mark.parametrize(("name", "document", "policy", "stage", "cause"), CASES)
def test_rule(name, document, policy, stage, cause):
    rule = order_rule(document, policy)
    assert (rule.name, rule.stage, rule.cause) == (name, stage, cause)


def test_every_rule_has_a_case():
    named = {row.rule.name for row in RULES} | {UNPAID.name}
    assert named == {case[0] for case in CASES}


def test_cancellation_beats_risk_and_payment():
    document = order(risk="high", cancelled_at=MOMENT)
    assert order_rule(document, OrderPolicy("always")).name == "cancelled"


def test_test_order_beats_everything():
    document = order(test=True, risk="high", cancelled_at=MOMENT)
    assert order_rule(document, OrderPolicy()).stage == "ignore"


def test_held_rules_say_why_and_only_those_a_person_decides_can_be_released():
    for row in RULES:
        if row.rule.stage == "held":
            assert row.rule.cause
    assert "empty" not in RELEASABLE
    assert "risk" in RELEASABLE


@given(orders())
def test_every_order_has_a_rule(document):
    for confirm in ("paid", "always", "manual"):
        rule = order_rule(document, OrderPolicy(confirm))
        assert rule.stage in ("confirm", "held", "cancelled", "ignore")
