"""Receipts, shifts and stores check themselves."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from odoo.addons.retail_connector_base.canonical import (
    CashMovement,
    CashSession,
    InvariantError,
    Lot,
    Money,
    Origin,
    Place,
    Receipt,
    ReceiptLine,
    Register,
    RegisterState,
    Store,
    TaxLine,
    Tender,
    TenderCount,
    TenderType,
    decode,
    encode,
    kind_of,
)

NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)


def usd(text):
    return Money(Decimal(text), "USD")


def line(external_id="1", quantity="1", price="10.00", subtotal=None, tax="0.80", **kw):
    quantity = Decimal(quantity)
    return ReceiptLine(
        external_id=external_id,
        kind="product",
        title="Mug",
        quantity=quantity,
        unit_price=usd(price),
        subtotal=usd(subtotal) if subtotal else usd(price) * quantity,
        taxes=(TaxLine("Sales tax", Decimal("0.08"), usd(tax)),) if tax else (),
        **kw,
    )


def receipt(*lines, total="10.80", tax="0.80", paid=None, **values):
    paid = paid or total
    kind = "refund" if Decimal(paid) < 0 else "sale"
    tender = Tender("t", kind, "success", "cash", usd(paid.lstrip("-")), NOON)
    return Receipt(
        **{
            "external_id": "S1/1/1/7",
            "name": "7",
            "currency": "USD",
            "prices_include_tax": False,
            "created_at": NOON,
            "updated_at": NOON,
            "lines": lines,
            "total": usd(total),
            "total_tax": usd(tax),
            "tenders": (tender,) if Decimal(paid) else (),
            "channel": "pos",
            "place": Place("S1", "1", business_date=date(2026, 11, 9), sequence=7),
            **values,
        }
    )


def test_a_receipt_survives_json():
    document = receipt(
        line(lots=(Lot("L1"),)),
        line(
            "2",
            "-1",
            tax="-0.80",
            origin=Origin("S1/1/1/3", "1"),
            reason="damaged",
            disposition="scrap",
        ),
        total="0.00",
        tax="0.00",
    )
    assert decode(encode(document)) == document
    assert kind_of(document) == "receipt"
    assert [each.is_return for each in document.lines] == [False, True]


def test_a_weighed_line_is_rounded_by_less_than_a_cent():
    assert line(quantity="0.453", price="3.99", subtotal="1.81", tax="")
    with pytest.raises(InvariantError, match="subtotal"):
        line(quantity="0.453", price="3.99", subtotal="1.82", tax="")


def test_tenders_pay_the_total_to_the_cent():
    assert receipt(line())
    with pytest.raises(InvariantError) as error:
        receipt(line(), paid="10.79")
    assert error.value.difference == Decimal("-0.01")


def test_fractions_of_a_cent_are_refused():
    with pytest.raises(InvariantError, match="fraction"):
        receipt(line(tax="0.8055"), total="10.8055", tax="0.8055")


@pytest.mark.parametrize(
    "values",
    [
        {"place": None},
        {"place": Place("S1")},
        {"action": "dance"},
        {"action": "void"},
        {"action": "post_void"},
        {"voids": "S1/1/1/3"},
        {"action": "movement"},
    ],
)
def test_a_receipt_that_contradicts_itself_is_refused(values):
    with pytest.raises(InvariantError):
        receipt(line(), **values)


def test_numbers_without_a_sale():
    nothing = {"total": "0.00", "tax": "0.00"}
    assert receipt(action="void", **nothing)
    assert receipt(action="post_void", voids="S1/1/1/3", **nothing)
    assert receipt(
        action="movement",
        movement=CashMovement(usd("-20.00"), "cleaner", NOON, "m1"),
        **nothing,
    )


def test_shifts_stores_and_states_survive_json():
    shift = CashSession(
        external_id="S1/1/1/2026-11-09",
        location_id="S1",
        register_id="1",
        currency="USD",
        business_date=date(2026, 11, 9),
        opened_at=NOON,
        opening_float=usd("100.00"),
        tenders=(TenderCount("cash", usd("10.80"), usd("10.80"), 1),),
        first_sequence=1,
        last_sequence=7,
        epoch=1,
    )
    store = Store(
        "S1",
        "Main street",
        timezone="America/New_York",
        currency="USD",
        registers=(Register("1", "Till 1", numbered=True),),
        tenders=(TenderType("cash", type="cash"),),
    )
    state = RegisterState("1", "S1", NOON, epoch=1, last_sequence=7, queued=0)
    for document in (shift, replace(shift, business_date=None), store, state):
        assert decode(encode(document)) == document
