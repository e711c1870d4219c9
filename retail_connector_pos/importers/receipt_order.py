"""A shop platform's store sale, as the receipt it is. No Odoo."""

from dataclasses import fields as dataclass_fields
from dataclasses import replace

from odoo.addons.retail_connector_base.canonical import (
    Order,
    OrderLine,
    Place,
    Receipt,
    ReceiptLine,
    Tender,
)

NO_REGISTER = "1"  # the one register of a location whose registers nobody tells


def is_store_sale(order: Order) -> bool:
    """Return whether an order was sold in a store, over the counter and as a whole.

    What the store sold but ships, or has not been paid for, stays an order.
    """
    return (
        order.channel == "pos"
        and order.place is not None
        and bool(order.place.location_id)
        and not order.is_cancelled
        and order.outstanding == order.outstanding.zero(order.currency)
        and not any(
            line.requires_shipping and line.kind == "shipping" for line in order.lines
        )
    )


def place_of(order: Order) -> Place:
    """Return where a store sale was made, with the register it counts for."""
    place = order.place
    if place.register_id:
        return place
    return replace(place, register_id=place.device or NO_REGISTER)


def receipt_of(order: Order) -> Receipt:
    """Return the receipt that a store sale is.

    Only what moved money is a tender of a receipt: captures and sales are one, an
    authorization is none.
    """
    values = {
        field.name: getattr(order, field.name) for field in dataclass_fields(Order)
    }
    values.update(
        place=place_of(order),
        lines=tuple(_line(line) for line in order.lines),
        tenders=tuple(
            _tender(t)
            for t in order.tenders
            if t.effect.amount > 0 or t.kind == "change"
        ),
        paid=None,
    )
    return Receipt(**values)


def _line(line: OrderLine) -> ReceiptLine:
    return ReceiptLine(
        **{f.name: getattr(line, f.name) for f in dataclass_fields(OrderLine)}
    )


def _tender(tender: Tender) -> Tender:
    return replace(tender, kind="sale") if tender.kind == "capture" else tender
