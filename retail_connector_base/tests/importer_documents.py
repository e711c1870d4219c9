"""Canonical documents for the importers' tests, consistent by construction."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from ..canonical import (
    Address,
    Discount,
    Money,
    Order,
    OrderLine,
    Party,
    TaxLine,
    Tender,
)

# Some days ago at noon: sales of a day that is over, in a period that is open.
PLACED = (datetime.now(UTC) - timedelta(days=20)).replace(
    hour=12, minute=30, second=0, microsecond=0
)
DAY = PLACED.date()


class Documents:
    """Make documents with few words."""

    @classmethod
    def money(cls, amount, currency="USD"):
        return Money(Decimal(str(amount)), currency)

    @classmethod
    def tax(cls, amount, title="Tax", rate="0.10", currency="USD", liable=False):
        return TaxLine(title, Decimal(rate), cls.money(amount, currency), liable)

    @classmethod
    def line(
        cls,
        external_id,
        price,
        quantity=1,
        sku="MUG",
        kind="product",
        discount=0,
        taxes=(),
        currency="USD",
        **values,
    ):
        unit = cls.money(price, currency)
        taken = cls.money(discount, currency)
        return OrderLine(
            external_id=external_id,
            kind=kind,
            title=values.pop("title", f"Item {external_id}"),
            quantity=Decimal(str(quantity)),
            unit_price=unit,
            subtotal=unit * Decimal(str(quantity)) - taken,
            discounts=(Discount("Sale", taken),) if taken else (),
            taxes=tuple(taxes),
            variant_id=f"v-{sku}" if kind == "product" and sku else "",
            sku=sku if kind == "product" else "",
            **values,
        )

    @classmethod
    def order(
        cls,
        external_id="1001",
        lines=None,
        included=False,
        currency="USD",
        status="paid",
        tenders=None,
        **values,
    ):
        if lines is None:
            lines = [cls.line("l1", 10, 2)]
        lines = tuple(lines)
        total = Money.sum((line.gross(included) for line in lines), currency)
        if tenders is None:
            tenders = (
                [cls.tender(f"t-{external_id}", total.amount, currency=currency)]
                if status == "paid" and total
                else []
            )
        return Order(
            external_id=external_id,
            name=values.pop("name", f"#{external_id}"),
            currency=currency,
            prices_include_tax=included,
            created_at=values.pop("created_at", PLACED),
            updated_at=values.pop("updated_at", PLACED),
            lines=lines,
            total=total,
            total_tax=Money.sum((line.tax for line in lines), currency),
            financial_status=status,
            tenders=tuple(tenders),
            paid=Money.sum((t.effect for t in tenders), currency),
            customer=values.pop("customer", cls.party()),
            **values,
        )

    @classmethod
    def tender(
        cls,
        external_id,
        amount,
        kind="sale",
        status="success",
        gateway="cards",
        currency="USD",
        **values,
    ):
        return Tender(
            external_id=external_id,
            kind=kind,
            status=status,
            gateway=gateway,
            amount=cls.money(amount, currency),
            processed_at=values.pop("processed_at", PLACED),
            **values,
        )

    @classmethod
    def party(
        cls, external_id="c1", name="Ada Buyer", email="ada@example.com", **values
    ):
        return Party(external_id=external_id, name=name, email=email, **values)

    @classmethod
    def address(cls, **values):
        defaults = {
            "name": "Ada Buyer",
            "street": "1 Main Street",
            "city": "Springfield",
            "zip": "62701",
            "state_code": "IL",
            "country_code": "US",
        }
        return Address(**{**defaults, **values})

    @classmethod
    def later(cls, minutes):
        return PLACED + timedelta(minutes=minutes)
