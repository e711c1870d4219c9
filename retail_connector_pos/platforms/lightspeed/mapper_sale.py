"""Sales as receipts: one of the sale itself, and one of each payment apart from it."""

from datetime import timedelta
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import (
    Money,
    Place,
    Receipt,
    ReceiptLine,
)
from odoo.addons.retail_connector_base.platforms import RejectedDocument

from .mapper_line import lines_of
from .mapper_party import customer_of
from .mapper_tender import DEPOSITS, ON_ACCOUNT_TENDER, tenders_of, whole_tender
from .shapes import is_rounding, moment, money, number
from .states import DIRECT, ON_ACCOUNT, OPEN, PREPAID, VOID, state_of

TOGETHER = timedelta(seconds=60)  # a payment is entered with its sale


def apart(sale) -> list[dict]:
    """Return the payments that are receipts of their own.

    They are made at another time than the goods change hands, perhaps at another
    register: all of what is prepaid, and what pays off an account later.
    """
    state = state_of(sale)
    if state in (PREPAID, OPEN):
        return list(sale.get("payments") or ())
    if state == DIRECT and sale["status"] in ON_ACCOUNT:
        until = moment(sale["sale_date"]) + TOGETHER
        return [
            payment
            for payment in sale.get("payments") or ()
            if (moment(payment.get("payment_date")) or until) > until
        ]
    return []


def receipt(payload) -> Receipt:
    """Return the receipt of a sale, or of one of its payments."""
    if payload.get("payment"):
        return _payment_receipt(payload)
    sale, context = payload["sale"], payload["context"]
    state = state_of(sale)
    if state not in (DIRECT, PREPAID):
        return _empty(sale, context, "void" if state == VOID else "control")
    lines, total, tax = lines_of(sale, context)
    later = apart(sale)
    now = [p for p in sale.get("payments") or () if p not in later]
    at = _moment(sale, state)
    lines, total = _with_rounding(sale, context, lines, total, now)
    tenders = tenders_of(
        [payment for payment in now if not is_rounding(payment.get("name"))],
        sale,
        context,
        at,
    )
    paid = Money.sum((tender.effect for tender in tenders), total.currency)
    rest = total - paid
    if state == PREPAID and rest:
        tenders += (whole_tender(sale["id"], DEPOSITS, rest, at),)
    elif sale["status"] in ON_ACCOUNT and rest:
        tenders += (whole_tender(sale["id"], ON_ACCOUNT_TENDER, rest, at),)
    return Receipt(
        **_head(sale, context, at),
        lines=lines,
        total=total,
        total_tax=tax,
        tenders=tenders,
        number=sale.get("invoice_number") or "",
        note=sale.get("note") or "",
    )


def _moment(sale, state):
    """Return when the goods changed hands."""
    at = moment(sale["sale_date"])
    if state == PREPAID:
        paid = [moment(p.get("payment_date")) for p in sale.get("payments") or ()]
        return max([at, *filter(None, paid)])
    return at


def _head(sale, context, at):
    updated = moment(sale.get("updated_at")) or at
    return {
        "external_id": sale["id"],
        "name": sale.get("invoice_number") or sale["id"],
        "currency": context["currency"],
        "prices_include_tax": context["inclusive"],
        "created_at": moment(sale.get("created_at")) or at,
        "updated_at": updated,
        "processed_at": at,
        "financial_status": "paid",
        "channel": "pos",
        "source_name": sale.get("source") or "",
        "customer": customer_of(sale, context),
        "place": Place(
            location_id=sale["outlet_id"],
            register_id=sale["register_id"],
            sequence=sequence_of(sale, context),
            staff=sale.get("user_id") or "",
        ),
    }


def sequence_of(sale, context) -> int | None:
    """Return the number of a sale at its register.

    The list leaves ``invoice_sequence`` out; then it is what stands between the
    register's prefix and suffix.
    """
    stated = sale.get("invoice_sequence")
    if stated not in (None, ""):
        return int(number(stated)) or None
    prefix, suffix = context.get("affixes") or ("", "")
    text = sale.get("invoice_number") or ""
    if not (text.startswith(prefix) and text.endswith(suffix)):
        return None
    text = text[len(prefix) : len(text) - len(suffix)]
    return int(text) if text.isdigit() else None


def _empty(sale, context, action):
    """Return a receipt that only uses up its number."""
    at = moment(sale.get("sale_date")) or moment(sale["created_at"])
    nothing = Money.zero(context["currency"])
    head = {**_head(sale, context, at), "customer": None}
    return Receipt(**head, lines=(), total=nothing, total_tax=nothing, action=action)


def _with_rounding(sale, context, lines, total, payments):
    """Return lines and total with the line that cash was rounded by."""
    currency = context["currency"]
    amounts = [
        money(payment["amount"], currency)
        for payment in payments
        if is_rounding(payment.get("name"))
    ]
    rounded = -Money.sum(amounts, currency)
    if not rounded:
        return lines, total
    line = ReceiptLine(
        external_id=f"{sale['id']}/rounding",
        kind="rounding",
        title="Cash rounding",
        quantity=Decimal(1),
        unit_price=rounded,
        subtotal=rounded,
    )
    return (*lines, line), total + rounded


# --- payments apart from the sale ---


def _payment_receipt(payload):
    """Return a payment as a receipt: a deposit taken in, or an account paid off."""
    sale, context = payload["sale"], payload["context"]
    found = [p for p in apart(sale) if p["id"] == payload["payment"]]
    if not found:
        raise RejectedDocument("a payment the sale does not have", "payment")
    [payment] = found
    at = moment(payment.get("payment_date")) or moment(sale["sale_date"])
    head = _head(sale, context, at)
    place = Place(
        location_id=payment.get("outlet_id") or sale["outlet_id"],
        register_id=payment.get("register_id") or sale["register_id"],
        staff=head["place"].staff,
    )
    head.update(
        external_id=f"{sale['id']}/{payment['id']}",
        name=f"{head['name']}/{payment['id'][-6:]}",
        created_at=at,
        place=place,
    )
    tenders = tenders_of([payment], sale, context, at)
    amount = Money.sum((tender.effect for tender in tenders), context["currency"])
    nothing = Money.zero(context["currency"])
    if sale["status"] in ON_ACCOUNT:
        owed = whole_tender(head["external_id"], ON_ACCOUNT_TENDER, -amount, at)
        return Receipt(
            **head,
            lines=(),
            total=nothing,
            total_tax=nothing,
            tenders=(*tenders, owed),
        )
    line = ReceiptLine(
        external_id=head["external_id"],
        kind="deposit",
        title="Deposit",
        quantity=Decimal(1),
        unit_price=amount,
        subtotal=amount,
    )
    return Receipt(
        **head, lines=(line,), total=amount, total_tax=nothing, tenders=tenders
    )
