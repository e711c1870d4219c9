"""A refund of a store sale, as the return receipt it is. No Odoo."""

from dataclasses import replace
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import (
    Discount,
    Money,
    Origin,
    Receipt,
    ReceiptLine,
    Refund,
)

DISPOSITION = {"return": "resell", "none": "none", "cancel": "none"}


def return_of(refund: Refund, sale: Receipt) -> Receipt:
    """Return the receipt that gives money, and maybe goods, of a sale back."""
    sold = {line.external_id: line for line in sale.lines}
    lines = tuple(
        _line(number, line, sold.get(line.order_line_id), sale)
        for number, line in enumerate(refund.lines, start=1)
    )
    return Receipt(
        external_id=refund.external_id,
        name=f"{sale.name}-{refund.external_id.rsplit('/', 1)[-1]}",
        currency=refund.currency,
        prices_include_tax=refund.prices_include_tax,
        created_at=refund.created_at,
        updated_at=refund.created_at,
        processed_at=refund.created_at,
        lines=lines,
        total=-refund.total,
        total_tax=Money.sum((line.tax for line in lines), refund.currency),
        financial_status="refunded",
        tenders=tuple(tender for tender in refund.tenders if tender.effect),
        customer=sale.customer,
        channel=sale.channel,
        source_name=sale.source_name,
        place=replace(sale.place, business_date=None, sequence=None, shift_id=""),
        note=refund.note,
    )


def _line(number, line, sold, sale):
    """Return what comes back of a sold line; ``sold`` None: money only."""
    quantity = -(line.quantity or Decimal(1))
    values = {
        "external_id": str(number),
        "quantity": quantity,
        "subtotal": -line.subtotal,
        "taxes": tuple(replace(tax, amount=-tax.amount) for tax in line.taxes),
        "reason": line.reason,
        "disposition": DISPOSITION.get(line.restock, ""),
    }
    if sold is None:
        return ReceiptLine(
            kind="custom",
            title=line.title or line.kind,
            unit_price=line.subtotal * (1 / -quantity),
            **values,
        )
    less = sold.unit_price * quantity + line.subtotal  # given back than the price
    return ReceiptLine(
        kind=sold.kind,
        title=sold.title,
        unit_price=sold.unit_price,
        discounts=(Discount("Refund", less),) if less else (),
        product_id=sold.product_id,
        variant_id=sold.variant_id,
        sku=sold.sku,
        barcode=sold.barcode,
        origin=Origin(sale.external_id, line.order_line_id),
        **values,
    )
