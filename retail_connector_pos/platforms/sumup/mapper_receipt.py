"""Transactions as receipts, and each refund of one as a receipt of its own.

Products have a name and no id: they are lines of an open price. Of a refund SumUp says
the amount alone: of the whole it is the sale turned round; of a part the tax must be
known, so only sales without tax can be given back in parts.
"""

from dataclasses import replace
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import (
    Money,
    Origin,
    Place,
    Receipt,
    ReceiptLine,
    TaxLine,
    Tender,
)
from odoo.addons.retail_connector_base.platforms import RejectedDocument

from .mapper_store import REGISTER, gateway
from .shapes import moment, money, rate

TAX = "VAT"
# A sale that is charged back was sold: what is taken for it, the payout says.
SOLD = ("SUCCESSFUL", "REFUNDED", "CHARGE_BACK")
GIVEN_BACK = ("REFUNDED", "SUCCESSFUL", "PAID_OUT", "RECONCILED", "SCHEDULED")


def refunds(transaction):
    """Return the refunds of a transaction that happened."""
    return [
        event
        for event in transaction.get("transaction_events") or ()
        if event["event_type"] == "REFUND" and event["status"] in GIVEN_BACK
    ]


def receipt(raw) -> Receipt:
    """Return the receipt of a sale, or of the refund that ``refund`` names."""
    transaction = raw["transaction"]
    if raw.get("refund"):
        return _refund(transaction, raw["refund"])
    if transaction["status"] not in SOLD:
        return _receipt(transaction, (), None, action="void")
    tender = Tender(
        external_id=transaction["id"],
        kind="sale",
        status="success",
        gateway=gateway(transaction["payment_type"]),
        amount=money(transaction["amount"], transaction["currency"]),
        processed_at=moment(transaction["timestamp"]),
        reference=transaction["transaction_code"],
    )
    return _receipt(transaction, _lines(transaction), tender)


def _receipt(transaction, lines, tender, action="sale", **values):
    currency, at = transaction["currency"], moment(transaction["timestamp"])
    tax = Money.sum((line.tax for line in lines), currency)
    if lines and tender.kind == "sale" and transaction.get("vat_amount") is not None:
        tax = money(transaction["vat_amount"], currency)
    return Receipt(
        **{
            "external_id": transaction["id"],
            "name": transaction["transaction_code"],
            "currency": currency,
            "prices_include_tax": True,
            "created_at": at,
            "updated_at": at,
            "processed_at": at,
            "channel": "pos",
            "financial_status": "paid",
            "place": Place(transaction["merchant_code"], REGISTER),
            "action": action,
            "lines": lines,
            "total": tender.effect if tender else Money.zero(currency),
            "total_tax": tax,
            "tenders": (tender,) if tender else (),
            **values,
        }
    )


def _lines(transaction):
    """Return what was sold; without products a line for each rate of tax."""
    currency = transaction["currency"]
    tip = money(transaction.get("tip_amount"), currency)
    lines = [
        _product(row, number, currency)
        for number, row in enumerate(transaction.get("products") or (), 1)
    ] or _amounts(transaction, tip)
    if tip:
        lines.append(ReceiptLine("tip", "tip", "Tip", Decimal(1), tip, tip))
    return tuple(lines)


def _product(row, number, currency):
    taxed = row.get("total_with_vat") is not None
    total = money(row["total_with_vat"] if taxed else row["total_price"], currency)
    price = money(row["price_with_vat"] if taxed else row["price"], currency)
    tax = money(row.get("vat_amount"), currency)
    return ReceiptLine(
        external_id=str(number),
        kind="custom",
        title=row.get("name") or "",
        quantity=Decimal(row["quantity"]),
        unit_price=price,
        subtotal=total,
        taxes=(TaxLine(TAX, rate(row.get("vat_rate")), tax),) if tax else (),
    )


def _amounts(transaction, tip):
    currency = transaction["currency"]
    title = transaction.get("product_summary") or transaction["transaction_code"]
    rows = transaction.get("vat_rates") or ()
    if not rows:
        if money(transaction.get("vat_amount"), currency):
            raise RejectedDocument("a tax without its rate", "vat_amount")
        rows = [{"gross": (money(transaction["amount"], currency) - tip).amount}]
    found = []
    for number, row in enumerate(rows, 1):
        gross, tax = money(row["gross"], currency), money(row.get("vat"), currency)
        taxes = (TaxLine(TAX, rate(row.get("rate")), tax),) if tax else ()
        found.append(
            ReceiptLine(str(number), "custom", title, Decimal(1), gross, gross, taxes)
        )
    return found


def _refund(transaction, refund_id):
    event = next(e for e in refunds(transaction) if e["id"] == refund_id)
    currency, at = transaction["currency"], moment(event["timestamp"])
    amount = money(abs(event["amount"]), currency)
    sold = _lines(transaction)
    if amount == money(transaction["amount"], currency):
        lines = tuple(_turned(line, transaction) for line in sold)
    elif any(line.taxes for line in sold):
        raise RejectedDocument(
            "a part was given back, and its tax is not stated", "transaction_events"
        )
    else:
        back = ReceiptLine(
            external_id="1",
            kind="custom",
            title=transaction["transaction_code"],
            quantity=Decimal(-1),
            unit_price=amount,
            subtotal=-amount,
            origin=Origin(receipt_id=transaction["id"]),
        )
        lines = (back,)
    tender = Tender(
        external_id=f"{transaction['id']}/refund/{refund_id}",
        kind="refund",
        status="success",
        gateway=gateway(transaction["payment_type"]),
        amount=amount,
        processed_at=at,
        parent_id=transaction["id"],
        reference=transaction["transaction_code"],
    )
    return _receipt(
        transaction,
        lines,
        tender,
        external_id=tender.external_id,
        name=f"{transaction['transaction_code']}-R{refund_id}",
        created_at=at,
        updated_at=at,
        processed_at=at,
    )


def _turned(line, transaction):
    """Return a line that comes back."""
    return replace(
        line,
        quantity=-line.quantity,
        subtotal=-line.subtotal,
        taxes=tuple(replace(tax, amount=-tax.amount) for tax in line.taxes),
        origin=Origin(receipt_id=transaction["id"], line_id=line.external_id),
    )
