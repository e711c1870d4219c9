"""Receipts and shifts of a till, as documents."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import (
    CashMovement,
    CashSession,
    Money,
    Place,
    Receipt,
    ReceiptLine,
    TaxLine,
    Tender,
    TenderCount,
)

DAY = date(2026, 11, 9)
NOON = datetime(2026, 11, 9, 17, 0, tzinfo=UTC)  # in New York
CURRENCY = "USD"


def money(text):
    """Return an amount of the tests' currency."""
    return Money(Decimal(str(text)), CURRENCY)


class TillDocuments:
    """Make documents as a till of a store would."""

    store = "S1"
    register = "1"
    currency = CURRENCY

    def money(self, text):
        """Return an amount of the tills' currency."""
        return Money(Decimal(str(text)), self.currency)

    def line(self, sku="MUG", quantity=1, price="10.00", tax="auto", **values):
        """Return a line; its tax is 8 % unless told."""
        quantity = Decimal(str(quantity))
        subtotal = values.pop("subtotal", None)
        subtotal = self.money(subtotal) if subtotal else self.money(price) * quantity
        discounts = values.get("discounts", ())
        for discount in discounts:
            subtotal -= discount.amount
        if tax == "auto":
            cents = (subtotal.amount * Decimal("0.08")).quantize(Decimal("0.01"))
            tax = str(cents)
        taxes = (TaxLine("Sales tax", Decimal("0.08"), self.money(tax)),) if tax else ()
        kind = values.pop("kind", "product")
        return ReceiptLine(
            **{
                "external_id": values.pop("external_id", "1"),
                "kind": kind,
                "title": sku,
                "quantity": quantity,
                "unit_price": self.money(price),
                "subtotal": subtotal,
                "taxes": taxes,
                "sku": sku if kind == "product" else "",
                **values,
            }
        )

    def tender(self, amount, gateway="cash", kind=None, number="1", **values):
        """Return a tender of a signed amount."""
        amount = Decimal(str(amount))
        kind = kind or ("refund" if amount < 0 else "sale")
        return Tender(
            **{
                "external_id": f"{gateway}-{number}",
                "kind": kind,
                "status": "success",
                "gateway": gateway,
                "amount": self.money(abs(amount)),
                "processed_at": NOON,
                **values,
            }
        )

    def receipt(self, sequence=1, *lines, tenders=None, **values):
        """Return a receipt of lines, paid in cash unless told."""
        lines = [
            line
            if line.external_id != "1" or index == 1
            else ReceiptLine(**{**line.__dict__, "external_id": str(index)})
            for index, line in enumerate(lines, start=1)
        ]
        total = sum((line.gross(False).amount for line in lines), Decimal(0))
        tax = sum((line.tax.amount for line in lines), Decimal(0))
        store = values.pop("store", self.store)
        register = values.pop("register", self.register)
        moment = values.pop("at", NOON + timedelta(minutes=sequence))
        external_id = f"{store}/{register}/1/{sequence}"
        if tenders is None:
            tenders = (self.tender(total, number=external_id),) if total else ()
        place = {
            "business_date": DAY,
            "epoch": 1,
            "sequence": sequence,
            "shift_id": "",
            "revision": 0,
        }
        place.update({k: values.pop(k) for k in list(values) if k in place})
        return Receipt(
            **{
                "external_id": external_id,
                "name": f"{sequence:06d}",
                "currency": self.currency,
                "prices_include_tax": False,
                "created_at": moment,
                "updated_at": moment,
                "processed_at": moment,
                "lines": tuple(lines),
                "total": self.money(total),
                "total_tax": self.money(tax),
                "tenders": tuple(tenders),
                "channel": "pos",
                "financial_status": "paid",
                "place": Place(location_id=store, register_id=register, **place),
                **values,
            }
        )

    def shift(self, closed=True, **values):
        """Return a day of the register, as closed by the till."""
        values.setdefault("tenders", ())
        values["tenders"] = tuple(
            TenderCount(name, self.money(amount))
            if not isinstance(amount, TenderCount)
            else amount
            for name, amount in dict(values["tenders"]).items()
        )
        for name in (
            "opening_float",
            "cash_expected",
            "cash_counted",
            "over_short",
            "gross_total",
            "tax_total",
        ):
            if values.get(name) is not None:
                values[name] = self.money(values[name])
        return CashSession(
            **{
                "external_id": f"{self.store}/{self.register}/1/{DAY}/",
                "location_id": self.store,
                "register_id": self.register,
                "currency": self.currency,
                "business_date": DAY,
                "opened_at": NOON - timedelta(hours=4),
                "opening_float": self.money("100.00"),
                "closed_at": NOON + timedelta(hours=8) if closed else None,
                "epoch": 1,
                **values,
            }
        )

    def movement(self, amount, reason="cleaner", external_id="m1"):
        """Return cash put in or taken out."""
        return CashMovement(self.money(amount), reason, NOON, external_id)
