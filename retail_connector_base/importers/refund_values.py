"""The field values of credit notes: the platform's amounts, line by line."""

from decimal import Decimal

from odoo.fields import Command

from .amounts import LineAmounts, extra_tax_data


def refund_amounts(batch, refund, line):
    """Return the exact amounts of a refund line, and its sale line (or empty).

    Price and discount are the sale line's, for the eye; what is booked is carried.
    """
    sold = batch.sale_line(refund, line)
    taxes: dict[int, Decimal] = {}
    for tax_id, tax in zip(batch.tax_ids(refund, line), line.taxes, strict=True):
        taxes[tax_id] = taxes.get(tax_id, Decimal(0)) + tax.amount.amount
    by_unit = bool(line.quantity) and bool(sold)
    return (
        LineAmounts(
            quantity=line.quantity if by_unit else Decimal(1),
            price_unit=Decimal(repr(sold.price_unit))
            if by_unit
            else line.subtotal.amount,
            discount=Decimal(repr(sold.discount)) if by_unit else Decimal(0),
            net=line.net(refund.prices_include_tax).amount,
            taxes=taxes,
        ),
        sold,
    )


def credit_line(batch, refund, line, date, sequence):
    """Return the values of the credit note line of a refund line."""
    amounts, sold = refund_amounts(batch, refund, line)
    product = sold.product_id or batch.product(line)
    currency = batch.currencies[refund.currency]
    company = (batch.company.currency_id.name, batch.rate(refund, date))
    return {
        "sequence": sequence,
        "product_id": product.id,
        "product_uom_id": (sold.product_uom_id or product.uom_id).id,
        "name": line.title or sold.name or product.display_name,
        "quantity": float(amounts.quantity),
        "price_unit": float(amounts.price_unit),
        "discount": float(amounts.discount),
        "tax_ids": [Command.set(list(amounts.taxes))],
        "extra_tax_data": extra_tax_data(amounts, currency.id, company),
        "sale_line_ids": [Command.set(sold.ids)],
        "analytic_distribution": False,
    }


def credit_note(batch, binding, refund, date, usual_journal):
    """Return the values of the credit note of a refund."""
    order = binding.order_binding_id.record_id
    prepared = order._prepare_invoice()
    return {
        **prepared,
        "journal_id": prepared.get("journal_id") or usual_journal.id,
        "move_type": "out_refund",
        "invoice_date": date,
        "date": date,
        "invoice_payment_term_id": False,
        "ref": binding.external_name or binding.external_id,
        "narration": refund.note or False,
        "invoice_line_ids": [
            Command.create(credit_line(batch, refund, line, date, number))
            for number, line in enumerate(refund.lines, start=1)
        ],
    }
