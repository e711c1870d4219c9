"""Refunds and returns refuse to contradict themselves."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from odoo.addons.retail_connector_base.canonical import (
    InvariantError,
    Money,
    Refund,
    RefundLine,
    Refunds,
    Return,
    ReturnLine,
    Returns,
    TaxLine,
    Tender,
    decode,
    encode,
)

MOMENT = datetime(2026, 11, 2, tzinfo=UTC)


def usd(text):
    return Money(Decimal(text), "USD")


def tender(amount, status="success", number=1):
    return Tender(f"t{number}", "refund", status, "card", usd(amount), MOMENT)


def refund(*lines, tenders=(), refunded=None, **values):
    total = Money.sum((line.gross(False) for line in lines), "USD")
    return Refund(
        values.pop("external_id", "r1"), "o1", "USD", False, MOMENT, lines, total,
        refunded=refunded, tenders=tuple(tenders), **values,
    )  # fmt: skip


LINE = RefundLine(
    "product", usd("10"), "l1", Decimal(1), (TaxLine("T", Decimal("0.1"), usd("1")),)
)
KEPT = RefundLine("adjustment", usd("-4"))


def test_money_that_is_kept_lowers_the_total():
    assert refund(LINE, KEPT).total == usd("7")
    assert refund(LINE, KEPT).total_tax == usd("1")


def test_the_money_given_back_is_what_the_tenders_say():
    assert refund(LINE, tenders=[tender("11")], refunded=usd("11")).refunded
    with pytest.raises(InvariantError, match=r"refund\.refunded"):
        refund(LINE, tenders=[tender("11")], refunded=usd("10.99"))


def test_money_on_its_way_is_known_and_may_be_counted():
    waiting = [tender("11", "pending")]
    one = refund(LINE, tenders=waiting, refunded=usd("0"))
    assert (one.is_pending, one.pending) == (True, usd("11"))
    assert refund(LINE, tenders=waiting, refunded=usd("11")).is_pending


def test_more_units_than_were_refunded_cannot_be_unshipped():
    with pytest.raises(InvariantError, match="unshipped"):
        replace(LINE, unshipped=Decimal(2))


def test_a_document_holds_the_refunds_of_one_order():
    one = refund(LINE)
    document = Refunds("o1", (one, replace(one, external_id="r2")), MOMENT)
    assert decode(encode(document)) == document
    with pytest.raises(InvariantError, match="twice"):
        Refunds("o1", (one, one))
    with pytest.raises(InvariantError, match="another order"):
        Refunds("o2", (one,))


def test_returns_go_through_json_unharmed():
    line = ReturnLine("l1", Decimal(2), reason="Too small", received=Decimal(1))
    document = Returns("o1", (Return("x", "o1", "open", (line,)),), MOMENT)
    assert decode(encode(document)) == document
    with pytest.raises(InvariantError, match="received"):
        replace(line, received=Decimal(3))
    with pytest.raises(InvariantError, match="status"):
        Return("x", "o1", "lost", ())
