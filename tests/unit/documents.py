"""Hypothesis strategies for documents that agree with themselves."""

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import strategies as st

from odoo.addons.retail_connector_base.canonical import (
    Discount,
    Money,
    Order,
    OrderLine,
    TaxLine,
    Tender,
    minor_units,
)

MOMENT = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
CURRENCIES = ("USD", "EUR", "JPY", "KWD")


def money(currency, low=0, high=500_000):
    """Amounts in whole smallest units of ``currency``."""
    unit = Decimal(1).scaleb(-minor_units(currency))
    return st.integers(low, high).map(lambda n: Money(n * unit, currency))


@st.composite
def lines(draw, currency, index):
    """One order line whose subtotal is unit price x quantity - discounts."""
    quantity = Decimal(draw(st.integers(1, 9)))
    unit = draw(money(currency))
    gross = unit * quantity
    taken = draw(st.sampled_from([Decimal(0), Decimal("0.1"), Decimal("0.333")]))
    discount = Money(round(gross.amount * taken, minor_units(currency)), currency)
    return OrderLine(
        external_id=str(index),
        kind=draw(st.sampled_from(["product", "custom", "shipping", "tip"])),
        title=draw(st.text(min_size=1, max_size=20)),
        quantity=quantity,
        unit_price=unit,
        subtotal=gross - discount,
        discounts=(Discount("Sale", discount, "TEN", "code"),) if discount else (),
        taxes=tuple(
            TaxLine(f"T{n}", Decimal("0.07"), draw(money(currency, 0, 900)), bool(n))
            for n in range(draw(st.integers(0, 2)))
        ),
        attributes=draw(st.dictionaries(st.text(max_size=5), st.text(max_size=5))),
    )


@st.composite
def orders(draw):
    """A consistent order of 1-6 lines with matching tenders."""
    currency = draw(st.sampled_from(CURRENCIES))
    included = draw(st.booleans())
    parts = tuple(
        draw(lines(currency, index)) for index in range(draw(st.integers(1, 6)))
    )
    total = Money.sum((line.gross(included) for line in parts), currency)
    tender = Tender("t1", "sale", "success", "card", total, MOMENT)
    paid = draw(st.booleans())
    return Order(
        external_id="42",
        name="#42",
        currency=currency,
        prices_include_tax=included,
        created_at=MOMENT,
        updated_at=MOMENT,
        lines=parts,
        total=total,
        total_tax=Money.sum((line.tax for line in parts), currency),
        financial_status="paid" if paid else "pending",
        tenders=(tender,) if paid else (),
        paid=total if paid else Money.zero(currency),
    )
