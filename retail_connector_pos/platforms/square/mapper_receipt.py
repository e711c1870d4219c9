"""Orders of a seller's stores as receipts.

A raw receipt is an order together with what Square keeps apart from it: ``payments``
(device, receipt number, staff), ``refunds``, ``shifts`` of the store's cash drawers and
``customers``.

A receipt that says something else than before is booked anew. So what comes or changes
afterwards without changing the sale stays out: fees, which payouts tell, and what else
is known of the customer.
"""

from dataclasses import replace

from odoo.addons.retail_connector_base.canonical import (
    Money,
    Place,
    Receipt,
    Tender,
)
from odoo.addons.retail_connector_base.platforms import RejectedDocument

from .mapper_customer import party
from .mapper_line import lines_of, prices_include_tax
from .registers import place_of
from .shapes import moment, money

GIFT_CARD = "SQUARE_GIFT_CARD"
UNPAID = "ON_ACCOUNT"  # our word: what is still due of a finished order
# Where a refund goes -> the tender's word
DESTINATIONS = {"EXTERNAL": "OTHER"}
GONE = ("REJECTED", "FAILED")


def receipt(raw, policy="") -> Receipt:
    """Return the receipt of an order; one that was cancelled sold nothing."""
    order = raw["order"]
    if order["state"] not in ("COMPLETED", "CANCELED"):
        raise RejectedDocument(f"the order is {order['state']}", "order.state")
    sold = order["state"] == "COMPLETED"
    total = _total(order)
    currency = total.currency
    payments = raw.get("payments") or ()
    at = moment(order.get("closed_at") or order["created_at"])
    register, shift = place_of(payments, raw.get("shifts") or (), at, policy)
    lines = tuple(lines_of(order, currency)) if sold else ()
    return Receipt(
        external_id=order["id"],
        name=order["id"],
        number=next(
            (p["receipt_number"] for p in payments if p.get("receipt_number")), ""
        ),
        currency=currency,
        prices_include_tax=prices_include_tax(order),
        created_at=moment(order["created_at"]),
        updated_at=moment(order["updated_at"]),
        processed_at=at,
        closed_at=moment(order.get("closed_at")),
        channel="pos",
        source_name=(order.get("source") or {}).get("name") or "",
        financial_status="paid" if sold else "voided",
        action="sale" if sold else "void",
        place=Place(
            location_id=order["location_id"],
            register_id=register,
            shift_id=shift,
            staff=_first(payments, "team_member_id"),
            device=_device_name(payments),
        ),
        lines=lines,
        total=total if sold else Money.zero(currency),
        total_tax=_tax(order, currency) if sold else Money.zero(currency),
        tenders=_tenders(order, raw, currency) if sold else (),
        customer=_customer(order, raw),
        note=order.get("ticket_name") or "",
    )


def _total(order):
    """Return what was sold less what came back."""
    net = (order.get("net_amounts") or {}).get("total_money")
    if net:
        return money(net)
    total = money(order["total_money"])
    back = (order.get("return_amounts") or {}).get("total_money")
    return total - money(back, total.currency)


def _tax(order, currency):
    net = (order.get("net_amounts") or {}).get("tax_money")
    if net:
        return money(net)
    back = (order.get("return_amounts") or {}).get("tax_money")
    return money(order.get("total_tax_money"), currency) - money(back, currency)


# --- money ---


def _tenders(order, raw, currency):
    at = moment(order.get("closed_at") or order["created_at"])
    found = []
    for row in order.get("tenders") or ():
        found += _paid(row, raw, currency, at)
    if order.get("returns"):
        # On an order without returns they belong to another order, which returns it.
        refunds = [r for r in order.get("refunds") or () if r.get("status") not in GONE]
        found += [_refunded(row, raw, currency, at) for row in refunds]
    due = money(order.get("net_amount_due_money"), currency)
    if due.amount > 0:
        found.append(Tender(f"{order['id']}/due", "sale", "success", UNPAID, due, at))
    return tuple(found)


def _paid(row, raw, currency, at):
    """Yield a tender, of cash also the change; its amount contains the tip."""
    amount = money(row["amount_money"], currency)
    if not amount:
        return  # NO_SALE and the like
    cash = row.get("cash_details") or {}
    given = money(cash.get("buyer_tendered_money"), currency)
    change = money(cash.get("change_back_money"), currency)
    split = bool(change) and given - change == amount
    at = moment(row.get("created_at")) or at
    payment = _by_id(raw, "payments").get(row["id"]) or {}
    yield Tender(
        external_id=row["id"],
        kind="sale",
        status="success",
        gateway=row["type"],
        amount=given if split else amount,
        processed_at=at,
        method=_method(row),
        reference=payment.get("receipt_number") or "",
    )
    if split:
        yield Tender(
            f"{row['id']}/change", "change", "success", row["type"], change, at
        )


def _method(row):
    """Return the card's brand, or what an external tender calls itself."""
    card = (row.get("card_details") or {}).get("card") or {}
    if row["type"] == "CARD":
        return card.get("card_brand") or ""
    return ""


def _refunded(row, raw, currency, at):
    known = _refund(raw, row["id"]) or {}
    return Tender(
        external_id=known.get("id") or row["id"],
        kind="refund",
        status="success",
        gateway=_destination(known, row, raw),
        amount=money(row["amount_money"], currency),
        processed_at=moment(row.get("created_at")) or at,
        parent_id=row.get("tender_id") or known.get("payment_id") or "",
        method=_brand(known),
    )


def _refund(raw, refund_id):
    """Return the refund itself; an order may name it without its payment's part."""
    for refund in raw.get("refunds") or ():
        if refund["id"] == refund_id or refund["id"].endswith(f"_{refund_id}"):
            return refund
    return None


def _destination(refund, row, raw):
    """Return to what kind of tender money went back."""
    if _card(refund).get("card_brand") == GIFT_CARD:
        return GIFT_CARD
    kind = refund.get("destination_type")
    if not kind:
        source = refund.get("payment_id") or row.get("tender_id")
        kind = (_by_id(raw, "payments").get(source) or {}).get("source_type")
    if not kind:
        raise RejectedDocument("nobody says where it went", f"refund[{row['id']}]")
    return DESTINATIONS.get(kind, kind)


def _brand(refund):
    brand = _card(refund).get("card_brand") or ""
    return "" if brand == GIFT_CARD else brand


def _card(refund):
    details = (refund.get("destination_details") or {}).get("card_details") or {}
    return details.get("card") or {}


# --- people ---


def _customer(order, raw):
    ids = [order.get("customer_id")]
    ids += [row.get("customer_id") for row in order.get("tenders") or ()]
    known = _by_id(raw, "customers")
    found = next((party(known[one]) for one in ids if one in known), None)
    return found and replace(found, updated_at=None, note="")


def _by_id(raw, name):
    return {row["id"]: row for row in raw.get(name) or ()}


def _first(rows, name):
    return next((row[name] for row in rows if row.get(name)), "")


def _device_name(payments):
    for payment in payments:
        name = (payment.get("device_details") or {}).get("device_name")
        if name:
            return name
    return ""
