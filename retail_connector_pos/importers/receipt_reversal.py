"""The order that takes back what another one booked, from its own records."""

from odoo.fields import Command

from .receipt_keys import key


def reversal_values(order, session, uuid, number, moment):
    """Return the values of the order that takes ``order`` back to the cent.

    Nothing is looked up again: mappings may have changed since it was booked.
    """
    taxes = order.env["account.tax"]
    even = order.currency_id.is_zero(order.amount_total)

    def carried(data):
        # Odoo's tax engine turns the quantities of a negative order round itself.
        return taxes._reverse_quantity_base_line_extra_tax_data(data) if even else data

    return {
        "name": f"{order.name}-R{number}",
        "pos_reference": f"{order.pos_reference}-R{number}",
        "tracking_number": order.tracking_number,
        "sequence_number": order.sequence_number,
        "uuid": uuid,
        "session_id": session.id,
        "company_id": order.company_id.id,
        "pricelist_id": order.pricelist_id.id,
        "fiscal_position_id": order.fiscal_position_id.id,
        "currency_rate": order.currency_rate,
        "date_order": moment,
        "user_id": order.user_id.id,
        "partner_id": order.partner_id.id,
        "email": order.email,
        "mobile": order.mobile,
        "amount_total": -order.amount_total,
        "amount_tax": -order.amount_tax,
        "amount_paid": -order.amount_paid,
        "amount_return": 0.0,
        "amount_difference": 0.0,
        "is_refund": order.amount_total > 0,
        "state": "paid",
        "source": "retail",
        "nb_print": 1,
        "retail_backend_id": order.retail_backend_id.id,
        "retail_receipt": order.retail_receipt,
        "retail_reverses_id": order.id,
        "retail_staff": order.retail_staff,
        "lines": [
            Command.create(
                {
                    "name": f"{line.name}-R{number}",
                    "uuid": key(uuid, "line", line.retail_line),
                    "product_id": line.product_id.id,
                    "full_product_name": line.full_product_name,
                    "qty": -line.qty,
                    "price_unit": line.price_unit,
                    "discount": line.discount,
                    "price_type": line.price_type,
                    "tax_ids": [Command.set(line.tax_ids.ids)],
                    "price_subtotal": -line.price_subtotal,
                    "price_subtotal_incl": -line.price_subtotal_incl,
                    "extra_tax_data": carried(line.extra_tax_data),
                    "retail_line": line.retail_line,
                    "refunded_orderline_id": line.id if line.qty > 0 else False,
                    "retail_disposition": "resell" if line.retail_moved else "none",
                    "total_cost": -line.total_cost,
                    "is_total_cost_computed": line.is_total_cost_computed,
                    "pack_lot_ids": [
                        Command.create({"lot_name": lot.lot_name})
                        for lot in line.pack_lot_ids
                    ],
                }
            )
            for line in order.lines
        ],
        "payment_ids": [
            Command.create(
                {
                    "uuid": key(uuid, "tender", payment.uuid),
                    "payment_method_id": payment.payment_method_id.id,
                    "amount": -payment.amount,
                    "payment_date": moment,
                    "transaction_id": payment.transaction_id,
                    "payment_ref_no": payment.payment_ref_no,
                    "card_brand": payment.card_brand,
                    "is_change": payment.is_change,
                    "retail_reverses_id": payment.id,
                    "name": payment.name,
                }
            )
            for payment in order.payment_ids
        ],
    }
