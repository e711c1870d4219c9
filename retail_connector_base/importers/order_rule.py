"""What becomes of an order, by name: one table, no Odoo.

The first rule that matches an order decides. Each has a name an operator reads in
the trace, and a test. ``stage`` is where the order goes next:

    ignore     nothing is written
    held       a draft order that waits for the platform or for a person
    confirm    the confirm stage takes it (stock is reserved)
    cancelled  the order in Odoo is cancelled, nothing else happens
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..canonical import Quotation

RISK_LEVELS = {"none": 0, "low": 1, "medium": 2, "high": 3}
# Lowest level that is held, by policy; ``never`` holds nothing.
RISK_HELD_FROM = {"high": 3, "medium": 2, "never": 4}


@dataclass(frozen=True)
class OrderPolicy:
    """The policies of a backend that decide about an order."""

    confirm: str = "paid"  # paid, always, manual
    risk_hold: str = "high"  # high, medium, never
    import_tests: bool = False  # test orders are for test environments
    confirm_terms: bool = True  # what is sold on account is sent before it is paid
    # means of payment, in lower case, that are paid when the goods arrive
    pay_later: frozenset[str] = frozenset()
    # orders placed in this time are another connector's; None: open at that end
    shadow: tuple[datetime | None, datetime | None] | None = None

    def holding(self, since, until):
        """Return the policy with a time whose orders are held."""
        return replace(self, shadow=(since, until))


@dataclass(frozen=True)
class Rule:
    """One named decision. ``cause`` says why a held order waits."""

    name: str
    stage: str
    cause: str = ""


def _is_quotation(order, policy):
    return isinstance(order, Quotation)


def _is_sold_quotation(order, policy):
    return isinstance(order, Quotation) and order.closed


def _is_test(order, policy):
    return order.test and not policy.import_tests


def _is_cancelled_with_money(order, policy):
    return order.is_cancelled and order.paid is not None and bool(order.paid)


def _is_cancelled(order, policy):
    return order.is_cancelled


def _is_voided(order, policy):
    return order.financial_status == "voided"


def _is_expired(order, policy):
    return order.financial_status == "expired"


def _is_empty(order, policy):
    return not any(line.quantity or line.subtotal or line.tax for line in order.lines)


def _is_refunded(order, policy):
    return order.financial_status == "refunded"


def _is_risk_pending(order, policy):
    return order.risk == "pending" and policy.risk_hold != "never"


def _is_risky(order, policy):
    return RISK_LEVELS.get(order.risk, 0) >= RISK_HELD_FROM[policy.risk_hold]


def _is_shadow(order, policy):
    if policy.shadow is None:
        return False
    since, until = policy.shadow
    placed = order.created_at
    return (since is None or placed >= since) and (until is None or placed < until)


def _is_manual(order, policy):
    return policy.confirm == "manual"


def _is_zero_total(order, policy):
    return not order.total


def _has_status(status):
    return lambda order, policy: order.financial_status == status


def _is_on_account(order, policy):
    return (
        policy.confirm_terms
        and order.financial_status == "pending"
        and order.terms is not None
        and order.terms.on_account
    )


def _is_paid_on_delivery(order, policy):
    return order.financial_status == "pending" and bool(
        order.expected_gateways & policy.pay_later
    )


def _is_unpaid_but_wanted(order, policy):
    return policy.confirm == "always"


@dataclass(frozen=True)
class _Row:
    applies: Callable[[Any, OrderPolicy], bool]
    rule: Rule


def _row(applies, *rule):
    return _Row(applies, Rule(*rule))


RULES = (
    _row(_is_sold_quotation, "quotation_sold", "cancelled", "quotation_sold"),
    _row(_is_quotation, "quotation", "held", "quotation"),
    _row(_is_test, "test_order", "ignore", "test_order"),
    _row(
        _is_cancelled_with_money,
        "cancelled_with_money",
        "cancelled",
        "cancelled_with_money",
    ),
    _row(_is_cancelled, "cancelled", "cancelled"),
    _row(_is_voided, "voided", "cancelled"),
    _row(_is_expired, "expired", "held", "payment_expired"),
    _row(_is_empty, "empty", "held", "empty"),
    _row(_is_refunded, "refunded", "held", "refunded"),
    _row(_is_shadow, "shadow", "held", "shadow"),
    _row(_is_risk_pending, "risk_pending", "held", "risk_pending"),
    _row(_is_risky, "risk", "held", "risk"),
    _row(_is_manual, "manual", "held", "manual"),
    _row(_is_zero_total, "zero_total", "confirm"),
    _row(_has_status("paid"), "paid", "confirm"),
    _row(_has_status("partially_refunded"), "partially_refunded", "confirm"),
    _row(_has_status("authorized"), "authorized", "confirm"),
    _row(_has_status("partially_paid"), "partially_paid", "confirm"),
    _row(_is_on_account, "on_account", "confirm"),
    _row(_is_paid_on_delivery, "paid_on_delivery", "confirm"),
    _row(_is_unpaid_but_wanted, "unpaid_confirmed", "confirm"),
)
UNPAID = Rule("unpaid", "held", "unpaid")
ENDING = frozenset(row.rule.name for row in RULES if row.rule.stage == "cancelled")
# Causes a person may release (the others wait for the platform).
RELEASABLE = frozenset(
    {
        "risk",
        "risk_pending",
        "manual",
        "unpaid",
        "payment_expired",
        "refunded",
        "shadow",
    }
)


def order_rule(order, policy: OrderPolicy) -> Rule:
    """Return the first rule of the table that applies to ``order``."""
    for row in RULES:
        if row.applies(order, policy):
            return row.rule
    return UNPAID
