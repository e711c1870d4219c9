"""The field values of point-of-sale orders: every value is given, none computed."""

from dataclasses import replace
from decimal import Decimal

from odoo.fields import Command

from odoo.addons.retail_connector_base.importers.amounts import (
    extra_tax_data,
    line_amounts,
)
from odoo.addons.retail_connector_base.importers.order_values import naive

from .receipt_batch import real_lines
from .receipt_keys import key, payment_key

INT32 = 2**31 - 1


def amounts_of(batch, receipt, line):
    """Return the line's amounts as the receipt states them."""
    amounts = line_amounts(
        line, receipt.prices_include_tax, batch.tax_ids(receipt, line)
    )
    full = line.unit_price.amount * line.quantity
    # Unlike other lines, one of the point of sale keeps all decimals of a discount.
    discount = line.discount.amount * 100 / full if full else Decimal(0)
    return replace(amounts, discount=discount)


def line_values(batch, receipt, line, uuid):
    """Return the values of an order line.

    Odoo's tax engine turns the quantities of an order with a negative total round,
    so there the carried amounts are turned round too.
    """
    product = batch.product(line)
    amounts = amounts_of(batch, receipt, line)
    carried = amounts
    if receipt.total.amount < 0:
        carried = replace(
            amounts,
            quantity=-amounts.quantity,
            net=-amounts.net,
            taxes={tax: -amount for tax, amount in amounts.taxes.items()},
        )
    currency = batch.currencies[receipt.currency]
    values = {
        "name": f"{receipt.name}/{line.external_id}",
        "uuid": key(uuid, "line", line.external_id),
        "product_id": product.id,
        "full_product_name": line.title or product.display_name,
        "qty": float(line.quantity),
        "price_unit": float(line.unit_price.amount),
        "discount": float(amounts.discount),
        "price_type": "manual",
        "tax_ids": [Command.set(list(amounts.taxes))],
        "price_subtotal": float(amounts.net),
        "price_subtotal_incl": float(amounts.gross),
        "extra_tax_data": extra_tax_data(carried, currency.id),
        "customer_note": note_of(line) or False,
        "retail_line": line.external_id,
        "retail_reason": line.reason or False,
        **cost_values(product, line.quantity),
    }
    if line.lots:
        values["pack_lot_ids"] = [
            Command.create({"lot_name": lot.number}) for lot in line.lots
        ]
    return values


def note_of(line):
    """Return what a line says beside its product: modifiers chosen, a note."""
    words = ("modifiers", "note")
    return "\n".join(filter(None, (line.attributes.get(word) for word in words)))


def cost_values(product, quantity):
    """Return the cost of a line, where it does not depend on the stock move."""
    moving = product.is_storable and product.cost_method in ("fifo", "average")
    if moving:
        return {}
    return {
        "total_cost": float(quantity) * product.standard_price,
        "is_total_cost_computed": True,
    }


def payment_values(batch, receipt, tender, uuid, number):
    """Return the values of a payment; change is a negative one."""
    method = batch.method(receipt, tender)
    return {
        "uuid": payment_key(uuid, number, tender),
        "payment_method_id": method.id,
        "amount": float(tender.effect.amount),
        "payment_date": naive(tender.processed_at),
        "transaction_id": tender.external_id,
        "payment_ref_no": tender.reference or tender.gift_card_id or False,
        "card_brand": tender.method or False,
        "is_change": tender.kind == "change",
        "name": tender.gateway,
    }


def order_values(batch, receipt, session, customer, uuid):
    """Return the values of the order a receipt becomes."""
    backend, place = batch.backend, receipt.place
    lines = real_lines(receipt)
    tips = [line for line in lines if line.kind == "tip"]
    number = receipt.number or receipt.name
    returned = sum(
        (t.effect.amount for t in receipt.tenders if t.effect.amount < 0), Decimal(0)
    )
    return {
        "name": f"{session.config_id.name}/{number}",
        "pos_reference": number,
        "tracking_number": str((place.sequence or 0) % 1000),
        "sequence_number": (place.sequence or 1) % INT32 or 1,
        "uuid": uuid,
        "session_id": session.id,
        "company_id": batch.company.id,
        "pricelist_id": session.config_id.pricelist_id.id,
        "fiscal_position_id": False,  # taxes come with the receipt
        "currency_rate": float(batch.rate(receipt, batch.shift_key(receipt)[1])),
        "date_order": naive(receipt.processed_at or receipt.created_at),
        "user_id": backend.user_id.id,
        "partner_id": customer.id if customer else False,
        "email": customer.email if customer else False,
        "mobile": customer.phone if customer else False,
        "amount_total": float(receipt.total.amount),
        "amount_tax": float(receipt.total_tax.amount),
        "amount_paid": float(receipt.total.amount),
        "amount_return": float(-returned),
        "amount_difference": 0.0,
        "is_refund": receipt.total.amount < 0,
        "is_tipped": bool(tips),
        "tip_amount": float(sum((line.subtotal.amount for line in tips), Decimal(0))),
        "to_invoice": receipt.invoice,
        "general_customer_note": receipt.note or False,
        "state": "paid",
        "source": "retail",
        "nb_print": 1,
        "retail_backend_id": backend.id,
        "retail_receipt": receipt.external_id,
        "retail_staff": place.staff or False,
        "lines": [
            Command.create(line_values(batch, receipt, line, uuid)) for line in lines
        ],
        "payment_ids": [
            Command.create(payment_values(batch, receipt, tender, uuid, number))
            for number, tender in enumerate(receipt.tenders, start=1)
            if tender.effect
        ],
    }
